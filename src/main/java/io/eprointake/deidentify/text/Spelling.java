package io.eprointake.deidentify.text;

import java.util.List;

/**
 * Tells names from words of medicine and abbreviations when no list has them; see {@code
 * deidentify/en/terms.txt}.
 */
final class Spelling {

    private static final int SHORTEST = 6;
    private static final int LONGEST_PART = 12;

    /** After what names have a second capital: McDonald, DeVries, LaToya. */
    private static final List<String> PREFIXES =
            List.of(
                    "Mc", "Mac", "De", "Del", "Della", "Di", "Da", "Du", "La", "Le", "Van", "Von",
                    "Fitz");

    private static final WordTable BEGINNINGS = new WordTable();

    /** Endings from their last letter to their first. */
    private static final WordTable ENDINGS = new WordTable();

    static {
        WordLists.read("en/terms.txt").forEach(Spelling::add);
    }

    private Spelling() {}

    /** Whether a word begins or ends as drugs, diseases, findings and procedures do. */
    static boolean clinical(TextPage page, int from, int to) {
        if (to - from < SHORTEST) {
            return false;
        }
        long forward = 0;
        long backward = 0;
        for (int i = 0; i < Math.min(to - from - 1, LONGEST_PART); i++) {
            forward = TextPage.key(forward, TextPage.fold(page.at(from + i)));
            backward = TextPage.key(backward, TextPage.fold(page.at(to - 1 - i)));
            if (BEGINNINGS.get(forward) != 0 || ENDINGS.get(backward) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a word can be spoken as a name: it has a vowel, and no capital as IgE has it. */
    static boolean spoken(TextPage page, int from, int to) {
        boolean vowel = false;
        int part = from;
        for (int at = from; at < to; at++) {
            if (!page.letter(at)) {
                part = at + 1;
            } else if (at > part && page.upper(at) && !prefix(page, part, at)) {
                return false;
            }
            vowel |= Links.in(TextPage.fold(page.at(at)), "aeiouy");
        }
        return vowel;
    }

    private static boolean prefix(TextPage page, int from, int to) {
        for (String prefix : PREFIXES) {
            if (prefix.length() == to - from && page.is(from, prefix)) {
                return true;
            }
        }
        return false;
    }

    private static void add(String heading, List<String> parts) {
        switch (heading) {
            case "beginning" -> parts.forEach(part -> BEGINNINGS.add(TextPage.key(part), 1));
            case "ending" ->
                    parts.forEach(part ->
                            ENDINGS.add(
                                    TextPage.key(new StringBuilder(part).reverse().toString()), 1));
            default -> throw new IllegalStateException("no such heading: " + heading);
        }
    }
}
