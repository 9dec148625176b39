package io.eprointake.deidentify.text;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/** What is known of English words, as bits; see {@code deidentify/en}. */
final class English {

    static final int GIVEN = 1;
    static final int SURNAME = 1 << 1;

    /** A word of the language, or a place: alone it is no name. */
    static final int COMMON = 1 << 2;

    /** A drug, a disease, a speciality. */
    static final int CLINICAL = 1 << 3;

    static final int TITLE = 1 << 4;
    static final int KIN = 1 << 5;
    static final int ROLE = 1 << 6;
    static final int VIA = 1 << 7;
    static final int FILLER = 1 << 8;
    static final int VERB = 1 << 9;
    static final int MONTH = 1 << 10;
    static final int DAY = 1 << 11;

    /** What an eponym stands before: disease, syndrome, scale. */
    static final int MEDICAL_NOUN = 1 << 12;

    static final int STATE = 1 << 13;
    static final int STREET = 1 << 14;
    static final int WEAK_STREET = 1 << 15;
    static final int UNIT = 1 << 16;
    static final int PARTICLE = 1 << 17;
    static final int MEASURE = 1 << 18;

    /** What a number or a name in a messenger stands after. */
    static final int TELLING = 1 << 19;

    static final int NUMBER = 1 << 20;
    static final int PLACE = 1 << 28;
    static final int BOX = 1 << 29;

    /** Somebody whose name a disease or a test has. */
    static final int EPONYM = 1 << 30;

    /** What one does with a telephone. */
    static final int CALLING = 1 << 31;

    static final int LABEL = TELLING | PLACE | BOX;
    static final int NAME_CUE = TITLE | KIN | ROLE | VIA;

    private static final Map<String, Integer> HEADINGS =
            Map.ofEntries(
                    Map.entry("title", TITLE),
                    Map.entry("kin", KIN),
                    Map.entry("surname, pinyin", SURNAME),
                    Map.entry("given, also other words", GIVEN),
                    Map.entry("surname, also other words", SURNAME),
                    Map.entry("role", ROLE),
                    Map.entry("via", VIA),
                    Map.entry("filler", FILLER),
                    Map.entry("verb", VERB),
                    Map.entry("month", MONTH),
                    Map.entry("day", DAY),
                    Map.entry("medical noun", MEDICAL_NOUN),
                    Map.entry("label", TELLING),
                    Map.entry("number", NUMBER),
                    Map.entry("calling", CALLING),
                    Map.entry("place cue", PLACE),
                    Map.entry("box", BOX),
                    Map.entry("clinical", CLINICAL),
                    Map.entry("eponym", EPONYM),
                    Map.entry("place or other", COMMON),
                    Map.entry("state", STATE),
                    Map.entry("street", STREET),
                    Map.entry("street, weak", WEAK_STREET),
                    Map.entry("unit", UNIT),
                    Map.entry("particle", PARTICLE),
                    Map.entry("unit of measure", MEASURE));

    /** What makes a word in small letters one to stop at. */
    static final int ANNOUNCES = NAME_CUE | PLACE | BOX | MONTH;

    private English() {}

    /** What is known of a word, by its key. */
    static int of(long key) {
        return Vocabulary.english(Vocabulary.of(key));
    }

    /** Whether the word here is a unit, as after a dose. */
    static boolean measure(TextPage page, int at) {
        return (of(page.key(at, page.letters(at))) & MEASURE) != 0;
    }

    /** Tells of all the words and what is known of them. */
    static void lists(ObjIntConsumer<Collection<String>> to) {
        to.accept(WordLists.read("en/given.txt").getOrDefault("", List.of()), GIVEN);
        to.accept(WordLists.read("en/surnames.txt").getOrDefault("", List.of()), SURNAME);
        to.accept(WordLists.read("en/words.txt").getOrDefault("", List.of()), COMMON);
        WordLists.read("en/context.txt")
                .forEach((heading, words) -> to.accept(words, bits(heading)));
        WordLists.read("en/clinical.txt").values().forEach(words -> to.accept(words, CLINICAL));
        to.accept(countries(), COMMON);
    }

    /** The words that countries are called by in English, as the JDK has them. */
    static List<String> countries() {
        return Arrays.stream(Locale.getISOCountries())
                .map(code -> Locale.of("", code).getDisplayCountry(Locale.ENGLISH))
                .flatMap(name -> Arrays.stream(name.split("[^\\p{L}]+", -1)))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static int bits(String heading) {
        Integer bits = HEADINGS.get(heading);
        if (bits == null) {
            throw new IllegalStateException("no such heading: " + heading);
        }
        return bits;
    }
}
