package io.eprointake.report;

import org.jspecify.annotations.Nullable;

/** What a subject answered before the report at hand. */
@FunctionalInterface
public interface History {

    /** Nothing is known of the subject. */
    History NONE = item -> null;

    /**
     * The score of the subject's latest earlier report that answered this item; null when none did.
     */
    @Nullable Integer lastScore(String item);
}
