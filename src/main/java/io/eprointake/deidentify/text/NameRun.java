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

    final int[] from = new int[MOST];
    final int[] to = new int[MOST];
    final int[] bits = new int[MOST];
    private final Cursor page;
    int size;

    NameRun(Cursor page) {
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
            bits[size++] = known;
            int gap = end + (initial(size - 1) && page.is(end, '.') ? 1 : 0);
            if (!page.space(gap) && !(gap > end && page.letter(gap))) {
                break;
            }
            next = page.space(gap) ? gap + 1 : gap;
        }
        while (size > 1 && !page.upper(from[size - 1]) && !lower) {
            size--;
        }
    }

    private int end(int at) {
        int end = page.letters(at);
        for (int part = 1; part < 4; part++) {
            if (!Links.in(page.at(end), "-'’‑") || !page.letter(end + 1)) {
                break;
            }
            int next = page.letters(end + 1);
            boolean possessive = page.at(end) != '-' && next == end + 2 && page.is(end + 1, 's');
            boolean lower = !page.upper(end + 1) && end - at > 1;
            if (possessive || lower) {
                break;
            }
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

    /** Whether what follows says so: "Barnaby called", "Barnaby is a 64 year old". */
    boolean acts(int i) {
        int at = page.spaces(to[i]);
        boolean described = page.is(at, "is a ") && page.digit(at + 5);
        return described || (English.of(page.key(at, page.letters(at))) & English.VERB) != 0;
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

    /** How many words from the first on belong to the name. */
    int extent() {
        int count = 1;
        while (count < size) {
            boolean surname = has(count, English.SURNAME) && has(count - 1, English.GIVEN);
            boolean more =
                    initial(count)
                            || name(count)
                            || unlisted(count)
                            || numbered(count)
                            || has(count, English.PARTICLE);
            more |=
                    shouted(0)
                            && shouted(count)
                            && !has(count, OTHER)
                            && !has(count, English.VERB | English.FILLER);
            boolean lower = !page.upper(from[count]) && !has(count, English.PARTICLE);
            if (lower ? !surname(count) : !more && !surname) {
                break;
            }
            count++;
        }
        while (count > 1
                && !shouted(count - 1)
                && !name(count - 1)
                && !unlisted(count - 1)
                && !numbered(count - 1)
                && !has(count - 1, English.SURNAME)) {
            count--;
        }
        return count;
    }

    /** Says that so many words from the first on are a name; returns its end. */
    int take(int count) {
        page.take(from[0], to[count - 1], Kind.NAME);
        return to[count - 1];
    }
}
