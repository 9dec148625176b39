package io.eprointake.deidentify.text;

import java.util.Collection;
import java.util.List;

/**
 * Words that identify nobody: everyday and clinical English, what clinicians abbreviate, peoples,
 * countries and states; see {@code deidentify/en/harmless.txt}. And which of them are names
 * besides. Immutable.
 */
final class Harmless {

    /** What makes a word of the other lists harmless, whatever else it is. */
    private static final int SURE =
            English.CLINICAL
                    | English.TITLE
                    | English.KIN
                    | English.ROLE
                    | English.VIA
                    | English.FILLER
                    | English.VERB
                    | English.MONTH
                    | English.DAY
                    | English.MEDICAL_NOUN
                    | English.STATE
                    | English.STREET
                    | English.UNIT
                    | English.MEASURE
                    | English.LABEL
                    | English.NUMBER;

    private static final int NAMES = English.GIVEN | English.SURNAME;

    private static final int WORD = 1;

    /** No name, even where it could be one. */
    private static final int NO_NAME = 1 << 1;

    /** What is counted or measured. */
    private static final int COUNTED = 1 << 2;

    /** What a disease or a test is named after. */
    private static final int EPONYM = 1 << 3;

    private static final int GIVEN = 1 << 4;
    private static final int SURNAME = 1 << 5;

    /** A country, a people: nobody's name but where it is a given name. */
    private static final int PEOPLE = 1 << 6;

    /** A word for a street in other languages. */
    private static final int STREET = 1 << 7;

    private static final int WITHIN = 1 << 8;

    private static final Table WORDS = table();

    /** Given names alone: small, for most words are asked for here and nowhere else. */
    private static final Table NAMED = named();

    /** The study's own. */
    private final Table study = new Table();

    Harmless(Collection<String> study) {
        study.forEach(word -> this.study.add(Cursor.key(word), WORD));
    }

    /** Whether a word is harmless, if nothing around it makes it a name. */
    boolean has(Cursor page, int from, int to) {
        long key = page.key(from, to);
        if ((English.of(key) & English.MONTH) != 0 && isAccented(page, from, to)) {
            return false; // Ján
        }
        return isStudys(key)
                || (WORDS.get(key) & (WORD | NO_NAME | COUNTED | PEOPLE | STREET)) != 0
                || (English.of(key) & SURE) != 0
                || (Spelling.clinical(page, from, to) && !isGiven(key));
    }

    /** Whether it is a name besides, as Rose is and Grace. */
    boolean isNameToo(Cursor page, int from, int to) {
        long key = page.key(from, to);
        int known = WORDS.get(key);
        return ((English.of(key) & NAMES) != 0 || (known & (GIVEN | SURNAME)) != 0)
                && (English.of(key) & (English.CLINICAL | English.TITLE)) == 0
                && (known & NO_NAME) == 0
                && ((known & PEOPLE) == 0 || (known & GIVEN) != 0)
                && !isStudys(key);
    }

    /** Whether it is an everyday word, and no term or abbreviation. */
    boolean isEverydayWord(Cursor page, int from, int to) {
        int known = WORDS.get(page.key(from, to));
        boolean clinical = (English.of(page.key(from, to)) & English.CLINICAL) != 0;
        return (known & WORD) != 0 && (known & NO_NAME) == 0 && !clinical;
    }

    /** Whether it is a given name too, in whatever language. */
    boolean isGivenToo(Cursor page, int from, int to) {
        return isGiven(page.key(from, to));
    }

    /** Whether it is a word for a street, in other languages. */
    static boolean isStreet(Cursor page, int from, int to) {
        return (WORDS.get(page.key(from, to)) & STREET) != 0;
    }

    /** Whether it stands in small letters within addresses: des, della. */
    static boolean isWithin(Cursor page, int from, int to) {
        return (WORDS.get(page.key(from, to)) & WITHIN) != 0;
    }

    private static boolean isAccented(Cursor page, int from, int to) {
        for (int i = from; i < to; i++) {
            if (page.at(i) > 0x7F && Character.isLetter(page.at(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is a name in small letters: a given name and nothing else, or accented. */
    boolean isSmallName(Cursor page, int from, int to, boolean accented) {
        return to - from > 2 && (accented || isGiven(page.key(from, to))) && !has(page, from, to);
    }

    /** Whether the word is what a disease or a test is named after, and that is what is meant. */
    boolean isEponym(Cursor page, int from, int to) {
        long key = page.key(from, to);
        boolean known = (English.of(key) & English.EPONYM) != 0 || (WORDS.get(key) & EPONYM) != 0;
        if (!known) {
            return false;
        }
        boolean possessive = Links.in(page.at(to), "'’") && page.is(to + 1, 's');
        int end = possessive ? to + 2 : to;
        int next = Links.in(page.at(end), "-–/") ? end + 1 : page.spaces(end);
        int stop = page.letters(next);
        long after = page.key(next, stop);
        boolean named =
                (English.of(after) & (English.MEDICAL_NOUN | English.CLINICAL | English.EPONYM))
                                != 0
                        || (WORDS.get(after) & EPONYM) != 0
                        || Spelling.clinical(page, next, stop)
                        || page.digit(next);
        return named || ((English.of(key) & NAMES) == 0 && (WORDS.get(key) & GIVEN) == 0);
    }

    /** Whether what is counted or measured begins here. */
    static boolean isCounted(Cursor page, int at) {
        long key = page.key(at, page.letters(at));
        return page.is(at, '%')
                || (English.of(key) & English.MEASURE) != 0
                || (WORDS.get(key) & COUNTED) != 0;
    }

    private static boolean isGiven(long key) {
        return NAMED.get(key) != 0;
    }

    private boolean isStudys(long key) {
        return study.get(key) != 0;
    }

    private static Table table() {
        Table table = new Table();
        add(table, WordLists.read("en/words.txt").getOrDefault("", List.of()), WORD);
        WordLists.read("en/harmless.txt")
                .forEach((heading, words) -> add(table, words, bits(heading)));
        WordLists.read("en/names.txt")
                .forEach((heading, words) -> add(table, words, bits(heading)));
        add(table, English.countries(), PEOPLE);
        return table;
    }

    private static Table named() {
        Table table = new Table();
        add(table, WordLists.read("en/given.txt").getOrDefault("", List.of()), GIVEN);
        add(table, WordLists.read("en/names.txt").getOrDefault("given", List.of()), GIVEN);
        return table;
    }

    private static int bits(String heading) {
        return switch (heading) {
            case "function", "abbreviation" -> NO_NAME;
            case "unit" -> COUNTED;
            case "eponym" -> EPONYM;
            case "people" -> PEOPLE;
            case "street" -> STREET;
            case "within" -> WITHIN;
            case "given" -> GIVEN;
            case "surname" -> SURNAME;
            default -> WORD;
        };
    }

    private static void add(Table table, Collection<String> words, int bits) {
        for (String word : words) {
            if (!word.isEmpty()) {
                table.add(Cursor.key(word), bits);
            }
        }
    }
}
