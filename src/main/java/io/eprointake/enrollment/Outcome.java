package io.eprointake.enrollment;

import java.util.Locale;

/** What became of an update. */
public enum Outcome {
    /** Counted, now. */
    APPLIED,
    /** Counted before; nothing changed. */
    REPEATED,
    /** The same event id was counted before with other content; nothing changed. */
    CONFLICT;

    /** The word for it in metrics. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
