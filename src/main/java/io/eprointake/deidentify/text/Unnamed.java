package io.eprointake.deidentify.text;

import java.util.List;
import java.util.Map;

/** Words that are no name, though they stand where names do; see {@code deidentify/en}. */
final class Unnamed {

    private static final WordTable TABLE = new WordTable();

    private static final int WORD = 1;
    private static final int ROLE = 2;
    private static final int CALLING = 4;
    private static final int OBJECT = 8;

    static {
        Map<String, Integer> bits =
                Map.of(
                        "after a title", WORD,
                        "role", ROLE,
                        "this is somebody", CALLING,
                        "object", OBJECT);
        Map<String, List<String>> words = WordLists.read("en/unnamed.txt");
        bits.forEach((heading, bit) ->
                words.getOrDefault(heading, List.of())
                        .forEach(word -> TABLE.add(TextPage.key(word), bit)));
    }

    private Unnamed() {}

    /** Whether a word, by its key, is nobody after a title: "Dr. Appointment". */
    static boolean words(long key) {
        return (TABLE.get(key) & WORD) != 0;
    }

    /** Whether other words than names follow a role, by its key, in small letters. */
    static boolean role(long key) {
        return (TABLE.get(key) & ROLE) != 0;
    }

    /** Whether a word, by its key, says that the one before it calls: "this is Sarah calling". */
    static boolean calls(long key) {
        return (TABLE.get(key) & CALLING) != 0;
    }

    /** Whether the word before, by the key of this one, is a verb: "my nurse triaged me". */
    static boolean object(long key) {
        return (TABLE.get(key) & OBJECT) != 0;
    }
}
