package io.eprointake.deidentify.text;

/**
 * Words in a row that may be one name: with capitals, hyphens, apostrophes, initials and digits at
 * the end, as synthetic data has them. At most {@link #MOST} of them.
 */
final class NameRun {

    static final int MOST = 7;

    /** What makes a word no name, or another word besides. */
    static final int OTHER =
            English.COMMON | English.CLINICAL | English.MONTH | English.DAY | English.MEASURE;

    private static final String QUOTES = "\"'“”‘’";

    /** What follows a title and is nobody, though it may have a capital: see unnamed.txt. */
    private static final int NOBODY =
            English.VERB
                    | English.VIA
                    | English.FILLER
                    | English.KIN
                    | English.ROLE
                    | English.MEDICAL_NOUN
                    | English.CLINICAL
                    | English.DAY
                    | English.STREET
                    | English.UNIT
                    | English.MEASURE
                    | English.LABEL;

    final int[] from = new int[MOST];
    final int[] to = new int[MOST];
    final int[] bits = new int[MOST];
    private final TextPage page;
    int size;

    NameRun(TextPage page) {
        this.page = page;
    }

    /** Reads the words from here on; with {@code lower}, also those without a capital. */
    void read(int at, boolean lower) {
        size = 0;
        int next = at;
        while (size < MOST && page.letter(next)) {
            int end = end(next);
            int known = bits(next, end);
            boolean particle = size > 0 && (known & English.PARTICLE) != 0 && !page.upper(next);
            if (!page.upper(next) && !lower && !particle) {
                break;
            }
            from[size] = next;
            to[size] = end;
            // A nickname between names stands as a particle does.
            bits[size++] = nicknamed(next, end) ? known | English.PARTICLE : known;
            boolean closed = (initial(size - 1) && page.is(end, '.')) || nicknamed(next, end);
            int gap = end + (closed ? 1 : 0);
            if (!page.space(gap) && !(gap > end && page.letter(gap))) {
                break;
            }
            next = nickname(page.space(gap) ? gap + 1 : gap);
        }
        while (size > 1 && !page.upper(from[size - 1]) && !lower) {
            size--;
        }
    }

    /** Past the sign that opens a nickname: Robert "Bobby" Lee. */
    private int nickname(int at) {
        return Links.in(page.at(at), QUOTES) && nicknamed(at + 1, page.letters(at + 1))
                ? at + 1
                : at;
    }

    private boolean nicknamed(int at, int end) {
        return Links.in(page.at(at - 1), QUOTES) && end > at && Links.in(page.at(end), QUOTES);
    }

    private int end(int at) {
        int end = page.letters(at);
        int from = at;
        for (int part = 1; part < 4; part++) {
            if (!Links.in(page.at(end), "-'’‑") || !page.letter(end + 1)) {
                break;
            }
            int next = page.letters(end + 1);
            boolean possessive = page.at(end) != '-' && next == end + 2 && page.is(end + 1, 's');
            boolean joined = page.is(end, '-') && !page.upper(at);
            boolean lower = !page.upper(end + 1) && end - from > 1 && !joined;
            if (possessive || lower) {
                break;
            }
            from = end + 1;
            end = next;
        }
        return end - at > 2 ? page.digits(end, 4) : end;
    }

    private int bits(int at, int end) {
        int known = English.of(page.key(at, end));
        int part = page.letters(at);
        if (part < end && Links.in(page.at(part), "-‑") && known == 0) {
            int first = English.of(page.key(at, part));
            int second = English.of(page.key(part + 1, end));
            int names = English.GIVEN | English.SURNAME;
            boolean both = (first & names) != 0 && (second & names) != 0;
            return both ? (first | second) & (names | English.EPONYM) : first | second;
        }
        return known;
    }

    long key(int i) {
        return page.key(from[i], to[i]);
    }

    boolean initial(int i) {
        return to[i] - from[i] == 1 && page.upper(from[i]);
    }

    boolean digits(int i) {
        return numbered(i) && !has(i, English.COMMON | English.MONTH);
    }

    /** Letters with a capital, and digits. */
    boolean numbered(int i) {
        boolean plain = page.digit(to[i] - 1) && to[i] - from[i] > 3;
        for (int at = from[i] + 1; plain && !page.digit(at); at++) {
            plain = !page.upper(at);
        }
        return plain;
    }

    boolean shouted(int i) {
        return to[i] - from[i] > 1 && page.upper(from[i] + 1);
    }

    boolean has(int i, int any) {
        return (bits[i] & any) != 0;
    }

    /** A given name that is no other word. */
    boolean given(int i) {
        return has(i, English.GIVEN) && !has(i, OTHER);
    }

    /** A surname that is no other word. */
    boolean surname(int i) {
        return has(i, English.SURNAME) && !has(i, OTHER);
    }

