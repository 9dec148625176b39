package io.eprointake.deidentify.text;

import java.util.regex.Pattern;

/**
 * Whether a whole cell is a date, or a month of a year. In running text the same digits may be
 * anything; alone in a cell they are what a column of dates has.
 */
final class WholeDate {

    private static final int SHORTEST = 4;
    private static final int LONGEST = 40;

    private static final String MONTH =
            "(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}\\.?";
    private static final String YEAR = "(?:19|20)\\d{2}";
    private static final String DAY = "\\d{1,2}(?:ST|ND|RD|TH)?";
    private static final String TIME =
            "(?:[T ,]+\\d{1,2}:\\d{2}[:\\d.]*(?: ?[AP]M)?(?: ?[A-Z]{1,5}| ?[+-][\\d:]+)?)?";

    private static final Pattern DATE =
            Pattern.compile(
                    String.join(
                            "|",
                            // 12-MAR-2024, 12 March 24, UNK-MAR-2024
                            "(?:UNK?|"
                                    + DAY
                                    + ")[- ./]*"
                                    + MONTH
                                    + "[- ./,']*(?:\\d{2}){1,2}"
                                    + TIME,
                            // March 12, 2024; Mar 2024; Tue Mar 12 10:11:12 UTC 2024
                            "(?:[A-Z]{3,9},? )?"
                                    + MONTH
                                    + ("[- ./,]*(?:" + DAY + TIME + "[- ./,]+)?" + YEAR + TIME),
                            // 12.03.2024, 3/12/24
                            "\\d{1,2}([-/.])\\d{1,2}\\1" + YEAR + TIME,
                            "(?:\\d{1,2}/\\d{1,2}/|\\d{2}([-.])\\d{2}\\2)\\d{2}" + TIME,
                            // 2024-03, 03/2024, 2024-W11-2
                            YEAR + "[-/](?:0[1-9]|1[0-2]|W[0-5]\\d(?:-[1-7])?)",
                            "(?:0?[1-9]|1[0-2])[-/]" + YEAR,
                            // 20240312T101112
                            YEAR + "[01]\\d[0-3]\\dT\\d{2,6}Z?",
                            // 2024年3月, 3月12日
                            "(?:[\\d０-９]{4}年)?[\\d０-９]{1,2}月(?:[\\d０-９]{1,2}[日号])?"),
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern COMPACT =
            Pattern.compile(YEAR + "(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])");

    private WholeDate() {}

    static boolean is(String value) {
        return value.length() >= SHORTEST
                && value.length() <= LONGEST
                && mayBe(value)
                && DATE.matcher(value.strip()).matches();
    }

    /** Eight digits that would be a date, and may be a code. */
    static boolean isCompact(String value) {
        return value.length() == 8 && COMPACT.matcher(value).matches();
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
            } else if (c == '月') {
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
                || (digits >= 4 && (signs > 0 || dots == 2))
                || (digits >= 10 && value.charAt(8) == 'T');
    }
}
