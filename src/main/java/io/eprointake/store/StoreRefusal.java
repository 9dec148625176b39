package io.eprointake.store;

import io.eprointake.logging.InWords;
import java.time.Duration;
import java.util.Locale;

/**
 * What the store did not do, and why. Whoever asked may ask again, except for a write that failed
 * by itself. It is an answer, not a failure of the program, so it carries no stack.
 */
public final class StoreRefusal extends RuntimeException implements InWords {

    /** When to ask again, at the earliest. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Why why;

    StoreRefusal(Why why, String detail) {
        super(detail, null, false, false);
        this.why = why;
    }

    public Why why() {
        return why;
    }

    @Override
    public String inWords() {
        return why.word().replace('_', ' ');
    }

    /** Why it was not done. */
    public enum Why {
        /** More is waiting than may wait: nothing was begun. */
        OVERLOADED,
        /** It cannot be done now, or is not known to be: doing the same again is safe. */
        STORE_UNAVAILABLE,
        /** This write failed by itself, and would again. */
        INTERNAL;

        /** As it is written in the log and beside a report. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
