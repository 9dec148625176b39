package io.eprointake.deidentify.text;

import java.util.Arrays;

/**
 * Words and what is known of them, as bits. A word is looked up by a key of 64 bits and is not kept
 * itself: no word becomes a string on the way. 48 bits of its key are kept, and where they stand
 * says some more: no two words are to be expected alike among some hundred thousands.
 *
 * <p>It is small, for what is not in the processor's cache costs more than all that is done with a
 * word: many words have the same known of them, so the number of that stands beside the key.
 */
final class WordTable {

    private static final int NUMBER = (1 << 16) - 1;

    private long[] slots = new long[1 << 4];
    private int size;

    /** All that is known of any word, each once; the first is nothing. */
    private long[] known = new long[1];

    /** Adds to what is known of a word. */
    void add(long key, long more) {
        if (size * 2 > slots.length) {
            grow();
        }
        long hash = hash(key);
        int at = slot(hash);
        if (slots[at] == 0) {
            size++;
        }
        slots[at] = (hash & ~NUMBER) | number(known(at) | more);
    }

    /** What is known of a word; 0 when nothing is. */
    long get(long key) {
        return known(slot(hash(key)));
    }

    private long known(int at) {
        return known[(int) slots[at] & NUMBER];
    }

    private int number(long bits) {
        int number = 0;
        while (number < known.length && known[number] != bits) {
            number++;
        }
        if (number > NUMBER) {
            throw new IllegalStateException("too much is known of words");
        }
        if (number == known.length) {
            known = Arrays.copyOf(known, number + 1);
            known[number] = bits;
        }
        return number;
    }

    /** The lower bits of a product are the weakest, so they are what is not kept. */
    private static long hash(long key) {
        long hash = key * 0x9E3779B97F4A7C15L;
        return hash ^ (hash >>> 32);
    }

    private int slot(long hash) {
        int mask = slots.length - 1;
        int at = (int) (hash >>> 40) & mask;
        while (slots[at] != 0 && ((slots[at] ^ hash) & ~NUMBER) != 0) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        for (long slot : old) {
            if (slot != 0) {
                slots[slot(slot)] = slot;
            }
        }
    }
}
