package io.eprointake.enrollment;

import java.util.Locale;

/** What became of an update. */
public enum UpdateOutcome {
    /** Counted, now. */
    APPLIED,
    /** Counted before; nothing changed. */
    REPEATED,
    /** The same event id was counted before with another site or number; nothing changed. */
    CONFLICT,
    /** It would take back more than the site stands at; nothing changed, and nothing is stored. */
    BELOW_ZERO,
    /**
     * The subject that it names takes part at another site; nothing changed, and nothing is stored.
     */
    ELSEWHERE;

    /** The word for it in metrics. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
