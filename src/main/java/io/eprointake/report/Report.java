package io.eprointake.report;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A report as the app sent it: read, but neither cleaned nor judged.
 *
 * @param reportId minted by the app; the same id is the same report for ever
 * @param completedAt when the patient finished, as sent: RFC 3339, perhaps without its offset
 * @param language a BCP 47 tag such as {@code zh-CN}
 * @param mode who answered: {@code self}, {@code proxy} or {@code interviewer}
 * @param responses item field name to the answer as sent, a number as it was written and any other
 *     value as JSON; in the order sent. An item sent as {@code null} is not in it: it was skipped
 * @param amendment what it corrects; null when nothing
 * @param findings what reading it saw
 */
public record Report(
        UUID reportId,
        String study,
        String site,
        Subject subject,
        @Nullable String instrument,
        @Nullable String instrumentVersion,
        @Nullable String completedAt,
        @Nullable String language,
        @Nullable String mode,
        Map<String, String> responses,
        @Nullable Narrative narrative,
        @Nullable Amendment amendment,
        List<Finding> findings) {

    /** Ids and counts only, never an answer. */
    @Override
    public String toString() {
        return "Report[" + reportId + ", " + responses.size() + " responses, " + narrative + "]";
    }
}
