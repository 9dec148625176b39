package io.eprointake.intake;

import io.eprointake.security.Caller;
import io.eprointake.security.May;

/** How much of a report a caller sees; each sees what those before it see, and more. */
enum Sight {
    /** That it is there, and where it stands: the patient's phone, and whoever sends for it. */
    RECEIPT,
    /** Of which site it is and how its analysis goes, and nothing clinical: operations. */
    PROGRESS,
    /** Whose it is and what was made of it, and none of the patient's words: analysts. */
    ASSESSMENT,
    /** All of it. */
    WORDS;

    static Sight of(Caller caller) {
        return switch (caller.role()) {
            case SITE -> WORDS;
            case ANALYST -> caller.may(May.NARRATIVES) ? WORDS : ASSESSMENT;
            case SYSTEM -> caller.may(May.NARRATIVES) ? WORDS : RECEIPT;
            case OPS -> PROGRESS;
            case PATIENT, DASHBOARD -> RECEIPT;
        };
    }

    boolean shows(Sight what) {
        return compareTo(what) >= 0;
    }
}
