package io.eprointake.tracing;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where steps of reports are told; never a word of a patient's. */
@FunctionalInterface
public interface Traces {

    /** Nobody asks for them. */
    Traces NONE = (step, reportId, began, attempt, outcome) -> {};

    /**
     * Tells of a step that has just ended. It waits for nothing and never fails.
     *
     * @param began by {@link System#nanoTime()}
     * @param attempt at the analysis; null where there is none yet
     * @param outcome one of a few constant words, as metrics have it
     */
    void ended(
            Step step,
            UUID reportId,
            long began,
            @Nullable Integer attempt,
            @Nullable String outcome);
}
