package io.eprointake.analysis.embedded;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads misspelled words. A word is one when neither the embedding model nor the list knows it, and
 * it starts like a listed word and is one letter away from it, or two when it is long.
 */
final class SpellingCorrector {

    private static final int SHORTEST = 5;
    private static final int LONG = 8;

    private final Map<Character, Set<String>> words = new HashMap<>();
    private final WordPieces known;

    /**
     * @param words of those that are as near the first is meant
     */
    SpellingCorrector(List<String> words, WordPieces known) {
        for (String word : words) {
            this.words.computeIfAbsent(word.charAt(0), first -> new LinkedHashSet<>()).add(word);
        }
        this.known = known;
    }

    private Set<String> like(String word) {
        return word.isEmpty() ? Set.of() : words.getOrDefault(word.charAt(0), Set.of());
    }

    /**
     * A word that a line's end cut is joined when that makes one: "sei-zure", not
     * "chest-tightness", which is two.
     */
    String correct(String word) {
        int cut = word.indexOf(Sentence.CUT);
        if (cut < 0) {
            return corrected(word);
        }
        String before = word.substring(0, cut);
        String behind = correct(word.substring(cut + 1));
        String whole = corrected(before + behind);
        return known.knows(before) && !known.knows(whole) && !like(whole).contains(whole)
                ? before + " " + behind
                : whole;
    }

    private String corrected(String word) {
        if (word.length() < SHORTEST || known.knows(word) || like(word).contains(word)) {
            return word;
        }
        String best = word;
        int least = word.length() < LONG ? 2 : 3;
        for (String right : like(word)) {
            if (Math.abs(right.length() - word.length()) < least) {
                int distance = distance(word, right);
                if (distance < least) {
                    least = distance;
                    best = right;
                }
            }
        }
        return best;
    }

    /** Letters to add, drop, change or swap with the next, to come from one word to the other. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] =
                        Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
