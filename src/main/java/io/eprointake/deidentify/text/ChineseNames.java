package io.eprointake.deidentify.text;

/** Chinese names: a surname of one or two characters, and a given name of one or two. */
final class ChineseNames {

    /** Characters that go on with the sentence after a name of two characters. */
    private static final String GOES_ON =
            "因诉说在的是有于来去给为及与和住身自昨近入出术主病感反已也都就还今年岁男女电手今到从被把让叫请问要想能可以会将曾做服打吃用没不无向对跟陪帮送";

    /** Characters after which a name may stand that nothing announces. */
    private static final String COMES_BEFORE = "认和跟给让叫是找由被请问陪对与及帮把为托替带的";

    /** How words of time and manner end that stand before the one who does something. */
    private static final String ADVERB_ENDS = "天午上来后才前在时近里末";

    /** Given names are made of these, but 小红点 and 小白泡 are what a patient has. */
    private static final String COLOURS = "红白青黄蓝黑紫宝";

    private ChineseNames() {}

    /** A name after a word that announces one. */
    static int after(TextPage page, int end, Chinese.Cue cue) {
        boolean sure = cue == Chinese.Cue.NAME;
        int at = end;
        while (at - end < 4 && Links.in(page.at(at), " :,是叫为\u00a0\u3000(\t“\"")) {
            at++;
        }
        boolean labelled = page.is(end, ':') || (page.is(end, ' ') && sure);
        int foreign = ForeignNames.after(page, at, sure && labelled);
        if (foreign != TextPage.NONE) {
            return foreign;
        }
        int surname = Chinese.surname(page, at);
        if (surname == 1 && page.space(at + 1) && page.chinese(at + 2) && given(page, at + 2) > 0) {
            // 王 丽, as forms have it
            int spaced = at + 2 + given(page, at + 2);
            return page.chinese(spaced) ? TextPage.NONE : take(page, at, spaced);
        }
        boolean comma = at > end && page.is(end, ',');
        if (comma && !sure) {
            return TextPage.NONE;
        }
        int given = surname == 0 ? 0 : given(page, at + surname);
        if (given > 0 && likely(page, at, surname, given, sure)) {
            return take(page, at, at + surname + given);
        }
        if ((sure && !comma) || labelled) {
            return unlisted(page, at, labelled);
        }
        return cue == Chinese.Cue.RELATIVE && surname == 0 ? givenAlone(page, at) : TextPage.NONE;
    }

    /** 小强, as a family calls its own: two characters that names have, and that are no word. */
    private static int givenAlone(TextPage page, int at) {
        boolean first = page.is(at, '小') || strict(page.at(at));
        boolean name = first && strict(page.at(at + 1)) && !Chinese.word(page, at);
        boolean torn = Chinese.word(page, at + 1) || Chinese.clinical(page, at);
        return name && !torn ? take(page, at, at + 2) : TextPage.NONE;
    }

    /** Two or three characters up to the next sign, whatever the surname. */
    private static int unlisted(TextPage page, int at, boolean labelled) {
        int end = at;
        while (end - at < 5 && page.chinese(end)) {
            end++;
        }
        int length = end - at;
        boolean name = length >= 2 && length <= (labelled ? 4 : 3) && !Chinese.clinical(page, at);
        boolean word = Chinese.word(page, at) || Chinese.word(page, at, 3);
        boolean given = (Chinese.of(page.at(end - 1)) & (Chinese.GIVEN | Chinese.SOFT)) != 0;
        return name && !word && given ? take(page, at, end) : TextPage.NONE;
    }

    private static boolean likely(TextPage page, int at, int surname, int given, boolean sure) {
        int end = at + surname + given;
        if (Chinese.clinical(page, at) || (given == 2 && Chinese.word(page, at, surname + given))) {
            return false;
        }
        boolean first = name(page.at(at + surname));
        if (surname == 2) {
            return first || !page.chinese(end);
        }
        boolean word = Chinese.word(page, at);
        boolean ends = !page.chinese(end) || Chinese.title(page, end);
        if (given == 2) {
            boolean both = first && name(page.at(end - 1));
            return (both && (!word || ends))
                    || (sure && (first || !word))
                    || (first && !word)
                    || (ends && !word);
        }
        return sure
                ? (first && (!word || ends)) || (ends && !word)
                : (first && !word) || (ends && !word && !onward(page, end - 1));
    }

    /** How many characters of a given name stand here: 0, 1 or 2. */
    static int given(TextPage page, int at) {
        if (!page.chinese(at) || page.is(at, '某')) {
            return page.is(at, "某某") ? 2 : page.is(at, '某') ? 1 : 0;
        }
        int second = at + 1;
        if (!page.chinese(second) || Chinese.title(page, second)) {
            return 1;
        }
        boolean closed = !page.chinese(second + 1) || Chinese.title(page, second + 1);
        boolean known = (Chinese.of(page.at(second)) & Chinese.GIVEN) != 0;
        if (onward(page, second)) {
            return known && closed ? 2 : 1;
        }
        if (closed) {
            return Chinese.word(page, second - 1)
                            || name(page.at(second))
                            || !Chinese.word(page, second)
                    ? 2
                    : 1;
        }
        boolean word = Chinese.word(page, second);
        if (word && known) {
            return (Chinese.word(page, second + 1) && !onward(page, second + 1))
                            || onward(page, second + 1)
                    ? 2
                    : 1;
        }
        return word ? 1 : 2;
    }

