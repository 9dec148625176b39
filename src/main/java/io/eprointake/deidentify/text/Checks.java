package io.eprointake.deidentify.text;

/** Check digits. */
final class Checks {

    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String CHECK = "10X98765432";

    private Checks() {}

    /** ISO 7064 MOD 11-2 over 18 characters, as GB 11643 puts it at the end of a resident ID. */
    static boolean resident(Cursor page, int from) {
        int sum = 0;
        for (int i = 0; i < 17; i++) {
            sum += (page.at(from + i) - '0') * WEIGHTS[i];
        }
        return CHECK.charAt(sum % 11) == Character.toUpperCase(page.at(from + 17));
    }

    /** Luhn's sum, as ISO/IEC 7812 puts it into card numbers; all but digits is left out. */
    static boolean luhn(Cursor page, int from, int to) {
        int sum = 0;
        boolean twice = false;
        for (int i = to - 1; i >= from; i--) {
            if (page.digit(i)) {
                int digit = page.at(i) - '0';
                sum += twice ? digit * 2 - (digit > 4 ? 9 : 0) : digit;
                twice = !twice;
            }
        }
        return sum % 10 == 0;
    }
}
