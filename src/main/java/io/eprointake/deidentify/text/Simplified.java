package io.eprointake.deidentify.text;

import java.util.List;

/** Chinese characters as the simplified script has them; see {@code deidentify/zh}. */
final class Simplified {

    private static final char FIRST = 0x4E00;

    private static final char[] CHARACTERS = new char[0xA000 - FIRST];

    static {
        for (int i = 0; i < CHARACTERS.length; i++) {
            CHARACTERS[i] = (char) (FIRST + i);
        }
        for (String pair : WordLists.read("zh/traditional.txt").getOrDefault("", List.of())) {
            CHARACTERS[pair.charAt(0) - FIRST] = pair.charAt(1);
        }
    }

    private Simplified() {}

    /** The same character, but for traditional ones. */
    static char of(char c) {
        int i = c - FIRST;
        return i >= 0 && i < CHARACTERS.length ? CHARACTERS[i] : c;
    }
}
