package io.eprointake.deidentify.text;

/**
 * Words and what is known of them, as bits. A word is looked up by a key of 64 bits and is not kept
 * itself: no word becomes a string on the way, and two words of one key are not to be expected
 * among some ten thousands.
 */
final class Table {

    private long[] keys = new long[1 << 10];
    private int[] bits = new int[1 << 10];
    private int size;

    /**
     * One bit for each key, or some more: says of most keys without a long look that they are not
     * here.
     */
    private long[] filter = new long[1 << 7];

    /** Adds to what is known of a word. */
    void add(long key, int more) {
        if (size * 2 > keys.length) {
            grow();
        }
        int at = slot(key);
        if (keys[at] == 0) {
            keys[at] = key;
            size++;
            mark(key);
        }
        bits[at] |= more;
    }

    /** What is known of a word; 0 when nothing is. */
    int get(long key) {
        long hash = hash(key);
        boolean possible = (filter[(int) hash & filter.length - 1] >>> (hash >>> 26) & 1) != 0;
        return possible ? bits[slot(key)] : 0;
    }

    private void mark(long key) {
        long hash = hash(key);
        filter[(int) hash & filter.length - 1] |= 1L << (hash >>> 26);
    }

    private static long hash(long key) {
        return (key * 0x9E3779B97F4A7C15L) >>> 32;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int at = (int) hash(key) & mask;
        while (keys[at] != key && keys[at] != 0) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldBits = bits;
        keys = new long[oldKeys.length * 2];
        bits = new int[oldBits.length * 2];
        filter = new long[filter.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = slot(oldKeys[i]);
                keys[at] = oldKeys[i];
                mark(oldKeys[i]);
                bits[at] = oldBits[i];
            }
        }
    }
}
