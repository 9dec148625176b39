package io.eprointake.deidentify.transform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Counts how many subjects share each combination of quasi-identifiers: k is the least such number
 * (Samarati and Sweeney, 1998). A subject counts once however many rows it has; a row of which
 * nobody says whose it is counts by itself. What is kept for each row are hashes, in files beside
 * the output. They are read as often as it takes for what is counted in one reading to fit into
 * memory: the count is exact, and memory does not grow with the file.
 */
public final class KAnonymity implements AutoCloseable {

    /** Combinations, or subjects, that are counted at once: with their counts, 24 MB. */
    public static final int AT_ONCE = 1 << 20;

    private final int atOnce;
    private final LongFile combinations;

    /** Two for each row that has a subject: its combination, and that with the subject. */
    private final LongFile subjects;

    /**
     * @param file beside it is another
     * @param atOnce how many are counted in one reading
     */
    public KAnonymity(Path file, int atOnce) throws IOException {
        this.atOnce = atOnce;
        this.combinations = new LongFile(file);
        this.subjects =
                new LongFile(file.resolveSibling("subjects-" + Hash.of(file.toUri().toString())));
    }

    /** A row that is nobody's, by the hash of its quasi-identifiers. */
    public void add(long combination) throws IOException {
        combinations.add(combination);
    }

    /** A row of a subject. */
    public void add(long combination, long subject) throws IOException {
        subjects.add(combination);
        subjects.add(Hash.of(combination, subject));
    }

    /**
     * @param k the fewest subjects, or rows, that share a combination; 0 when there are none
     * @param unique those that share theirs with no other
     * @param combinations how many there are
     */
    public record Count(long k, long unique, long combinations) {

        static final Count NONE = new Count(0, 0, 0);

        Count and(Count other) {
            return new Count(
                    k == 0 ? other.k : other.k == 0 ? k : Math.min(k, other.k),
                    unique + other.unique,
                    combinations + other.combinations);
        }
    }

    public Count count() throws IOException {
        addSubjects();
        for (long parts = 1; ; parts *= 2) {
            Count all = Count.NONE;
            long part = 0;
            for (var counts = new Counts(atOnce);
                    part < parts && read(part, parts, counts);
                    part++) {
                all = all.and(counts.sum());
                counts.clear();
            }
            if (part == parts) {
                return all;
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (combinations;
                subjects) {
            // Both go.
        }
    }

    /** Each subject once to the combinations that it has. */
    private void addSubjects() throws IOException {
        long rows = subjects.size() / 2;
        for (long part = 0, parts = 1; rows > 0 && part < parts; ) {
            if (addSubjects(part, parts)) {
                part++;
            } else {
                // The parts that were read are the first of twice as many.
                parts *= 2;
                part *= 2;
            }
        }
        subjects.clear();
    }

    /**
     * Adds those whose hash begins with one of so many beginnings; false when they are too many.
     */
    private boolean addSubjects(long part, long parts) throws IOException {
        var counts = new Counts(atOnce);
        long[] once = new long[atOnce];
        int shift = Long.SIZE - Long.numberOfTrailingZeros(parts);
        var added = new int[1];
        var combination = new long[1];
        var isSubject = new boolean[1];
        boolean fits =
                subjects.read(one -> {
                    boolean second = isSubject[0];
                    isSubject[0] = !second;
                    if (!second) {
                        combination[0] = one;
                        return true;
                    }
                    if (parts > 1 && one >>> shift != part) {
                        return true;
                    }
                    int times = counts.add(one);
                    if (times == 1) {
                        once[added[0]++] = combination[0];
                    }
                    return times > 0;
                });
        for (int i = 0; fits && i < added[0]; i++) {
            combinations.add(once[i]);
        }
        return fits;
    }

    /** Counts one part of the combinations; false when it is too many. */
    private boolean read(long part, long parts, Counts counts) throws IOException {
        return combinations.read(one -> (one & parts - 1) != part || counts.add(one) > 0);
    }

    /** A count for each of a bounded number of hashes. */
    private static final class Counts {

        private final int limit;
        private final long[] hashes;
        private final int[] counts;
        private int size;

        Counts(int limit) {
            this.limit = limit;
            int places = Integer.highestOneBit(limit) << 1;
            this.hashes = new long[places];
            this.counts = new int[places];
        }

        /** How often it came, this time too; 0 when there is no room for it. */
        int add(long hash) {
            int at = (int) (hash >>> 32) & hashes.length - 1;
            while (counts[at] != 0 && hashes[at] != hash) {
                at = at + 1 & hashes.length - 1;
            }
            if (counts[at] == 0 && ++size > limit) {
                return 0;
            }
            hashes[at] = hash;
            // Two thousand million alike are as good as more.
            counts[at] = Math.max(counts[at], counts[at] + 1);
            return counts[at];
        }

        Count sum() {
            Count sum = Count.NONE;
            for (int count : counts) {
                if (count > 0) {
                    sum = sum.and(new Count(count, count == 1 ? 1 : 0, 1));
                }
            }
            return sum;
        }

        void clear() {
            Arrays.fill(counts, 0);
            size = 0;
        }
    }
}
