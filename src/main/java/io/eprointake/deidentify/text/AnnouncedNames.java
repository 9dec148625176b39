package io.eprointake.deidentify.text;

/** Names in Latin letters that the words before them announce. */
final class AnnouncedNames {

    private static final long THIS = TextPage.key("this");
    private static final long NAME = TextPage.key("name");

    private final TextPage page;
    private final NameRun run;
    private final EnglishNames plain;

    AnnouncedNames(TextPage page, NameRun run, EnglishNames plain) {
        this.page = page;
        this.run = run;
        this.plain = plain;
    }

    /** Tries the words after a title, a relative, a role or a verb of meeting. */
    int after(int from, int end, int cue) {
        long word = page.key(from, end);
        if (word == THIS) {
            return calling(end);
        }
        if ((cue & English.TITLE) != 0) {
            int titled = titled(from, end);
            if (titled != TextPage.NONE || (cue & (English.KIN | English.ROLE)) == 0) {
                return titled;
            }
        }
        boolean shouted = word == NAME && page.is(end, " IS ");
        int at = shouted ? end + 4 : fillers(end);
        boolean labelled =
                page.is(end, ':') || page.is(end, " is ") || page.is(end, " name") || shouted;
        if (at == end || !page.letter(at)) {
            return TextPage.NONE;
        }
        boolean kin = (cue & English.KIN) != 0;
        if (labelled) {
            boolean name = word == NAME || page.is(end, " named ");
            return inverted(at, strong(at, kin || name, name));
        }
        if (!page.upper(at)) {
            boolean role = kin || ((cue & English.ROLE) != 0 && !Unnamed.role(word));
            return role ? small(end, at, kin) : TextPage.NONE;
        }
        run.read(at, false);
        boolean first = run.size > 0 && (run.name(0) || (run.initial(0) && run.size > 1));
        boolean other = kin && run.size > 0 && run.ambiguous(0);
        boolean given = run.size > 1 && run.has(0, English.GIVEN) && run.name(1);
        return (first || other || given) && !run.eponym(0)
                ? run.take(run.extent())
                : plain.plain(at);
    }

    /** "Dr. Little", "mr okafor", "nurse priyanka". */
    private int titled(int from, int end) {
        boolean dot = page.is(end, '.');
        int at = page.spaces(dot ? end + 1 : end);
        if (at == end) {
            return TextPage.NONE;
        }
        // MS is an illness, and "miss" and "sir" come before other words.
        boolean mixed = page.upper(from + 1) && !page.upper(at + 1);
        boolean abbreviated = end - from < (dot ? 5 : 4) && TextPage.fold(page.at(from + 1)) != 'i';
        boolean verb = page.is(from, "miss");
        boolean mister = page.is(from, "mr");
        boolean any = page.upper(at) ? abbreviated && !mixed : mister;
        return strong(at, true, !verb, any);
    }

    /** "this is sarah calling": the words up to the one that says so. */
    private int calling(int end) {
        int at = page.is(end, " is ") ? end + 4 : TextPage.NONE;
        run.read(at, true);
        int words = 0;
        while (words < run.size && words < 4 && (run.small(words) || run.anybody(words))) {
            words++;
        }
        boolean told = words > 0 && words < run.size;
        boolean known = page.upper(at) || run.given(0);
        boolean calls = told && Unnamed.calls(run.key(words));
        boolean from = told && known && run.name(0) && page.is(run.from[words], "from ");
        return calls || from ? run.take(words) : TextPage.NONE;
    }

    /** "my sister thandiwe", "our neighbor, okafor, came", "hi priyanka". */
    private int small(int end, int at, boolean kin) {
        run.read(at, true);
        boolean next =
                at == page.spaces(end) || page.is(at - 6, "named ") || page.is(at - 7, "called ");
        boolean aside =
                page.is(end, ", ") && at == end + 2 && run.size > 0 && !page.space(run.to[0]);
        boolean name =
                run.size > 0 && (run.given(0) ? kin || next : (next || aside) && run.small(0));
        return name ? run.take(run.extent(true)) : TextPage.NONE;
    }

    /** The end of "Surname, Given" whose surname was just taken, as a label announced it. */
    private int inverted(int from, int end) {
        boolean single = end != TextPage.NONE && run.size > 0 && end == run.to[0];
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

    int strong(int at, boolean lower, boolean sure) {
        return strong(at, lower, sure, false);
    }

    /**
     * A name that the words before it announce: "Dr.", "my name is", "signed:".
     *
     * @param lower whether it may be in small letters
     * @param sure whether nothing else follows such words, even if it is spelled like a drug
     * @param any whether it may be an everyday word that no list of names has
     */
    private int strong(int at, boolean lower, boolean sure, boolean any) {
        run.read(at, lower && !page.upper(at));
        if (run.size == 0) {
            return TextPage.NONE;
        }
        boolean name = page.upper(at) ? capital(sure) || (any && run.anybody(0)) : small(sure, any);
        if (run.shouted(0) && !run.has(0, NameRun.OTHER)) {
            name = true;
        }
        return name ? run.take(run.extent(sure)) : plain.plain(at);
    }

    private boolean capital(boolean sure) {
        boolean dated = run.has(0, English.MONTH) && page.digit(page.spaces(run.to[0]));
        boolean listed = run.has(0, English.GIVEN | English.SURNAME) && !dated;
        return run.name(0)
                || (sure && run.unlisted(0))
                || (run.initial(0) && run.size > 1)
                || (listed && (sure || run.size > 1 || !run.has(0, NameRun.OTHER) || run.stops(0)))
                || run.has(0, English.EPONYM);
    }

    private boolean small(boolean sure, boolean any) {
        int first = 0;
        while (first < run.size - 1 && run.has(first, English.PARTICLE)) {
            first++;
        }
        boolean particle = first > 0 && (page.upper(run.from[first]) || run.small(first));
        return run.given(0)
                || run.surname(0)
                || particle
                || (sure && run.small(0))
                || (any && run.somebody(0));
    }
}
