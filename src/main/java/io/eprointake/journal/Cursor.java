package io.eprointake.journal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a list of reports.
 *
 * @param turn whose turn it is in a list of those that wait for a person, 0 to 2; 0 in all others
 * @param seq in the order of arrival
 */
public record Cursor(int turn, long seq) {

    /** Before all reports. */
    public static final Cursor START = new Cursor(0, 0);

    private static final Pattern WRITTEN = Pattern.compile("(?:([0-2])\\.)?([0-9]{1,18})");

    /** What a caller gives back; empty when it is none. */
    public static Optional<Cursor> of(String text) {
        Matcher written = WRITTEN.matcher(text);
        return written.matches()
                ? Optional.of(
                        new Cursor(
                                written.group(1) == null ? 0 : Integer.parseInt(written.group(1)),
                                Long.parseLong(written.group(2))))
                : Optional.empty();
    }

    /** As callers are given it. */
    @Override
    public String toString() {
        return turn == 0 ? Long.toString(seq) : turn + "." + seq;
    }
}
