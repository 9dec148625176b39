package io.eprointake.deidentify.text;

/** Names in Latin letters that the words before them announce. */
final class AnnouncedNames {

    private final Cursor page;
    private final NameRun run;
    private final EnglishNames plain;

    AnnouncedNames(Cursor page, NameRun run, EnglishNames plain) {
        this.page = page;
        this.run = run;
        this.plain = plain;
    }

    /** Tries the words after a title, a relative, a role or a verb of meeting. */
    int after(int from, int end, int cue) {
        if ((cue & English.TITLE) != 0) {
            int at = page.spaces(page.is(end, '.') ? end + 1 : end);
            boolean written = page.upper(from) || page.is(end, '.');
            return at > end ? strong(at, written || from + 3 >= end, true) : Cursor.NONE;
        }
        int at = fillers(end);
        boolean labelled =
                at > 0 && (page.is(end, ':') || page.is(end, " is ") || page.is(end, " name"));
        if (at == end || !page.letter(at)) {
            return Cursor.NONE;
        }
        if (labelled) {
            boolean name = page.is(from + 1, "ame") && end == from + 4;
            return inverted(at, strong(at, (cue & English.KIN) != 0, name));
        }
        if (!page.upper(at)) {
            run.read(at, true);
            boolean kin = (cue & English.KIN) != 0 && run.size > 0 && run.given(0);
            return kin ? run.take(run.size > 1 && run.surname(1) ? 2 : 1) : Cursor.NONE;
        }
        run.read(at, false);
        boolean first = run.size > 0 && (run.name(0) || (run.initial(0) && run.size > 1));
        boolean kin = (cue & English.KIN) != 0 && run.size > 0 && run.ambiguous(0);
        boolean given = run.size > 1 && run.has(0, English.GIVEN) && run.name(1);
        return (first || kin || given) && !run.eponym(0) ? run.take(run.extent()) : plain.plain(at);
    }

    /** The end of "Surname, Given" whose surname was just taken, as a label announced it. */
    private int inverted(int from, int end) {
        boolean single = end != Cursor.NONE && run.size > 0 && end == run.to[0];
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

    /**
     * A name that the words before it announce: "Dr.", "my name is", "signed:".
     *
     * @param lower whether it may be in small letters
     * @param sure whether nothing else follows such words, even if it is spelled like a drug
     */
    int strong(int at, boolean lower, boolean sure) {
        run.read(at, lower && !page.upper(at));
        if (run.size == 0) {
            return Cursor.NONE;
        }
        boolean named = run.has(0, English.GIVEN | English.SURNAME);
        boolean eponym = run.has(0, English.EPONYM) && page.upper(at);
        boolean name =
                run.name(0)
                        || (sure && run.unlisted(0))
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
        if (run.shouted(0) && !run.has(0, NameRun.OTHER)) {
            name = true;
        }
        return name ? run.take(run.extent()) : plain.plain(at);
    }
}
