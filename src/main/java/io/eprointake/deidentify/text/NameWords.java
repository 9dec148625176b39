package io.eprointake.deidentify.text;

import java.util.Collection;

/**
 * What a word of a name is besides, and the keys of words, of pairs and of Chinese names. A pair
 * has one key in either order. Immutable.
 */
final class NameWords {

    private static final int NAMES = English.GIVEN | English.SURNAME;

    private static final int OTHER =
            English.COMMON
                    | English.CLINICAL
                    | English.MONTH
                    | English.NAME_CUE
                    | English.LABEL
                    | English.PARTICLE;

    /** Of letters; a shorter word alone is no name: li, na. */
    private static final int SHORTEST = 3;

    /** Somebody's names that stand before many a verb. */
    private static final long WILL = TextPage.key("will");

    private static final long MAY = TextPage.key("may");

    private final Harmless harmless;

    NameWords(Collection<String> words) {
        harmless = new Harmless(words);
    }

    /** Whether a word is a name and nothing else, so that it goes wherever it stands. */
    boolean isAlone(TextPage page, int from, int to) {
        return to - from >= SHORTEST && !isOther(page, from, to);
    }

    /** Whether a word may be somebody's name at all. */
    boolean isName(TextPage page, int from, int to) {
        return !isOther(page, from, to) || isNameToo(page, from, to);
    }

    /** Whether a word is one of a pair only where both have capitals: "will cook", "so young". */
    boolean needsCapital(TextPage page, int from, int to) {
        long key = page.key(from, to);
        return to - from < SHORTEST || key == WILL || key == MAY || !isName(page, from, to);
    }

    /** Whether a disease or a test is meant, and not whom it is named after. */
    boolean isEponym(TextPage page, int from, int to) {
        return harmless.isEponym(page, to, Vocabulary.of(page.key(from, to)));
    }

    private boolean isOther(TextPage page, int from, int to) {
        return (English.of(page.key(from, to)) & OTHER) != 0
                || harmless.has(page, from, to)
                || Harmless.isWithin(Vocabulary.of(page.key(from, to)));
    }

    private boolean isNameToo(TextPage page, int from, int to) {
        long key = page.key(from, to);
        long known = Vocabulary.of(key);
        return (Vocabulary.english(known) & NAMES) != 0 || harmless.isNameToo(key, known);
    }

    /** Of a word and the digits behind it. */
    static long numbered(TextPage page, int from, int letters, int digits) {
        long key = page.key(from, letters);
        for (int i = letters; i < digits; i++) {
            key = TextPage.key(key, page.at(i));
        }
        return key;
    }

    static long pair(long one, long other) {
        return TextPage.key(Long.rotateLeft(Math.min(one, other), 23) ^ Math.max(one, other), ',');
    }

    /** The length of what {@code limit} digits at most end, where it ends there; else of none. */
    static int digits(TextPage page, int letters) {
        int end = page.digits(letters, 4);
        return page.word(end) ? TextPage.NONE : end;
    }

    static long chinese(TextPage page, int from, int length) {
        long key = 0;
        for (int i = from; i < from + length; i++) {
            key = TextPage.key(key, page.at(i));
        }
        return key;
    }
}
