package io.eprointake.tracing;

import java.util.Locale;

/** A span of a report's trace. */
public enum Step {
    /** From its request to its receipt: the root of the trace, since it is stored only once. */
    ACCEPT,
    /** It was there before, or is refused: an answer, and nothing stored. */
    ANSWER,
    /** From the queue of the writer to the disk, with all that share the commit. */
    COMMIT,
    /** An attempt gets the right to analyze it; the first one as a rule with its commit. */
    CLAIM,
    /** One attempt, until it was decided. */
    ANALYZE,
    /** What came of the attempt is written. */
    OUTCOME;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
