package io.eprointake.deidentify.text;

/**
 * One pass over one text. Most characters are passed by; where a word, a digit, a sign of an
 * address or a telling Chinese character begins, what it may be is tried there. Every trial looks
 * at a bounded stretch, so the time is in proportion to the length.
 */
final class Scan {

    /** What makes a run one to look at, or what is before it. */
    private static final long LOUD =
            Runs.DIGITS
                    | Runs.CAPITAL
                    | Runs.JOINED
                    | Runs.SIGNS
                    | Integer.toUnsignedLong(English.ANNOUNCES);

    private final TextPage page;
    private final EnglishNames names;
    private final AnnouncedNames announced;

    Scan(TextPage page) {
        this.page = page;
        var run = new NameRun(page);
        names = new EnglishNames(page, run);
        announced = new AnnouncedNames(page, run, names);
    }

    void run() {
        Runs runs = page.runs();
        int at = 0;
        for (int run = 0; run < runs.size(); run++) {
            int from = runs.from(run);
            if (at <= from && !runs.has(run, LOUD)) {
                continue;
            }
            at = Math.max(at, run == 0 ? 0 : runs.to(run - 1));
            at = runs.has(run, Runs.SIGNS) ? signs(at, from) : Math.max(at, from);
            int end = runs.to(run);
            if (at < end) {
                long known = at == from ? runs.known(run) : Vocabulary.of(page.key(at, end));
                at = runs.digits(run) ? Numbers.read(page, at) : word(at, end, known);
            }
        }
        if (runs.ends(Runs.SIGNS)) {
            signs(Math.max(at, runs.size() == 0 ? 0 : runs.to(runs.size() - 1)), page.length());
        }
    }

    /** Reads what is no letter and no digit; where it goes on. */
    private int signs(int from, int to) {
        int at = from;
        while (at < to) {
            char c = page.at(at);
            int next = at + 1;
            if (c > 0x3000) {
                next = chinese(at, c);
            } else if (c > ' ') {
                next = sign(at, c);
            }
            at = Math.max(next, at + 1);
        }
        return at;
    }

    private int word(int from, int end, long all) {
        boolean upper = page.upper(from);
        int known = Vocabulary.english(all);
        if (!upper && (known & English.ANNOUNCES) == 0) {
            return page.digit(end) ? page.digits(end, 20) : lower(from, end);
        }
        return told(from, end, known, upper);
    }

    private int lower(int from, int end) {
        boolean url = end - from == 3 && page.is(from, "www.");
        return url ? orElse(Links.url(page, from), end) : end;
    }

    /** A word that may be a name, or that says what follows it. */
    private int told(int from, int end, int known, boolean upper) {
        int found = TextPage.NONE;
        if (page.digit(end)) {
            found = upper ? names.plain(from) : TextPage.NONE;
            return found == TextPage.NONE ? page.digits(end, 20) : found;
        }
        if ((known & English.MONTH) != 0) {
            found = DatesInText.monthFirst(page, from, end);
            if (found != TextPage.NONE) {
                page.take(from, found, Kind.DATE);
                return found;
            }
        }
        if ((known & English.BOX) != 0) {
            found = EnglishAddresses.box(page, from, end);
        }
        if ((known & English.PLACE) != 0) {
            found = EnglishAddresses.place(page, end);
        }
        if (found == TextPage.NONE && (known & English.STATE) != 0 && upper) {
            found = EnglishAddresses.stateAndZip(page, from, end);
        }
        if (found == TextPage.NONE && (known & English.NAME_CUE) != 0) {
            found = announced.after(from, end, known);
        }
        if (found == TextPage.NONE && upper && end == from + 1 && page.is(from, 'I')) {
            found = self(end);
        }
        if (found == TextPage.NONE && upper && possible(known)) {
            found = names.plain(from);
        }
        return orElse(found, end);
    }

    /** A word that is no name and no initial needs no trial: most words with a capital are such. */
    private static boolean possible(int known) {
        int names = English.GIVEN | English.SURNAME;
        return (known & names) != 0
                || (known & (English.COMMON | English.CLINICAL | English.FILLER)) == 0;
    }

    /** "I am Sarah", "I'm Sarah". */
    private int self(int end) {
        int at =
                page.is(end, " am ")
                        ? end + 4
                        : page.is(end, "'m ") || page.is(end, "’m ") ? end + 3 : end;
        return at > end && page.letter(at) ? announced.strong(at, true, false) : TextPage.NONE;
    }

    private int chinese(int at, char c) {
        int known = Chinese.of(c);
        if ((known & Chinese.TRIGGER) == 0) {
            return at + 1;
        }
        int end = TextPage.NONE;
        int next = at + 1;
        if ((known & Chinese.NUMERAL) != 0) {
            end = DatesInText.chineseNumerals(page, at);
            if (end != TextPage.NONE) {
                page.take(at, end, Kind.DATE);
                return end;
            }
        }
        if ((known & Chinese.PLACE) != 0) {
            end = ChineseAddresses.place(page, at);
        }
        if (end == TextPage.NONE && (known & Chinese.ROAD) != 0) {
            end = ChineseAddresses.road(page, at);
        }
        if ((known & Chinese.VILLAGE) != 0) {
            end = ChineseAddresses.village(page, at);
        }
        if (end == TextPage.NONE && (known & Chinese.SURNAME) != 0) {
            end = ChineseNames.plain(page, at);
        }
        if (end == TextPage.NONE && (known & Chinese.FAMILIAR) != 0) {
            end = ChineseNames.familiar(page, at);
        }
        if (end == TextPage.NONE && (known & Chinese.CUE) != 0) {
            Chinese.Phrase cue = Chinese.cue(page, at);
            if (cue != null) {
                next = at + cue.text().length();
                end =
                        cue.cue() == Chinese.Cue.ADDRESS
                                ? ChineseAddresses.after(page, next)
                                : ChineseNames.after(page, next, cue.cue());
            }
        }
        return orElse(end, next);
    }

    private int sign(int at, char c) {
        int end =
                switch (c) {
                    case '@' -> Links.email(page, at);
                    case ':' -> colon(at);
                    case '.' -> page.letter(at + 1) ? Links.bare(page, at) : TextPage.NONE;
                    case '(' -> bracket(at);
                    case '·', '•', '‧' -> ForeignNames.dotted(page, at);
                    default -> TextPage.NONE;
                };
        return orElse(end, at + 1);
    }

    /** The number of the person who was just named. */
    private int bracket(int at) {
        int end = code(at + 1);
        if (end == TextPage.NONE || !page.is(end, ')') || !page.named(at - 1)) {
            return TextPage.NONE;
        }
        page.take(at + 1, end, Kind.RECORD_NUMBER);
        return end;
    }

    /** The end of letters and digits, if five of them are digits. */
    private int code(int from) {
        int end = from;
        int digits = 0;
        while (end - from < 24 && (page.word(end) || Links.in(page.at(end), "-/_"))) {
            digits += page.digit(end) ? 1 : 0;
            end++;
        }
        return digits > 4 && DatesInText.numeric(page, from) != end ? end : TextPage.NONE;
    }

    private int colon(int at) {
        if (page.is(at, "://")) {
            return Links.url(page, at);
        }
        int from = at;
        while (at - from < 5 && page.word(from - 1)) {
            from--;
        }
        int end = Links.ipv6(page, at);
        if (end != TextPage.NONE) {
            page.take(from, end, Kind.IP);
        }
        return end;
    }

    private static int orElse(int end, int other) {
        return end == TextPage.NONE ? other : end;
    }
}
