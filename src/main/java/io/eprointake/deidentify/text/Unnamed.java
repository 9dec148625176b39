package io.eprointake.deidentify.text;

import java.util.List;
import java.util.Map;

/** Words that are no name, though they stand where names do; see {@code deidentify/en}. */
final class Unnamed {

    private static final Table TABLE = new Table();

    private static final int WORD = 1;
    private static final int ROLE = 2;
    private static final int CALLING = 4;

    static {
        Map<String, List<String>> words = WordLists.read("en/unnamed.txt");
        words.get("after a title").forEach(word -> TABLE.add(Cursor.key(word), WORD));
        words.get("role").forEach(word -> TABLE.add(Cursor.key(word), ROLE));
        words.get("this is somebody").forEach(word -> TABLE.add(Cursor.key(word), CALLING));
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
}
