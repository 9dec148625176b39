package io.eprointake.deidentify.text;

import java.util.Collection;

/**
 * All words that any list of English has, with all that is known of them: one look tells it. The
 * lower half of the bits is what {@link English} names, the upper what {@link Harmless} does.
 */
final class Vocabulary {

    static final int UPPER = 32;

    private static final WordTable WORDS = new WordTable();

    static {
        English.lists(Vocabulary::english);
        Harmless.lists(Vocabulary::harmless);
    }

    private Vocabulary() {}

    /** What is known of the word with this key; 0 when no list has it. */
    static long of(long key) {
        return WORDS.get(key);
    }

    /** The half that {@link English} names. */
    static int english(long known) {
        return (int) known;
    }

    /** The half that {@link Harmless} names. */
    static int harmless(long known) {
        return (int) (known >>> UPPER);
    }

    private static void english(Collection<String> words, int bits) {
        add(words, Integer.toUnsignedLong(bits));
    }

    private static void harmless(Collection<String> words, int bits) {
        add(words, (long) bits << UPPER);
    }

    private static void add(Collection<String> words, long bits) {
        for (String word : words) {
            if (!word.isEmpty()) {
                WORDS.add(TextPage.key(word), bits);
            }
        }
    }
}
