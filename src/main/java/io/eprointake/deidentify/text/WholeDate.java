package io.eprointake.deidentify.text;

import java.util.regex.Pattern;

/**
 * Whether a cell is a date, or a month of a year, in whichever calendar. In running text the same
 * digits may be anything; alone in a cell they are what a column of dates has.
 */
final class WholeDate {

    private static final int SHORTEST = 4;
    private static final int LONGEST = 40;

    private static final String MONTH =
            "(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}\\.?";
    private static final String YEAR = "(?:19|20)\\d{2}";

    /** Of our calendar, or of the Persian, Islamic or Buddhist one. */
    private static final String ANY_YEAR = "(?:1[349]|2[0456])\\d{2}";

    private static final String DAY = "\\d{1,2}(?:ST|ND|RD|TH|\\.)?";
    private static final String TIME =
            "(?:[T ,:]+\\d{1,2}:\\d{2}[:\\d.]*(?: ?[AP]M)?(?: ?[A-Z]{1,5}| ?[+-][\\d:]+)?)?";
    private static final String BETWEEN = "[- ./,']*";

    private static final Pattern DATE =
            Pattern.compile(
                    String.join(
                            "|",
                            // 12-MAR-2024, 12 March 24, UNK-MAR-2024, 02MAR26:14:05:00
                            "(?:UNK?|"
                                    + DAY
                                    + ")"
                                    + BETWEEN
                                    + MONTH
                                    + BETWEEN
                                    + "(?:"
                                    + ANY_YEAR
                                    + "|\\d{2})"
                                    + TIME,
                            // March 12, 2024; Mar 2024; Tue Mar 12 10:11:12 UTC 2024
                            "(?:[A-Z]{3,9},? )?"
                                    + MONTH
                                    + ("(?:" + BETWEEN + DAY + TIME + ")?" + BETWEEN + ANY_YEAR)
                                    + TIME,
                            // 12.03.2024, 02/03/2569, 3/12/24
                            "\\d{1,2}([-/.])\\d{1,2}\\1" + ANY_YEAR + TIME,
                            "(?:\\d{1,2}/\\d{1,2}/|\\d{2}([-.])\\d{2}\\2)\\d{2}" + TIME,
                            // 1404/12/11, 2569-03-02
                            ANY_YEAR
                                    + "([-/.])(?:0?[1-9]|1[0-2])\\3(?:0?[1-9]|[12]\\d|3[01])"
                                    + TIME,
                            // 2024-03, 03/2024, 2024-W11-2
                            YEAR + "[-/](?:0[1-9]|1[0-2]|W[0-5]\\d(?:-[1-7])?)",
                            "(?:0?[1-9]|1[0-2])[-/]" + YEAR,
                            // 20240312T101112, and of HL7 20240312101112.000+0100
                            YEAR + "[01]\\d[0-3]\\dT\\d{2,6}Z?",
                            YEAR
                                    + "(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])"
                                    + "(?:[01]\\d|2[0-3])[0-5]\\d[0-5]\\d"
                                    + "(?:\\.\\d{1,6})?(?:[+-]\\d{4}|Z)?",
                            // 2024年3月, 3月12日, 令和8年3月2日, R8.3.2
                            "(?:(?:\\d{4}|(?:令和|平成|昭和|大正|明治)(?:\\d{1,2}|元))年)?"
                                    + "\\d{1,2}月(?:\\d{1,2}[日号])?"
                                    + TIME,
                            "[RHS]\\d{1,2}([./])(?:0?[1-9]|1[0-2])\\4(?:0?[1-9]|[12]\\d|3[01])"),
                    Pattern.CASE_INSENSITIVE);

    /** A day of a month in letters, certain enough wherever in a cell it stands. */
    private static final Pattern INSIDE =
            Pattern.compile(
                    "(?<![\\p{L}\\d])" + DAY + "[- .]?" + MONTH + "[- .,]{0,2}" + YEAR + "(?!\\d)",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern COMPACT =
            Pattern.compile(YEAR + "(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])?");

    private WholeDate() {}

    static boolean is(String value) {
        if (value.length() < SHORTEST || value.length() > LONGEST || !mayBe(value)) {
            return false;
        }
        String date = withAsciiDigits(value.strip());
        if (DATE.matcher(date).matches()) {
            return true;
        }
        // In other words it has a year of four digits.
        if (date.chars().filter(c -> c >= '0' && c <= '9').count() < 4) {
            return false;
        }
        if (INSIDE.matcher(date).find()) {
            return true;
        }
        String english = MonthWords.inEnglish(date);
        return !english.equals(date) && DATE.matcher(english).matches();
    }

    /** Eight digits that would be a date, or six that would be a month; they may be a code. */
    static boolean isCompact(String value) {
        return (value.length() == 8 || value.length() == 6)
                && (value.startsWith("19") || value.startsWith("20"))
                && COMPACT.matcher(value).matches();
    }

    /** Rejects in one pass what most cells are: words, numbers, codes. */
    private static boolean mayBe(String value) {
        int digits = 0;
        int letters = 0;
        int dots = 0;
        int signs = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == '月' || (c >= 0x80 && Character.isDigit(c))) {
                return true;
            } else if (c == '.') {
                dots++;
            } else if (c == '-' || c == '/') {
                signs++;
            } else {
                letters++;
            }
        }
        return (digits >= 2 && digits <= 14 && letters >= 3)
                || (digits >= 4 && letters == 2)
                || (digits >= 4 && signs > 0)
                || (digits >= 3 && dots >= 2)
                || digits >= 10;
    }

    private static String withAsciiDigits(String value) {
        char[] chars = value.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] >= 0x80 && Character.isDigit(chars[i])) {
                chars[i] = (char) ('0' + Character.digit(chars[i], 10));
            }
        }
        return new String(chars);
    }
}
