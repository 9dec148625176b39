package io.eprointake.deidentify.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of Chinese characters and words; see {@code deidentify/zh}. */
final class Chinese {

    /** What words that announce something announce. */
    enum Cue {
        NAME,
        PERHAPS_NAME,
        RELATIVE,
        ADDRESS
    }

    record Phrase(String text, Cue cue) {}

    static final int SURNAME = 1;

    /** A character that given names are made of. */
    static final int GIVEN = 1 << 1;

    /** One that given names and many other words are made of. */
    static final int SOFT = 1 << 2;

    /** The first character of a cue. */
    static final int CUE = 1 << 3;

    /** The first character of a place. */
    static final int PLACE = 1 << 4;

    static final int NUMERAL = 1 << 5;
    static final int ROAD = 1 << 6;

    /** 小 and 老, which stand before a surname. */
    static final int FAMILIAR = 1 << 7;

    /** The first character of a title. */
    static final int TITLE = 1 << 8;

    /** How the names of villages end. */
    static final int VILLAGE = 1 << 9;

    /** What calls for a look, when the text is passed through. */
    static final int TRIGGER = SURNAME | CUE | PLACE | NUMERAL | ROAD | FAMILIAR | VILLAGE;

    private static final int FIRST = 0x3007;
    private static final short[] CHARACTERS = new short[0xA000 - FIRST];

    /** Words of two and three characters, packed into a key. */
    private static final WordTable WORDS = new WordTable();

    private static final int WORD = 1;
    private static final int CLINICAL = 2;
    private static final int COMPOUND = 4;
    private static final int KNOWN_PLACE = 8;

    private static final Phrase[][] CUES = new Phrase[CHARACTERS.length][];
    private static final List<String> TITLES;

    private static final Map<String, Cue> HEADINGS =
            Map.ofEntries(
                    Map.entry("name follows", Cue.NAME),
                    Map.entry("name may follow", Cue.PERHAPS_NAME),
                    Map.entry("relative", Cue.RELATIVE),
                    Map.entry("address follows", Cue.ADDRESS));

    static {
        Map<String, List<String>> names = WordLists.read("zh/names.txt");
        mark(names, "surnames", SURNAME);
        mark(names, "given", GIVEN);
        mark(names, "given, but also common in other words", SOFT);
        "一二三四五六七八九十〇廿".chars().forEach(c -> mark((char) c, NUMERAL));
        "路街巷弄道".chars().forEach(c -> mark((char) c, ROAD));
        "村屯寨庄".chars().forEach(c -> mark((char) c, VILLAGE));
        "小老阿".chars().forEach(c -> mark((char) c, FAMILIAR));
        for (String word : words(names, "compound surnames")) {
            WORDS.add(key(word), COMPOUND);
            mark(word.charAt(0), SURNAME);
        }
        for (String word : words(names, "place")) {
            WORDS.add(key(word), KNOWN_PLACE);
            mark(word.charAt(0), PLACE);
        }
        words(names, "clinical").forEach(word -> WORDS.add(key(word), CLINICAL | WORD));
        words(WordLists.read("zh/words.txt"), "").forEach(word -> WORDS.add(key(word), WORD));
        HEADINGS.forEach((heading, cue) -> words(names, heading).forEach(word -> cue(word, cue)));
        TITLES = List.copyOf(words(names, "title"));
        TITLES.forEach(title -> mark(title.charAt(0), TITLE));
    }

    private Chinese() {}

    static int of(char c) {
        int i = c - FIRST;
        return i >= 0 && i < CHARACTERS.length ? CHARACTERS[i] : 0;
    }

    /** The longest cue that stands here. */
    static @Nullable Phrase cue(TextPage page, int at) {
        Phrase[] phrases = CUES[page.at(at) - FIRST];
        for (int i = 0; phrases != null && i < phrases.length; i++) {
            if (page.is(at, phrases[i].text())) {
                return phrases[i];
            }
        }
        return null;
    }

    /** Whether the two characters here are a word. */
    static boolean word(TextPage page, int at) {
        return (WORDS.get(key(page, at, 2)) & WORD) != 0;
    }

    /** Whether the {@code length} characters here, 2 to 4, are a word. */
    static boolean word(TextPage page, int at, int length) {
        return (WORDS.get(key(page, at, length)) & WORD) != 0;
    }

    /** Whether a word of illness or treatment, of 2 to 4 characters, begins here. */
    static boolean clinical(TextPage page, int at) {
        return ((WORDS.get(key(page, at, 2))
                                | WORDS.get(key(page, at, 3))
                                | WORDS.get(key(page, at, 4)))
                        & CLINICAL)
                != 0;
    }

    /** The length of the surname here; 0 if there is none. */
    static int surname(TextPage page, int at) {
        if ((WORDS.get(key(page, at, 2)) & COMPOUND) != 0) {
            return 2;
        }
        return (of(page.at(at)) & SURNAME) != 0 ? 1 : 0;
    }

    /** The length of the town or province here; 0 if there is none. */
    static int place(TextPage page, int at) {
        for (int length = 4; length >= 2; length--) {
            if ((WORDS.get(key(page, at, length)) & KNOWN_PLACE) != 0) {
                return length;
            }
        }
        return 0;
    }

    static boolean title(TextPage page, int at) {
        boolean possible = (of(page.at(at)) & TITLE) != 0;
        for (int i = 0; possible && i < TITLES.size(); i++) {
            if (page.is(at, TITLES.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static long key(TextPage page, int at, int length) {
        long key = 0;
        for (int i = 0; i < length; i++) {
            key = key << 16 | page.at(at + i);
        }
        return key;
    }

    private static long key(String word) {
        return key(new TextPage(word), 0, word.length());
    }

    private static void cue(String word, Cue cue) {
        mark(word.charAt(0), CUE);
        int i = word.charAt(0) - FIRST;
        if (i < 0) {
            return;
        }
        List<Phrase> phrases = new ArrayList<>(CUES[i] == null ? List.of() : List.of(CUES[i]));
        phrases.add(new Phrase(word, cue));
        phrases.sort(Comparator.comparingInt(phrase -> -phrase.text().length()));
        CUES[i] = phrases.toArray(Phrase[]::new);
    }

    private static void mark(Map<String, List<String>> names, String heading, int bit) {
        words(names, heading).forEach(word -> word.chars().forEach(c -> mark((char) c, bit)));
    }

    private static void mark(char c, int bit) {
        if (c >= FIRST) {
            CHARACTERS[c - FIRST] |= (short) bit;
        }
    }

    private static List<String> words(Map<String, List<String>> sections, String heading) {
        List<String> words = sections.get(heading);
        if (words == null) {
            throw new IllegalStateException("no such heading: " + heading);
        }
        return words;
    }
}
