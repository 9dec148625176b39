package io.eprointake.deidentify.text;

/** Names of other languages in Chinese characters: 买买提·艾力, 古丽巴哈尔. */
final class ForeignNames {

    private static final String DOTS = "·•‧・";

    /** Of one part of a name. */
    private static final int LONGEST = 8;

    private ForeignNames() {}

    /**
     * A name that has a dot, after a word that announces one, or a long one after a label that only
     * names follow.
     */
    static int after(TextPage page, int at, boolean labelled) {
        int end = at;
        int words = 0;
        boolean whole = labelled;
        while (end - at < 2 * LONGEST && page.chinese(end)) {
            words += word(page, end, 2) ? 1 : 0;
            whole &= goesOn(page, end);
            end++;
        }
        if (Links.in(page.at(end), DOTS)) {
            return around(page, end, at);
        }
        whole &= end - at > 4 && words < 2 && !word(page, at, 3) && !word(page, at, 4);
        if (!whole || page.chinese(end) || Chinese.clinical(page, at)) {
            return TextPage.NONE;
        }
        page.take(at, end, Kind.NAME);
        return end;
    }

    /** A name that nothing announces but its dot, which also parts the words of a list. */
    static int dotted(TextPage page, int dot) {
        boolean list =
                word(page, dot - 2, 2)
                        || word(page, dot - 3, 3)
                        || word(page, dot - 4, 4)
                        || word(page, dot + 1, 2)
                        || word(page, dot + 1, 3)
                        || word(page, dot + 1, 4);
        return list ? TextPage.NONE : around(page, dot, 0);
    }

    private static int around(TextPage page, int dot, int floor) {
        int from = dot;
        while (from > floor && dot - from < LONGEST && goesOn(page, from - 1)) {
            boolean word = floor == 0 && from < dot && word(page, from - 2, 2);
            if (word) {
                break;
            }
            from--;
        }
        int end = dot;
        while (from < dot && Links.in(page.at(end), DOTS) && page.chinese(end + 1)) {
            int part = end + 2;
            while (part - end <= LONGEST && goesOn(page, part) && !word(page, part, 2)) {
                part++;
            }
            end = part;
        }
        if (end == dot || Chinese.clinical(page, from)) {
            return TextPage.NONE;
        }
        page.take(from, end, Kind.NAME);
        return end;
    }

    private static boolean goesOn(TextPage page, int at) {
        char c = page.at(at);
        return TextPage.chinese(c) && !ChineseNames.onward(page, at) && !ChineseNames.before(c);
    }

    private static boolean word(TextPage page, int at, int length) {
        return Chinese.word(page, at, length);
    }
}
