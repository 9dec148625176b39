package io.eprointake.deidentify.text;

/** Names in Latin letters: from the words before them, or from the lists of names. */
final class EnglishNames {

    private static final int BLOCKED =
            English.COMMON | English.CLINICAL | English.MONTH | English.DAY | English.MEASURE;

    private final Page page;
    private final NameRun run;

    EnglishNames(Page page) {
        this.page = page;
        run = new NameRun(page);
    }

    /** Tries the words after a title, a relative, a role or a verb of meeting. */
    int after(int from, int end, int cue) {
        if ((cue & English.TITLE) != 0) {
            int at = page.spaces(page.is(end, '.') ? end + 1 : end);
            boolean written = page.upper(from) || page.is(end, '.');
            return at > end ? strong(at, written || from + 3 >= end) : Page.NONE;
        }
        int at = fillers(end);
        boolean labelled =
                at > 0 && (page.is(end, ':') || page.is(end, " is ") || page.is(end, " name"));
        if (at == end || !page.letter(at)) {
            return Page.NONE;
        }
        if (labelled) {
            return inverted(at, strong(at, (cue & English.KIN) != 0));
        }
        if (!page.upper(at)) {
            run.read(at, true);
            boolean kin = (cue & English.KIN) != 0 && run.size > 0 && run.given(0);
            return kin ? take(0, run.size > 1 && run.surname(1) ? 2 : 1) : Page.NONE;
        }
        run.read(at, false);
        boolean first = run.size > 0 && (run.name(0) || (run.initial(0) && run.size > 1));
        boolean kin = (cue & English.KIN) != 0 && run.size > 0 && run.ambiguous(0);
        boolean given = run.size > 1 && run.has(0, English.GIVEN) && run.name(1);
        return (first || kin || given) && !eponym(0) ? take(0, extent()) : plain(at);
    }

    /** The end of "Surname, Given" whose surname was just taken, as a label announced it. */
    private int inverted(int from, int end) {
        boolean single = end != Page.NONE && run.size > 0 && end == run.to[0];
        if (!single || !page.is(end, ", ") || !page.upper(end + 2)) {
            return end;
        }
        run.read(end + 2, false);
        if (run.size == 0 || !run.name(0)) {
            return end;
        }
        int given = run.to[run.size > 1 && run.initial(1) ? 1 : 0];
        page.take(from, given, Kind.NAME);
        return given;
    }

    /** Skips up to three words such as "is", "with", "named", and the signs between. */
    private int fillers(int end) {
        int at = end;
        for (int word = 0; word < 4; word++) {
            int signs = at;
            while (signs - at < 4 && Links.in(page.at(signs), " ,:-('’\u00a0\n\t")) {
                signs++;
            }
            at = signs;
            int next = page.letters(at);
            int known = next - at > 8 ? 0 : English.of(page.key(at, next));
            boolean name = page.is(at, "name") && next == at + 4;
            boolean title = (known & English.TITLE) != 0;
            if (((known & English.FILLER) == 0 && !name && !title) || (page.upper(at) && !title)) {
                return at;
            }
            if (title) {
                return page.spaces(page.is(next, '.') ? next + 1 : next);
            }
            at = next;
        }
        return at;
    }

    /** A name that the words before it announce: "Dr.", "my name is", "signed:". */
    int strong(int at, boolean lower) {
        run.read(at, lower && !page.upper(at));
        if (run.size == 0) {
            return Page.NONE;
        }
        boolean named = run.has(0, English.GIVEN | English.SURNAME);
        boolean eponym = run.has(0, English.EPONYM) && page.upper(at);
        boolean name =
                run.name(0)
                        || (run.initial(0) && run.size > 1)
                        || (named && page.upper(at))
                        || eponym;
        if (!page.upper(at)) {
            int particles = 0;
            while (particles < run.size && run.has(particles, English.PARTICLE)) {
                particles++;
            }
            boolean particle =
                    particles > 0 && particles < run.size && page.upper(run.from[particles]);
            name = run.given(0) || run.surname(0) || particle;
        }
        if (run.shouted(0) && !run.has(0, BLOCKED)) {
            name = true;
        }
        return name ? take(0, extent()) : plain(at);
    }

