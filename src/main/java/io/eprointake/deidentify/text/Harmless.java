package io.eprointake.deidentify.text;

import java.util.Collection;
import java.util.List;
import java.util.function.ObjIntConsumer;

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

    /** What an eponym stands before. */
    private static final int MEDICAL = English.MEDICAL_NOUN | English.CLINICAL | English.EPONYM;

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

    /** A given name of whatever list. */
    private static final int NAMED = 1 << 9;

    /** What is known of words in small letters that may be names in spite of it. */
    static final long SMALL_NAMES = ((long) NAMED << Vocabulary.UPPER) | English.MONTH;

    /** Most often verbs. */
    private static final long MAY = TextPage.key("may");

    private static final long MARCH = TextPage.key("march");

    /** The study's own. */
    private final WordTable study = new WordTable();

    Harmless(Collection<String> study) {
        study.forEach(word -> this.study.add(TextPage.key(word), WORD));
    }

    /** Whether a word is harmless, if nothing around it makes it a name. */
    boolean has(TextPage page, int from, int to) {
        return has(page, from, to, page.key(from, to));
    }

    boolean has(TextPage page, Token word) {
        return has(page, word.from, word.end(), word.key(page), word.known(page));
    }

    private boolean has(TextPage page, int from, int to, long key) {
        return has(page, from, to, key, Vocabulary.of(key));
    }

    private boolean has(TextPage page, int from, int to, long key, long known) {
        int english = Vocabulary.english(known);
        if ((english & English.MONTH) != 0 && isAccented(page, from, to)) {
            return false; // Ján
        }
        int harmless = Vocabulary.harmless(known);
        return (harmless & (WORD | NO_NAME | COUNTED | PEOPLE | STREET)) != 0
                || (english & SURE) != 0
                || isStudys(key)
                || ((harmless & NAMED) == 0 && Spelling.clinical(page, from, to));
    }

    /** Whether it is a name besides, as Rose is and Grace. */
    boolean isNameToo(long key, long known) {
        int english = Vocabulary.english(known);
        int harmless = Vocabulary.harmless(known);
        return ((english & NAMES) != 0 || (harmless & (GIVEN | SURNAME)) != 0)
                && (english & (English.CLINICAL | English.TITLE)) == 0
                && (harmless & NO_NAME) == 0
                && ((harmless & PEOPLE) == 0 || (harmless & GIVEN) != 0)
                && !isStudys(key);
    }

    /** Whether it is an everyday word, and no term or abbreviation. */
    boolean isEverydayWord(TextPage page, int from, int to) {
        long known = Vocabulary.of(page.key(from, to));
        int harmless = Vocabulary.harmless(known);
        boolean clinical = (Vocabulary.english(known) & English.CLINICAL) != 0;
        return (harmless & WORD) != 0 && (harmless & NO_NAME) == 0 && !clinical;
    }

    /** Whether it is a given name too, in whatever language. */
    boolean isGivenToo(TextPage page, int from, int to) {
        return (of(page.key(from, to)) & NAMED) != 0;
    }

    /** Whether it is a word for a street, in other languages. */
    static boolean isStreet(TextPage page, int from, int to) {
        return (of(page.key(from, to)) & STREET) != 0;
    }

    /** The same of what is known of it. */
    static boolean isStreet(long known) {
        return (Vocabulary.harmless(known) & STREET) != 0;
    }

    /** Whether it stands in small letters within addresses: des, della. */
    static boolean isWithin(long known) {
        return (Vocabulary.harmless(known) & WITHIN) != 0;
    }

    private static int of(long key) {
        return Vocabulary.harmless(Vocabulary.of(key));
    }

    private static boolean isAccented(TextPage page, int from, int to) {
        for (int i = from; i < to; i++) {
            if (page.at(i) > 0x7F && Character.isLetter(page.at(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is a name in small letters: a given name and nothing else, or accented. */
    boolean isSmallName(TextPage page, Token word, boolean accented) {
        boolean perhaps = accented || (Vocabulary.harmless(word.known(page)) & NAMED) != 0;
        return perhaps && word.end() - word.from > 2 && !has(page, word);
    }

    /** Whether it is a month, and also what people are called, which nobody capitalizes then. */
    boolean isMonthAndName(long key, long known) {
        return (Vocabulary.english(known) & English.MONTH) != 0
                && isNameToo(key, known)
                && key != MAY
                && key != MARCH;
    }

    /**
     * Whether the word that ends here is what a disease or a test is named after, and that is what
     * is meant.
     */
    boolean isEponym(TextPage page, int to, long known) {
        int english = Vocabulary.english(known);
        int harmless = Vocabulary.harmless(known);
        if ((english & English.EPONYM) == 0 && (harmless & EPONYM) == 0) {
            return false;
        }
        boolean possessive = Links.in(page.at(to), "'’") && page.is(to + 1, 's');
        int end = possessive ? to + 2 : to;
        int next = Links.in(page.at(end), "-–/") ? end + 1 : page.spaces(end);
        int stop = page.letters(next);
        long after = Vocabulary.of(page.key(next, stop));
        boolean named =
                (Vocabulary.english(after) & MEDICAL) != 0
                        || (Vocabulary.harmless(after) & EPONYM) != 0
                        || Spelling.clinical(page, next, stop)
                        || page.digit(next);
        return named || ((english & NAMES) == 0 && (harmless & GIVEN) == 0);
    }

    /** Whether what is counted or measured begins here. */
    static boolean isCounted(TextPage page, int at) {
        long known = Vocabulary.of(page.key(at, page.letters(at)));
        return page.is(at, '%')
                || (Vocabulary.english(known) & English.MEASURE) != 0
                || (Vocabulary.harmless(known) & COUNTED) != 0;
    }

    private boolean isStudys(long key) {
        return study.get(key) != 0;
    }

    /** Tells of all the words and what is known of them. */
    static void lists(ObjIntConsumer<Collection<String>> to) {
        to.accept(WordLists.read("en/words.txt").getOrDefault("", List.of()), WORD);
        WordLists.read("en/harmless.txt")
                .forEach((heading, words) -> to.accept(words, bits(heading)));
        WordLists.read("en/names.txt").forEach((heading, words) -> to.accept(words, bits(heading)));
        to.accept(WordLists.read("en/given.txt").getOrDefault("", List.of()), NAMED);
        to.accept(English.countries(), PEOPLE);
    }

    private static int bits(String heading) {
        return switch (heading) {
            case "function", "abbreviation" -> NO_NAME;
            case "unit" -> COUNTED;
            case "eponym" -> EPONYM;
            case "people" -> PEOPLE;
            case "street" -> STREET;
            case "within" -> WITHIN;
            case "given" -> GIVEN | NAMED;
            case "surname" -> SURNAME;
            default -> WORD;
        };
    }
}
