package io.eprointake.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A report after cleaning. What was sent is kept apart, byte for byte.
 *
 * @param completedAt null when the report does not say it beyond doubt
 * @param scores item field name to its score, 0 to 4 (presence items 0 or 1); unscored answers are
 *     findings
 * @param findings everything cleaning saw or changed
 */
public record Cleaned(
        @Nullable Instant completedAt, Map<String, Integer> scores, List<Finding> findings) {

    public boolean quarantined() {
        return findings.stream().anyMatch(Finding::doubtful);
    }

    /** Counts only, never an answer. */
    @Override
    public String toString() {
        return "Cleaned[" + scores.size() + " scores, " + findings.size() + " findings]";
    }
}
