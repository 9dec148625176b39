package io.eprointake.deidentify.text;

/** Names in Latin letters that nothing announces: from the lists of names, and how they stand. */
final class EnglishNames {

    private final TextPage page;
    private final NameRun run;

    EnglishNames(TextPage page, NameRun run) {
        this.page = page;
        this.run = run;
    }

    /** A name that nothing announces, from the capital here on. */
    int plain(int at) {
        run.read(at, false);
        if (run.size == 0) {
            return TextPage.NONE;
        }
        if (run.digits(0) && run.to[0] - run.from[0] > 3) {
            return run.take(run.extent());
        }
        if (run.size > 1) {
            int pair = pair();
            if (pair > 0) {
                return run.take(pair);
            }
        }
        int comma = comma();
        if (comma > 0) {
            page.take(at, comma, Kind.NAME);
            return comma;
        }
        if (run.eponym(0)) {
            return TextPage.NONE;
        }
        if (run.given(0) && !run.shouted(0) && run.to[0] - run.from[0] > 2) {
            return run.take(1);
        }
        return run.unknown(0) && run.acts(0) ? run.take(1) : TextPage.NONE;
    }

    /** Given name or initials, and a surname; or two words of which one is a sure name. */
    private int pair() {
        int last = 1;
        while (last < run.size - 1 && (run.initial(last) || run.has(last, English.PARTICLE))) {
            last++;
        }
        if (run.eponym(last) || run.initial(last)) {
            return 0;
        }
        boolean surname =
                run.name(last) || (run.has(last, English.SURNAME) && !run.has(last, English.MONTH));
        boolean sure = run.given(last) || run.surname(last) || run.digits(last);
        boolean eponyms = run.has(0, English.EPONYM) && run.has(last, English.EPONYM);
        boolean initial = run.initial(0) && (page.is(run.to[0], '.') || last > 1);
        boolean pair =
                (run.given(0) && (surname || run.unlisted(last)))
                        || (initial && run.name(last))
                        || (run.has(0, English.GIVEN)
                                && !run.has(0, English.CLINICAL | English.MONTH)
                                && sure)
                        || ((run.unknown(0) || run.surname(0)) && sure)
                        || ((run.unknown(0) || run.surname(0))
                                && run.unknown(last)
                                && !run.dosed(last))
                        || ((run.has(0, English.GIVEN) || run.unknown(0))
                                && last > 1
                                && run.initial(1)
                                && surname)
                        || (run.has(0, English.GIVEN)
                                && run.has(last, English.SURNAME)
                                && everyday(last));
        if (!pair || eponyms) {
            return 0;
        }
        while (last + 1 < run.size && last < 3 && (run.surname(last + 1) || run.digits(last + 1))) {
            last++;
        }
        return last + 1;
    }

    /**
     * Whether two everyday words that names are, too, are one: "Rose White called", "with Will
     * Young.", but not "Will Young people come?".
     */
    private boolean everyday(int last) {
        if (run.acts(last)) {
            return true;
        }
        int before = run.from[0] - 1;
        boolean inside = page.space(before) && page.letter(before - 1) && !page.upper(before - 1);
        int first = before;
        while (inside && page.letter(first - 1)) {
            first--;
        }
        boolean street = run.has(last, English.WEAK_STREET | English.CLINICAL);
        return inside && !page.upper(first) && last == run.size - 1 && !street && !run.shouted(0);
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
        given |= run.size > 0 && run.unknown(0) && run.acts(0);
        int end = given ? run.to[0] : 0;
        if (run.size > 1 && run.initial(1) && given) {
            end = run.to[1];
        }
        run.read(from, false);
        return end;
    }
}
