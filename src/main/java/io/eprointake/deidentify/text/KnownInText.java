package io.eprointake.deidentify.text;

/** Where known names stand in one text: one look for each word and each Chinese character. */
final class KnownInText {

    private static final int WIDEST_GAP = 4;
    private static final int LONGEST_CHINESE = 4;

    private final TextPage page;
    private final NameWords words;
    private final KeySet keys;

    /** The word before, if it is of a name with others; its end moves behind an initial. */
    private int from = TextPage.NONE;

    private int letters;
    private int end;
    private long key;

    KnownInText(TextPage page, NameWords words, KeySet keys) {
        this.page = page;
        this.words = words;
        this.keys = keys;
    }

    void find(FoundSpans found) {
        Runs runs = page.runs();
        int at = 0;
        for (int run = 0; run < runs.size(); run++) {
            characters(at, runs.from(run), found);
            at = runs.to(run);
            int flags = keys.get(runs.key(run));
            if (!runs.digits(run) && (flags != 0 || from != TextPage.NONE || page.digit(at))) {
                latin(runs.from(run), at, runs.key(run), flags, found);
            }
        }
        characters(at, page.length(), found);
    }

    private void characters(int begin, int stop, FoundSpans found) {
        int at = begin;
        while (at < stop) {
            at = TextPage.chinese(page.at(at)) ? chinese(at, found) : at + 1;
        }
    }

    private void latin(int at, int to, long word, int flags, FoundSpans found) {
        int digits = NameWords.digits(page, to);
        boolean beside = from != TextPage.NONE && isGap(end, at);
        if (to - at == 1 && beside && page.upper(at)) {
            end = page.is(to, '.') ? to + 1 : to;
            return;
        }
        if (digits == TextPage.NONE || page.digit(at - 1)) {
            from = TextPage.NONE;
            return;
        }
        boolean part = (flags & KeySet.PART) != 0;
        boolean pair = part && beside && has(NameWords.pair(key, word)) && isPair(at, to);
        boolean alone = (flags & KeySet.NAME) != 0 && !words.isEponym(page, at, to);
        boolean numbered = digits > to && has(NameWords.numbered(page, at, to, digits));
        if (pair || alone || numbered) {
            found.add(pair ? from : start(at), digits, Kind.NAME);
        }
        from = part ? at : TextPage.NONE;
        letters = to;
        end = digits;
        key = word;
    }

    private boolean has(long key) {
        return (keys.get(key) & KeySet.NAME) != 0;
    }

    /** O'Brien, D'Angelo: the letter before goes too. */
    private int start(int at) {
        boolean part = Links.in(page.at(at - 1), "'’") && page.letter(at - 2) && !page.word(at - 3);
        return part ? at - 2 : at;
    }

    /** One that is a name and nothing else makes the other one, too: joan park. */
    private boolean isPair(int at, int to) {
        boolean careful =
                !words.isAlone(page, from, letters)
                        && !words.isAlone(page, at, to)
                        && (words.needsCapital(page, from, letters)
                                || words.needsCapital(page, at, to));
        return !careful || (page.upper(from) && page.upper(at));
    }

    /** Blanks, a comma, a hyphen: what stands between the words of one name. */
    private boolean isGap(int from, int to) {
        if (to - from > WIDEST_GAP) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (!page.space(i) && !page.is(i, ',') && !page.is(i, '-')) {
                return false;
            }
        }
        return true;
    }

    private int chinese(int at, FoundSpans found) {
        long two = NameWords.chinese(page, at, 2);
        int flags = page.chinese(at + 1) ? keys.get(two) : 0;
        if ((flags & KeySet.PART) != 0) {
            for (int length = LONGEST_CHINESE; length > 2; length--) {
                if (has(NameWords.chinese(page, at, length))) {
                    found.add(at, at + length, Kind.NAME);
                    return at + length;
                }
            }
        }
        if ((flags & KeySet.NAME) != 0 && !isTorn(at, at + 2)) {
            found.add(at, at + 2, Kind.NAME);
            return at + 2;
        }
        return at + 1;
    }

    /** Whether two characters are of the words around them, as 高明 is in 提高明显. */
    private boolean isTorn(int at, int to) {
        return (page.chinese(at - 1) && Chinese.word(page, at - 1))
                || (page.chinese(to) && Chinese.word(page, to - 1));
    }
}
