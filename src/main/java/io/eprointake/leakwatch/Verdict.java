package io.eprointake.leakwatch;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a reading comes to. */
enum Verdict {
    /** Nothing is cut and still running. */
    CLEAN,
    /**
     * Something was cut and has not ended, or was seen as leaked at one look only; or nobody has
     * looked for long, and so nobody knows.
     */
    SUSPECT,
    /** Something outlived its grace and was seen so at two looks. */
    LEAKING;

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
