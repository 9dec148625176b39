package io.eprointake.deidentify.text;

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

    /**
     * The value without the blanks around it and without what spreadsheets and programs put there
     * so that it stays text, or made of it when they took it for a number: {@code '1017}, {@code
     * ="1017"} and {@code 1017.0} are all 1017.
     */
    public static String bare(String value) {
        String bare = stripped(value);
        if (bare.startsWith("=\"") && bare.endsWith("\"") && bare.length() > 2) {
            bare = stripped(bare.substring(2, bare.length() - 1));
        } else if (bare.startsWith("'")) {
            bare = stripped(bare.substring(1));
        }
        int point = bare.endsWith("0") ? bare.lastIndexOf('.') : -1;
        return point > 0 && isZeros(bare, point + 1) && isWhole(bare, point)
                ? bare.substring(0, point)
                : bare;
    }

    private static boolean isZeros(String value, int from) {
        return from < value.length() && are(value, from, value.length(), '0');
    }

    private static boolean isWhole(String value, int end) {
        int from = value.charAt(0) == '-' || value.charAt(0) == '+' ? 1 : 0;
        return from < end && are(value, from, end, '9');
    }

    /** Whether all are digits, and none larger than this one. */
    private static boolean are(String value, int from, int to, char largest) {
        for (int i = from; i < to; i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > largest) {
                return false;
            }
        }
        return true;
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
