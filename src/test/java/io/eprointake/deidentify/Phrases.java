package io.eprointake.deidentify;

import static java.util.Locale.ROOT;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds values in text as whole words, whatever their case: what begins or ends within a longer
 * word or number, as 93291 does in 1932915 or in 93291.75, is no hit. Chinese is written without
 * spaces, and so is found within more of it.
 */
final class Phrases {

    /** Anything shorter occurs by chance. */
    static final int SHORTEST = 4;

    private final Map<String, Set<String>> byStart = new HashMap<>();

    /** Looks for this, too. */
    void add(String value) {
        String phrase = value.strip().toLowerCase(ROOT);
        if (phrase.length() < SHORTEST) {
            throw new IllegalArgumentException("too short to be looked for: " + value);
        }
        byStart.computeIfAbsent(phrase.substring(0, SHORTEST), start -> new HashSet<>())
                .add(phrase);
    }

    boolean contains(String value) {
        String phrase = value.strip().toLowerCase(ROOT);
        return phrase.length() >= SHORTEST
                && byStart.getOrDefault(phrase.substring(0, SHORTEST), Set.of()).contains(phrase);
    }

    /** Those that are in a text, as often as they are. */
    List<String> in(String text) {
        String all = text.toLowerCase(ROOT);
        List<String> found = new ArrayList<>();
        for (int i = 0; i + SHORTEST <= all.length(); i++) {
            for (String phrase : byStart.getOrDefault(all.substring(i, i + SHORTEST), Set.of())) {
                int end = i + phrase.length();
                if (all.startsWith(phrase, i)
                        && !isOneWord(all, i - 2, i - 1, i)
                        && !isOneWord(all, end + 1, end, end - 1)) {
                    found.add(phrase);
                }
            }
        }
        return found;
    }

    /** Whether a word goes on over its end: the character inside, the next, and one beyond. */
    private static boolean isOneWord(String text, int beyond, int next, int inside) {
        if (!isLetterOrDigit(text, inside)) {
            return false;
        }
        boolean point = next >= 0 && next < text.length() && text.charAt(next) == '.';
        return isLetterOrDigit(text, next)
                || (point && isDigit(text, beyond) && isDigit(text, inside));
    }

    private static boolean isLetterOrDigit(String text, int i) {
        return i >= 0
                && i < text.length()
                && Character.isLetterOrDigit(text.charAt(i))
                && !Character.isIdeographic(text.charAt(i));
    }

    private static boolean isDigit(String text, int i) {
        return i >= 0 && i < text.length() && Character.isDigit(text.charAt(i));
    }
}
