package io.eprointake.alerts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did about an alert.
 *
 * @param action a word of the study's
 * @param note in their own words; null when they wrote none
 * @param inTime whether it came within the study's limit
 * @param takenBackBy null while it holds, like what follows
 */
record Answer(
        String action,
        @Nullable String note,
        String by,
        Instant at,
        boolean inTime,
        @Nullable String takenBackBy,
        @Nullable Instant takenBackAt,
        @Nullable String reason) {

    boolean holds() {
        return takenBackAt == null;
    }

    /** Neither the note nor the reason: both may hold a patient's words. */
    @Override
    public String toString() {
        return "Answer[" + action + "]";
    }
}
