package io.eprointake.journal;

/** Whose turn it is among the reports that wait for a person, as the store has it. */
final class Turn {

    /** The patient's words or answers hold a red flag. */
    static final int RED_FLAG = 0;

    /** Another alert was raised. */
    static final int ALERT = 1;

    /** Neither. */
    static final int LAST = 2;

    private Turn() {}
}
