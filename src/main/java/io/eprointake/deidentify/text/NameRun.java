package io.eprointake.deidentify.text;

/**
 * Words in a row that may be one name: with capitals, hyphens, apostrophes, initials and digits at
 * the end, as synthetic data has them. At most {@link #MOST} of them.
 */
final class NameRun {

    static final int MOST = 7;

    final int[] from = new int[MOST];
    final int[] to = new int[MOST];
    final int[] bits = new int[MOST];
    private final Page page;
    int size;

    NameRun(Page page) {
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

    /** A word that no list has, and that is not an abbreviation. */
    boolean unknown(int i) {
        boolean name = (bits[i] & ~(English.PARTICLE | English.STATE)) == 0 && to[i] - from[i] > 2;
        return name && !shouted(i) && !English.clinicalEnding(page, from[i], to[i]);
    }

    /** A word that is a name and something else besides. */
    boolean ambiguous(int i) {
        return has(i, English.GIVEN | English.SURNAME) && has(i, OTHER);
    }

    boolean name(int i) {
        return given(i) || surname(i) || unknown(i) || digits(i);
    }

    private static final int OTHER =
            English.COMMON | English.CLINICAL | English.MONTH | English.DAY | English.MEASURE;
}
