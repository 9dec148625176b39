package io.eprointake.enrollment;

import java.util.Locale;

/** What was sent is no update that can be counted, now or ever. It carries no stack. */
public final class InvalidUpdate extends RuntimeException {

    private final Why why;

    /**
     * Says why it is none.
     *
     * @param detail says what to mend, with names and lengths and never with contents
     */
    public InvalidUpdate(Why why, String detail) {
        super(detail, null, false, false);
        this.why = why;
    }

    public Why why() {
        return why;
    }

    /** Why it is none. */
    public enum Why {
        /** Not JSON, not UTF-8, or no object. */
        UNREADABLE,
        /** It has a field that no update has. */
        UNKNOWN_FIELD,
        /** A field is not as it must be. */
        INVALID_PARAMETER,
        TOO_LARGE;

        /** As dead letters have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
