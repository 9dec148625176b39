package io.eprointake.deidentify.rules;

/** A value as it is read, by {@code suggest} and by the run: without what pads or guards it. */
public final class Cell {

    private Cell() {}

    /**
     * The value without the blanks around it: spaces, tabs, no-break and ideographic spaces, the
     * zeros of fixed widths, and the marks that cannot be seen.
     */
    public static String stripped(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isPadding(value.charAt(from))) {
            from++;
        }
        while (to > from && isPadding(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isPadding(char c) {
        if (c > ' ' && c < '\u007f') {
            return false;
        }
        return c <= ' '
                || Character.isISOControl(c)
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT;
    }
}
