package io.eprointake.deidentify.text;

/** Where known names stand in one text: a look at each word, each pair, each Chinese character. */
final class KnownInText {

    private static final int WIDEST_GAP = 4;
    private static final int LONGEST_CHINESE = 4;

    private final Cursor page;
    private final NameWords words;
    private final KeySet keys;

    /** The word before, if no more than a gap is between; its end moves behind an initial. */
    private int from = Cursor.NONE;

    private int letters;
    private int end;
    private long key;

    KnownInText(Cursor page, NameWords words, KeySet keys) {
        this.page = page;
        this.words = words;
        this.keys = keys;
    }

    void find(Findings found) {
        char[] chars = page.chars();
        for (int at = 0; at < chars.length; ) {
            if (Cursor.fold(chars[at]) != 0) {
                int to = page.letters(at);
                latin(at, to, found);
                at = to;
            } else {
                at = Cursor.chinese(chars[at]) ? chinese(at, found) : at + 1;
            }
        }
    }

    private void latin(int at, int to, Findings found) {
        int digits = page.word(to) ? NameWords.digits(page, to) : to;
        boolean beside = from != Cursor.NONE && isGap(end, at);
        if (to - at == 1 && beside && page.upper(at)) {
            end = page.is(to, '.') ? to + 1 : to;
            return;
        }
        if (to - at < 2 || digits == Cursor.NONE || page.digit(at - 1)) {
            from = Cursor.NONE;
            return;
        }
        long word = page.key(at, to);
        boolean pair = beside && keys.has(NameWords.pair(key, word)) && isPair(at, to);
        boolean alone = keys.has(word) && !words.isEponym(page, at, to);
        boolean numbered = digits > to && keys.has(NameWords.numbered(page, at, to, digits));
        if (pair || alone || numbered) {
            found.add(pair ? from : start(at), digits, Kind.NAME);
        }
        from = at;
        letters = to;
        end = digits;
        key = word;
    }

    /** O'Brien, D'Angelo: the letter before goes too. */
    private int start(int at) {
        boolean part = Links.in(page.at(at - 1), "'’") && page.letter(at - 2) && !page.word(at - 3);
        return part ? at - 2 : at;
    }

    private boolean isPair(int at, int to) {
        boolean careful =
                words.needsCapital(page, from, letters) || words.needsCapital(page, at, to);
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

    private int chinese(int at, Findings found) {
        for (int length = LONGEST_CHINESE; length >= 2; length--) {
            if (keys.has(NameWords.chinese(page, at, length)) && !isTorn(at, length)) {
                found.add(at, at + length, Kind.NAME);
                return at + length;
            }
        }
        return at + 1;
    }

    /** Whether two characters are of the words around them, as 高明 is in 提高明显. */
    private boolean isTorn(int at, int length) {
        int to = at + length;
        return length == 2
                && ((page.chinese(at - 1) && Chinese.word(page, at - 1))
                        || (page.chinese(to) && Chinese.word(page, to - 1)));
    }
}
