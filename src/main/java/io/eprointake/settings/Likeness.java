package io.eprointake.settings;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** How far a name is from one that there is. */
final class Likeness {

    /** What a slip of the hand changes: one letter or two, or the order of two. */
    static final int SLIP = 2;

    private Likeness() {}

    /**
     * Letters that are missing, too many, others or in the wrong order: Damerau and Levenshtein's
     * distance, each letter moved once at the most.
     */
    static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        int[] last = new int[other.length() + 1];
        int[] row = new int[other.length() + 1];
        Arrays.setAll(last, j -> j);
        for (int i = 1; i <= one.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            int[] free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[other.length()];
    }

    static boolean isSlip(String one, String other) {
        return Math.abs(one.length() - other.length()) <= SLIP && distance(one, other) <= SLIP;
    }

    /** The nearest; the last part of a name counts twice, so that one put elsewhere is found. */
    static Optional<String> nearest(String name, Collection<String> names) {
        return names.stream().min(Comparator.comparingInt(known -> far(name, known)));
    }

    private static int far(String one, String other) {
        int mine = one.lastIndexOf('.');
        int its = other.lastIndexOf('.');
        int last = distance(one.substring(mine + 1), other.substring(its + 1));
        int parents =
                distance(one.substring(0, Math.max(mine, 0)), other.substring(0, Math.max(its, 0)));
        // A name that there is, but in another group, was not misspelt.
        return last == 0 ? parents / 2 : Math.min(2 * last + parents, 2 * distance(one, other));
    }
}