    /** A name that shows by itself: by the title after it, or by characters that names have. */
    static int plain(TextPage page, int at) {
        int surname = Chinese.surname(page, at);
        boolean week = page.is(at, '周') && "这上下每本两几".indexOf(page.at(at - 1)) >= 0;
        if (surname == 0 || week) {
            return TextPage.NONE;
        }
        boolean torn = page.chinese(at - 1) && Chinese.word(page, at - 1) && surname == 1;
        int end = at + surname;
        if (!torn || surname == 2) {
            for (int given = 0; given <= 2; given++) {
                if (page.chinese(end + given - 1)
                        && Chinese.title(page, end + given)
                        && titled(page, at, surname, given)) {
                    return take(page, at, end + given);
                }
            }
            if (page.is(end, '某')) {
                return take(page, at, page.is(end + 1, '某') ? end + 2 : end + 1);
            }
        }
        int given = torn ? 0 : given(page, end);
        return given > 0 && alone(page, at, surname, given)
                ? take(page, at, end + given)
                : TextPage.NONE;
    }

    private static boolean titled(TextPage page, int at, int surname, int given) {
        int end = at + surname + given;
        boolean single =
                page.is(end, '总')
                        || page.is(end, '哥')
                        || page.is(end, '姐')
                        || page.is(end, '姨')
                        || page.is(end, '叔');
        if (given == 0) {
            boolean start = !page.chinese(at - 1) || COMES_BEFORE.indexOf(page.at(at - 1)) >= 0;
            return (!single || start)
                    && !Chinese.word(page, at)
                    && ((!page.is(at, '向') && !page.is(at, '于')) || (start && !page.is(at, '向')));
        }
        if (single || Chinese.clinical(page, at) || Chinese.word(page, at, surname + given)) {
            return false;
        }
        boolean all = name(page.at(end - 1)) && name(page.at(end - given));
        return all
                || (given == 2
                        && !Chinese.word(page, at)
                        && !Chinese.word(page, end - 2)
                        && name(page.at(end - 2)));
    }

    /** Whether a name stands here without a title and without a word that announces it. */
    private static boolean alone(TextPage page, int at, int surname, int given) {
        int end = at + surname + given;
        char before = page.at(at - 1);
        boolean adverb = ADVERB_ENDS.indexOf(before) >= 0 && Chinese.word(page, at - 2);
        boolean opens = !TextPage.chinese(before) || COMES_BEFORE.indexOf(before) >= 0 || adverb;
        boolean closes = !page.chinese(end) || onward(page, end);
        boolean known = strict(page.at(end - 1)) && strict(page.at(at + surname));
        boolean word =
                Chinese.clinical(page, at)
                        || Chinese.word(page, at)
                        || Chinese.word(page, at, surname + given);
        if (surname == 2) {
            return name(page.at(end - given)) && (opens || closes) && !Chinese.clinical(page, at);
        }
        if (given == 2) {
            return !word
                    && ((known && (opens || closes))
                            || (opens
                                    && closes
                                    && name(page.at(end - 2))
                                    && name(page.at(end - 1))));
        }
        return known && !word && opens && closes;
    }

    /** 小王 and 老李, where what follows shows that they are people; and 小芳, wherever. */
    static int familiar(TextPage page, int at) {
        if (Chinese.word(page, at)
                || Chinese.word(page, at + 1)
                || (page.chinese(at - 1) && Chinese.word(page, at - 1))
                || Chinese.clinical(page, at + 1)) {
            return TextPage.NONE;
        }
        boolean opens = !page.chinese(at - 1) || COMES_BEFORE.indexOf(page.at(at - 1)) >= 0;
        boolean closes =
                !page.chinese(at + 2) || "陪说来去给是在和跟帮送打今昨也都就让叫看带".indexOf(page.at(at + 2)) >= 0;
        boolean surname = Chinese.surname(page, at + 1) == 1;
        boolean thing =
                page.is(at - 1, '下') // 下小雨
                        || page.is(at + 2, '子') // 小燕子
                        || (!closes && COLOURS.indexOf(page.at(at + 1)) >= 0);
        boolean pet = !page.is(at, '老') && strict(page.at(at + 1)) && !thing;
        return pet || (surname && opens && closes) ? take(page, at, at + 2) : TextPage.NONE;
    }

    /**
     * Whether a name may stand here, whatever is around it: a surname and characters of given names
     * that are not parts of other words. For values that are codes, not for sentences.
     */
    static boolean perhaps(TextPage page, int at) {
        int surname = Chinese.surname(page, at);
        int given = at + surname;
        boolean torn = surname == 1 && page.chinese(at - 1) && Chinese.word(page, at - 1);
        if (surname == 0
                || torn
                || !page.chinese(given)
                || Chinese.clinical(page, at)
                || Chinese.word(page, at)) {
            return false;
        }
        if (Chinese.title(page, given) || page.is(given, '某')) {
            return true;
        }
        boolean onward = page.chinese(given + 1) && Chinese.word(page, given, 2);
        boolean two =
                name(page.at(given))
                        && name(page.at(given + 1))
                        && !Chinese.word(page, at, surname + 2)
                        && !(page.chinese(given + 2) && Chinese.word(page, given + 1));
        return two || (strict(page.at(given)) && !onward);
    }

    static boolean onward(TextPage page, int at) {
        return GOES_ON.indexOf(page.at(at)) >= 0;
    }

    static boolean before(char c) {
        return COMES_BEFORE.indexOf(c) >= 0;
    }

    private static boolean name(char c) {
        return (Chinese.of(c) & (Chinese.GIVEN | Chinese.SOFT)) != 0;
    }

    private static boolean strict(char c) {
        return (Chinese.of(c) & Chinese.GIVEN) != 0;
    }

    private static int take(TextPage page, int from, int to) {
        page.take(from, to, Kind.NAME);
        return to;
    }
}
