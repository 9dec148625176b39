package io.eprointake.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A report after cleaning. What was sent is kept apart, byte for byte.
 *
 * @param gradedBy the version of the instrument that it was cleaned by, and is graded by; null when
 *     it names none that is known: then each of its items counts as in the newest version that has
 *     it
 * @param completedAt null when the report does not say it beyond doubt
 * @param scores item field name to its score; unscored answers are findings
 * @param findings everything cleaning saw or changed
 */
public record Cleaned(
        @Nullable InstrumentVersion gradedBy,
        @Nullable Instant completedAt,
        Map<String, Integer> scores,
        List<Finding> findings) {

    public boolean quarantined() {
        return findings.stream().anyMatch(Finding::doubtful);
    }

    /** Counts only, never an answer. */
    @Override
    public String toString() {
        return "Cleaned[" + scores.size() + " scores, " + findings.size() + " findings]";
    }
}
