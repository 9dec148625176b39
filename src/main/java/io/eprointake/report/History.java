package io.eprointake.report;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a subject answered before the report at hand. */
@FunctionalInterface
public interface History {

    /** Nothing is known of the subject. */
    History NONE = item -> null;

    /** The subject's latest earlier answer of this item; null when none is known. */
    @Nullable Answered last(String item);

    /** Whether there is nothing behind what was looked through. */
    default boolean whole() {
        return true;
    }

    /** A score, and the report that has it. */
    record Answered(int score, UUID reportId) {

        @Override
        public String toString() {
            return "Answered[" + reportId + "]";
        }
    }
}
