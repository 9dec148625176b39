package io.eprointake.deidentify.transform;

/**
 * How many different values a column is left with. Exact up to a limit: beyond it, the count says
 * no more than that there are many, and memory does not grow with the file.
 */
final class DistinctValues {

    static final int LIMIT = 8_192;

    /** Open addressing; 0 is a free place. Grown as values come: most columns have few. */
    private long[] seen = new long[64];

    private int count;

    void add(long hash) {
        if (isFull()) {
            return;
        }
        long value = hash == 0 ? 1 : hash;
        if (place(seen, value) && 2 * ++count > seen.length) {
            long[] larger = new long[2 * seen.length];
            for (long one : seen) {
                if (one != 0) {
                    place(larger, one);
                }
            }
            seen = larger;
        }
    }

    boolean isFull() {
        return count == LIMIT;
    }

    /** At most {@link #LIMIT}, which stands for that many or more. */
    int count() {
        return count;
    }

    private static boolean place(long[] table, long value) {
        int at = (int) (value >>> 32) & table.length - 1;
        while (table[at] != 0) {
            if (table[at] == value) {
                return false;
            }
            at = at + 1 & table.length - 1;
        }
        table[at] = value;
        return true;
    }
}
