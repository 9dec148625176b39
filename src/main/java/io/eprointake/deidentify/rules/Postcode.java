package io.eprointake.deidentify.rules;

/** What is a postcode, and whose. */
public final class Postcode {

    private static final int CHINESE = 6;

    private Postcode() {}

    /** An American one: five digits, or nine, with or without a hyphen between. */
    public static boolean isZip(String value) {
        int length = value.length();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if ((c < '0' || c > '9') && !(c == '-' && i == 5 && length == 10)) {
                return false;
            }
        }
        return length == 5 || length == 9 || (length == 10 && value.charAt(5) == '-');
    }

    /** Six digits. */
    public static boolean isChinese(String value) {
        return value.length() == CHINESE && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
