package io.eprointake.notice;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of an alert, to be told in the transaction that makes it so.
 *
 * @param alert its id
 * @param score chooses who is told, and is neither stored nor sent; null for a red flag without one
 * @param role who is to answer it now
 */
public record News(
        Kind kind,
        String study,
        String site,
        long alert,
        String rule,
        boolean redFlag,
        @Nullable Integer score,
        String role) {

    /** What became of it. */
    public enum Kind {
        RAISED,
        /** Nobody answered it in time, and a further role is told. */
        ESCALATED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Not the score: it is an answer. */
    @Override
    public String toString() {
        return "News[" + kind + " " + alert + "]";
    }
}
