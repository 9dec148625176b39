package io.eprointake.deidentify.transform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a value. */
@FunctionalInterface
interface Transform {

    /**
     * @param value as the file has it, never empty
     * @return what is handed on, or null when the value is not understood, so that nothing is
     */
    @Nullable String apply(String value, Row row);

    /** The rest of the row, as far as a value's transform depends on it. */
    interface Row {

        /** Whose row it is; empty when the file does not say. */
        String subject();

        /** By how many days all dates of the row's subject move; null without a subject. */
        @Nullable Integer shiftDays();

        /** What stands in the row's identifying columns, to be taken out of its free text. */
        List<String> identifiers();
    }
}
