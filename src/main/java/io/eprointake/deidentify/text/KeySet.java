package io.eprointake.deidentify.text;

/**
 * Keys of 62 bits with two flags each, and no more than so many of them: what they were made of is
 * not kept. Twice as many places as keys, of eight bytes each.
 */
final class KeySet {

    /** What it is of goes wherever it stands. */
    static final int NAME = 1;

    /** What it is of goes with what stands beside it, if both are of one name. */
    static final int PART = 2;

    private static final long FLAGS = 3;

    private final int limit;

    /** Open addressing; 0 is a free place, for no key is without a flag. */
    private long[] places = new long[64];

    /** Some bits for each key: most words are told by it, and it is small enough to be near. */
    private long[] filter = new long[places.length / 16];

    private int size;
    private int names;

    KeySet(int limit) {
        this.limit = limit;
    }

    static long key(long key, int flag) {
        return (key & ~FLAGS) | flag;
    }

    /** Adds a key, or a flag to one that is here; false when there is no room. */
    boolean add(long flagged) {
        int at = place(flagged);
        if (places[at] == 0) {
            if (size == limit) {
                return false;
            }
            size++;
        }
        names += (flagged & NAME & ~places[at]) == 0 ? 0 : 1;
        places[at] |= flagged;
        mark(flagged);
        if (2 * size > places.length) {
            grow();
        }
        return true;
    }

    /** The flags of a key; 0 when it is not here. */
    int get(long key) {
        int hash = hash(key);
        boolean possible = (filter[hash & filter.length - 1] >>> (hash >>> 26) & 1) != 0;
        return possible ? (int) (places[place(key)] & FLAGS) : 0;
    }

    int size() {
        return size;
    }

    /** How many have that flag. */
    int names() {
        return names;
    }

    private void grow() {
        long[] before = places;
        places = new long[2 * before.length];
        filter = new long[2 * filter.length];
        for (long one : before) {
            if (one != 0) {
                places[place(one)] = one;
                mark(one);
            }
        }
    }

    private void mark(long key) {
        int hash = hash(key);
        filter[hash & filter.length - 1] |= 1L << (hash >>> 26);
    }

    /** The upper half: of a product, which a key is, they are the well mixed bits. */
    private static int hash(long key) {
        return (int) (key >>> 32);
    }

    /** Where a key is, or would be. */
    private int place(long key) {
        int mask = places.length - 1;
        int at = hash(key) & mask;
        while (places[at] != 0 && ((places[at] ^ key) & ~FLAGS) != 0) {
            at = (at + 1) & mask;
        }
        return at;
    }
}
