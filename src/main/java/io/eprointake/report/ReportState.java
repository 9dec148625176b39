package io.eprointake.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a report stands. The wire, the store and the metrics use the same lower-case words. */
public enum ReportState {
    /** Durable, and waiting for its analysis. */
    RECEIVED,
    /** Its content is doubtful; it waits for a person. */
    QUARANTINED,
    /** An attempt holds the claim on it. */
    ANALYZING,
    /** Done. */
    ANALYZED,
    /** Every allowed attempt failed; it waits to be replayed. */
    ANALYSIS_FAILED;

    /** The word for this state, as in {@code analysis_failed}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException when no state has that word
     */
    public static ReportState of(String word) {
        for (ReportState state : values()) {
            if (state.word().equals(word)) {
                return state;
            }
        }
        throw new IllegalArgumentException("no such report state");
    }
}
