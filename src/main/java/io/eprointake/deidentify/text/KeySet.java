package io.eprointake.deidentify.text;

/**
 * Keys of 64 bits, and no more than so many of them: what they were made of is not kept. Twice as
 * many places as keys, of eight bytes each.
 */
final class KeySet {

    private final int limit;

    /** Open addressing; 0 is a free place. */
    private long[] places = new long[64];

    private int size;

    KeySet(int limit) {
        this.limit = limit;
    }

    /** False when there is no room for it. */
    boolean add(long key) {
        int at = place(places, key);
        if (places[at] == key) {
            return true;
        }
        if (size == limit) {
            return false;
        }
        places[at] = key;
        if (2 * ++size > places.length) {
            long[] larger = new long[2 * places.length];
            for (long one : places) {
                if (one != 0) {
                    larger[place(larger, one)] = one;
                }
            }
            places = larger;
        }
        return true;
    }

    boolean has(long key) {
        return places[place(places, key)] == key;
    }

    int size() {
        return size;
    }

    /** Where a key is, or would be. */
    private static int place(long[] places, long key) {
        int mask = places.length - 1;
        int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (places[at] != key && places[at] != 0) {
            at = (at + 1) & mask;
        }
        return at;
    }
}
