package io.eprointake.deidentify.text;

import java.util.Arrays;

/**
 * The letters and the digits of a text in their runs, each read once for all that look at them:
 * where it is, and of letters the word's key and what {@link Vocabulary} knows of it.
 */
final class Runs {

    /** Begin and end by turns. */
    private int[] places;

    /** Key and what is known by turns; of digits the key is 0. */
    private long[] words;

    private int size;

    /** All bits of all letters. */
    private int bits;

    Runs(char[] chars) {
        places = new int[chars.length / 4 * 2 + 8];
        words = new long[places.length];
        int at = 0;
        while (at < chars.length) {
            int end = at;
            long key = 0;
            char folded = Cursor.fold(chars[at]);
            while (folded != 0) {
                key = Cursor.key(key, folded);
                bits |= chars[end];
                folded = ++end < chars.length ? Cursor.fold(chars[end]) : 0;
            }
            if (end > at) {
                add(at, end, key);
            } else if (isDigit(chars[at])) {
                while (end < chars.length && isDigit(chars[end])) {
                    end++;
                }
                add(at, end, 0);
            }
            at = Math.max(end, at + 1);
        }
        // In a loop of their own the looks overlap, which the processor's cache often misses.
        for (int i = 0; i < size; i++) {
            words[2 * i + 1] = digits(i) ? 0 : Vocabulary.of(words[2 * i]);
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void add(int from, int to, long key) {
        if (2 * size == places.length) {
            places = Arrays.copyOf(places, 4 * size);
            words = Arrays.copyOf(words, 4 * size);
        }
        places[2 * size] = from;
        places[2 * size + 1] = to;
        words[2 * size] = key;
        size++;
    }

    int size() {
        return size;
    }

    /** Whether any letter is beyond those of English. */
    boolean accented() {
        return bits > 0x7F;
    }

    int from(int i) {
        return places[2 * i];
    }

    int to(int i) {
        return places[2 * i + 1];
    }

    boolean digits(int i) {
        return words[2 * i] == 0;
    }

    long key(int i) {
        return words[2 * i];
    }

    /** As {@link Vocabulary#of}. */
    long known(int i) {
        return words[2 * i + 1];
    }
}
