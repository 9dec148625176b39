package io.eprointake.deidentify.text;

/**
 * Digits that one sign or a bracket parts into groups, as telephones are written.
 *
 * @param count how many groups there are
 * @param least how many digits the shortest group has
 * @param isClock whether every group may be a time of day, as in 0800 1200
 */
record DigitGroups(int from, int end, int digits, int count, int least, boolean isClock) {

    private static final String SIGNS = " -./\u2011\u2013\u00a0";

    /** The most digits that are looked at. */
    private static final int MOST = 18;

    /** What begins here with a digit, a plus or a bracket; without digits if it is no number. */
    static DigitGroups at(TextPage page, int from) {
        int at = page.is(from, '+') ? from + 1 : from;
        int end = from;
        int digits = 0;
        int count = 0;
        int least = MOST;
        int slashes = 0;
        boolean clock = true;
        while (digits < MOST) {
            boolean bracket = page.is(at, '(');
            int start = bracket ? at + 1 : at;
            int stop = page.digits(start, MOST);
            if (stop == start || (bracket && !page.is(stop, ')'))) {
                break;
            }
            clock &= stop - start == 4 && page.number(start, start + 2) < 24;
            clock &= stop - start == 4 && page.number(start + 2, stop) < 60;
            digits += stop - start;
            // The nought in +49 (0)30 is no group.
            least = bracket ? least : Math.min(least, stop - start);
            count++;
            end = bracket ? stop + 1 : stop;
            at = end;
            if (Links.in(page.at(at), SIGNS) && slashes < 2) {
                slashes += page.is(at, '/') ? 1 : 0;
                at++;
            } else if (!bracket && !page.is(at, '(')) {
                break;
            }
            boolean spaced = Links.in(page.at(at - 1), " /") && Links.in(page.at(at), "-/");
            at = spaced ? at + 1 : at;
            at = page.is(at, ' ') && at > end ? at + 1 : at;
        }
        return new DigitGroups(from, end, digits, count, least, clock);
    }

    /** Whether no digit stands alone, as those of lists, doses and decimals do. */
    boolean isEven() {
        return least > 1;
    }
}
