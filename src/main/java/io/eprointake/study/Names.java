package io.eprointake.study;

import io.eprointake.report.PlainText;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The words that a study's file makes up. */
final class Names {

    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]{0,39}");

    private Names() {}

    /**
     * Refuses what is no stable word.
     *
     * @throws IllegalArgumentException which names the key
     */
    static void word(String key, String word) {
        if (word == null || !WORD.matcher(word).matches()) {
            throw new IllegalArgumentException(
                    key + ": must be lower case letters, digits and underscores, 40 at most");
        }
    }

    /**
     * Refuses what is no name, as reports have theirs.
     *
     * @throws IllegalArgumentException which names the key
     */
    static void text(String key, String text) {
        if (text == null
                || text.isEmpty()
                || text.length() > 64
                || !PlainText.of(text).equals(text)) {
            throw new IllegalArgumentException(
                    key + ": must be a text of 1 to 64 characters, without blanks around it");
        }
    }

    /**
     * The zone of this name.
     *
     * @throws IllegalArgumentException which names the key
     */
    static ZoneId zone(String key, String name) {
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw new IllegalArgumentException(
                    key + ": must be a time zone's name, such as Europe/Berlin");
        }
        return ZoneId.of(name);
    }

    /**
     * Refuses what is there twice.
     *
     * @throws IllegalArgumentException which names the key
     */
    static <T> void distinct(String key, List<T> all, Function<T, String> name) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            String its = name.apply(all.get(i));
            if (!seen.add(its)) {
                throw new IllegalArgumentException(
                        "%s [%d]: there are two of the name %s".formatted(key, i, its));
            }
        }
    }
}