    /** A word that no list has, and that is no abbreviation. */
    boolean unlisted(int i) {
        boolean unlisted =
                (bits[i] & ~(English.PARTICLE | English.STATE)) == 0 && to[i] - from[i] > 2;
        return unlisted && !shouted(i) && Spelling.spoken(page, from[i], to[i]);
    }

    /** A word that no list has, and that is not spelled as words of medicine are. */
    boolean unknown(int i) {
        return unlisted(i) && !Spelling.clinical(page, from[i], to[i]);
    }

    /** A word that is a name and something else besides. */
    boolean ambiguous(int i) {
        return has(i, English.GIVEN | English.SURNAME) && has(i, OTHER);
    }

    boolean name(int i) {
        return given(i) || surname(i) || unknown(i) || digits(i);
    }

    /** A word that may be a name where one is sure to stand, whatever it means besides. */
    boolean anybody(int i) {
        boolean word = !has(i, NOBODY) && !Unnamed.words(key(i));
        return word && page.upper(from[i]) && to[i] - from[i] > 1;
    }

    /** A word of the lists, which may be another word besides. */
    boolean somebody(int i) {
        return has(i, English.GIVEN | English.SURNAME) && !has(i, NOBODY);
    }

    /** A name in small letters: one of the lists, or a word that nothing knows. */
    boolean small(int i) {
        int next = page.spaces(to[i]);
        boolean verb = Unnamed.object(page.key(next, page.letters(next)));
        boolean foreign = unknown(i) && !verb && !Unnamed.words(key(i));
        return given(i) || surname(i) || foreign;
    }

    /** Whether what follows says so: "Barnaby called", "Barnaby is a 64 year old". */
    boolean acts(int i) {
        int at = page.spaces(to[i]);
        boolean described = page.is(at, "is a ") && page.digit(at + 5);
        return described || (English.of(page.key(at, page.letters(at))) & English.VERB) != 0;
    }

    /** Whether no sentence goes on after the word, or one about a person. */
    boolean stops(int i) {
        int at = page.spaces(to[i]);
        int known = English.of(page.key(at, page.letters(at)));
        return !page.letter(at) || (known & (English.VERB | English.FILLER)) != 0;
    }

    /** Whether a dose or a count of packs follows: "50 mg", "28 Day Pack", "MG/ML". */
    boolean dosed(int i) {
        int number = page.spaces(to[i]);
        int end = page.digits(number, 6);
        end = page.is(end, '.') ? page.digits(end + 1, 6) : end;
        int unit = page.is(end, '-') ? end + 1 : page.spaces(end);
        int known = English.of(page.key(unit, page.letters(unit)));
        boolean counted = end > number && page.upper(unit) && (known & English.MONTH) == 0;
        return counted || page.is(end, '%') || (known & English.MEASURE) != 0;
    }

    /** Whether the word is one that a disease or a test is named after. */
    boolean eponym(int i) {
        int end = to[i];
        if (Links.in(page.at(end), "'’") && page.is(end + 1, 's')) {
            end += 2;
        }
        int at = Links.in(page.at(end), "-–/") ? end + 1 : page.spaces(end);
        int nouns = English.MEDICAL_NOUN | English.CLINICAL;
        boolean two = Links.in(page.at(end), "-–") || has(i, English.EPONYM);
        int next = English.of(page.key(at, page.letters(at)));
        return (next & (two ? nouns | English.EPONYM : nouns)) != 0 || has(i, English.CLINICAL);
    }

    int extent() {
        return extent(false);
    }

    /** How many words from the first on belong to the name, which may be {@code sure} to stand. */
    int extent(boolean sure) {
        int count = 1;
        while (count < size && goesOn(count, sure)) {
            count++;
        }
        while (count > 1
                && !shouted(count - 1)
                && !name(count - 1)
                && !unlisted(count - 1)
                && !numbered(count - 1)
                && !has(count - 1, English.SURNAME)
                && !(sure && anybody(count - 1))) {
            count--;
        }
        return count;
    }

    private boolean goesOn(int i, boolean sure) {
        if (has(i, English.PARTICLE)) {
            return true;
        }
        if (!page.upper(from[i])) {
            return sure ? small(i) : surname(i);
        }
        boolean shouting =
                shouted(0) && shouted(i) && !has(i, OTHER | English.VERB | English.FILLER);
        return shouting
                || initial(i)
                || name(i)
                || unlisted(i)
                || numbered(i)
                || (has(i, English.SURNAME) && has(i - 1, English.GIVEN))
                || (sure && anybody(i));
    }

    /** Says that so many words from the first on are a name; returns its end. */
    int take(int count) {
        page.take(from[0], to[count - 1], Kind.NAME);
        return to[count - 1];
    }
}