    /** How many words from the first on belong to the name. */
    private int extent() {
        int count = 1;
        while (count < run.size) {
            boolean surname = run.has(count, English.SURNAME) && run.has(count - 1, English.GIVEN);
            boolean more =
                    run.initial(count)
                            || run.name(count)
                            || run.numbered(count)
                            || run.has(count, English.PARTICLE);
            more |=
                    run.shouted(0)
                            && run.shouted(count)
                            && !run.has(count, BLOCKED)
                            && !run.has(count, English.VERB | English.FILLER);
            boolean lower = !page.upper(run.from[count]) && !run.has(count, English.PARTICLE);
            if (lower ? !run.surname(count) : !more && !surname) {
                break;
            }
            count++;
        }
        while (count > 1
                && !run.shouted(count - 1)
                && !run.name(count - 1)
                && !run.numbered(count - 1)
                && !run.has(count - 1, English.SURNAME)) {
            count--;
        }
        return count;
    }

    /** A name that nothing announces, from the capital here on. */
    int plain(int at) {
        run.read(at, false);
        if (run.size == 0) {
            return Page.NONE;
        }
        if (run.digits(0) && run.to[0] - run.from[0] > 3) {
            return take(0, extent());
        }
        if (run.size > 1) {
            int pair = pair();
            if (pair > 0) {
                return take(0, pair);
            }
        }
        int comma = comma();
        if (comma > 0) {
            page.take(at, comma, Kind.NAME);
            return comma;
        }
        if (eponym(0)) {
            return Page.NONE;
        }
        if (run.given(0) && !run.shouted(0) && run.to[0] - run.from[0] > 2) {
            return take(0, 1);
        }
        return run.unknown(0) && verb(run.to[0]) ? take(0, 1) : Page.NONE;
    }

    /** Given name or initials, and a surname; or two words of which one is a sure name. */
    private int pair() {
        int last = 1;
        while (last < run.size - 1 && (run.initial(last) || run.has(last, English.PARTICLE))) {
            last++;
        }
        if (eponym(last) || run.initial(last)) {
            return 0;
        }
        boolean surname =
                run.name(last) || (run.has(last, English.SURNAME) && !run.has(last, English.MONTH));
        boolean sure = run.given(last) || run.surname(last) || run.digits(last);
        boolean eponyms = run.has(0, English.EPONYM) && run.has(last, English.EPONYM);
        boolean initial = run.initial(0) && (page.is(run.to[0], '.') || last > 1);
        boolean pair =
                (run.given(0) && surname)
                        || (initial && run.name(last))
                        || (run.has(0, English.GIVEN)
                                && !run.has(0, English.CLINICAL | English.MONTH)
                                && sure)
                        || ((run.unknown(0) || run.surname(0)) && sure)
                        || ((run.unknown(0) || run.surname(0)) && run.unknown(last))
                        || ((run.has(0, English.GIVEN) || run.unknown(0))
                                && last > 1
                                && run.initial(1)
                                && surname);
        if (!pair || eponyms) {
            return 0;
        }
        while (last + 1 < run.size && last < 3 && (run.surname(last + 1) || run.digits(last + 1))) {
            last++;
        }
        return last + 1;
    }

    /** "Surname, Given": the end of it, or 0. */
    private int comma() {
        int surname = run.to[0];
        boolean possible = run.unknown(0) || run.surname(0) || run.has(0, English.SURNAME);
        if (!possible || !page.is(surname, ", ") || !page.upper(surname + 2)) {
            return 0;
        }
        int from = run.from[0];
        boolean shouted = run.shouted(0);
        run.read(surname + 2, false);
        boolean given = run.size > 0 && run.shouted(0) == shouted && run.given(0);
        given |= run.size > 0 && run.unknown(0) && verb(run.to[0]);
        int end = given ? run.to[0] : 0;
        if (run.size > 1 && run.initial(1) && given) {
            end = run.to[1];
        }
        run.read(from, false);
        return end;
    }

    private boolean verb(int end) {
        int at = page.spaces(end);
        boolean described = page.is(at, "is a ") && page.digit(at + 5);
        return described || (English.of(page.key(at, page.letters(at))) & English.VERB) != 0;
    }

    /** Whether the word is one that a disease or a test is named after. */
    private boolean eponym(int i) {
        int end = run.to[i];
        if (Links.in(page.at(end), "'’") && page.is(end + 1, 's')) {
            end += 2;
        }
        int at = Links.in(page.at(end), "-–/") ? end + 1 : page.spaces(end);
        int next = page.letters(at);
        int nouns = English.MEDICAL_NOUN | English.CLINICAL;
        boolean two = Links.in(page.at(end), "-–") || run.has(i, English.EPONYM);
        return (English.of(page.key(at, next)) & (two ? nouns | English.EPONYM : nouns)) != 0
                || run.has(i, English.CLINICAL);
    }

    private int take(int first, int count) {
        int end = run.to[first + count - 1];
        page.take(run.from[first], end, Kind.NAME);
        return end;
    }
}
