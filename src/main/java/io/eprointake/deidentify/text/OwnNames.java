package io.eprointake.deidentify.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names that are known beforehand: a study's, or those of the row that the text is in. Compared
 * whatever the case and the accents; Latin ones from boundary to boundary.
 */
final class OwnNames implements Recognizer {

    private static final int SHORTEST = 2;

    private static final int NAMES = English.GIVEN | English.SURNAME;

    private static final int OTHER =
            English.COMMON | English.CLINICAL | English.MONTH | English.NAME_CUE | English.LABEL;

    private static final String BETWEEN = " \t\n\u000B\f\r,·•‧・";

    private static final Pattern PARTS = Pattern.compile("[" + BETWEEN + "]+");

    /** Names by their first two characters, which is enough to have few to compare. */
    private final TextPage[][] buckets;

    /** One bit for each first character, so that most places need no look further. */
    private long starts;

    OwnNames(Collection<String> names) {
        Set<String> all = new HashSet<>();
        for (String name : names) {
            // As a text is read: composed, and in simplified characters.
            TextPage read = new TextPage(name);
            String stripped = read.text(0, read.length()).strip();
            add(all, stripped);
            int digits = digits(stripped);
            // Synthetic names end in digits; notes write them with the digits and without.
            if (digits < stripped.length()) {
                add(all, stripped.substring(0, digits));
            }
            words(all, stripped);
            given(all, read, stripped);
        }
        buckets = new TextPage[Integer.highestOneBit(all.size() * 2 + 1)][];
        List<String> longestFirst = new ArrayList<>(all);
        longestFirst.sort((a, b) -> b.length() - a.length());
        longestFirst.forEach(this::put);
    }

    /** The words of a name of several, but those that are also other words. */
    private static void words(Set<String> all, String name) {
        if (!isParted(name)) {
            return;
        }
        List<String> words = PARTS.splitAsStream(name).filter(word -> !word.isEmpty()).toList();
        boolean named = words.stream().noneMatch(OwnNames::isEverydayWord);
        for (String word : words.size() > 1 ? words : List.<String>of()) {
            int known = English.of(TextPage.key(word));
            boolean other = (known & OTHER) != 0 && !named;
            if (word.length() >= (TextPage.chinese(word.charAt(0)) ? SHORTEST : SHORTEST + 1)
                    && !other
                    && (known & English.PARTICLE) == 0) {
                add(all, word);
                add(all, word.substring(0, digits(word)));
            }
        }
    }

    /** Most names of a row are one word, and mostly one that no row repeats. */
    private static boolean isParted(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Links.in(name.charAt(i), BETWEEN)) {
                return true;
            }
        }
        return false;
    }

    /** Of a Chinese name of three characters or four, what its family calls the person. */
    private static void given(Set<String> all, TextPage page, String name) {
        int surname = page.chinese(0) ? Chinese.surname(page, 0) : 0;
        if (surname > 0
                && name.length() == surname + 2
                && page.length() == name.length()
                && name.chars().allMatch(c -> TextPage.chinese((char) c))
                && (!Chinese.word(page, surname) || isOfNames(page, surname))) {
            all.add(name.substring(surname));
        }
    }

    /** Whether a word is of characters of given names, as 建国 is, and no word of medicine. */
    private static boolean isOfNames(TextPage page, int at) {
        int both = Chinese.of(page.at(at)) & Chinese.of(page.at(at + 1));
        return (both & Chinese.GIVEN) != 0 && !Chinese.clinical(page, at);
    }

    /** Where up to four digits at the end of three letters and more begin; else the length. */
    private static int digits(String name) {
        int end = name.length();
        while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
            end--;
        }
        boolean name3 =
                end >= 3 && name.length() - end <= 4 && Character.isLetter(name.charAt(end - 1));
        return name3 ? end : name.length();
    }

    private static void add(Set<String> all, String name) {
        if (name.length() >= SHORTEST && !isEverydayWord(name)) {
            all.add(name);
        }
    }

    /** What else stands in columns of names, "unknown", "nausea" or 女儿, is nobody's. */
    private static boolean isEverydayWord(String name) {
        if (name.charAt(0) < 0x80 && isCode(name)) {
            return false;
        }
        TextPage page = new TextPage(name);
        if (page.chinese(0)) {
            int length = page.length();
            boolean word = length <= 4 && Chinese.word(page, 0, length);
            Chinese.Phrase cue = Chinese.cue(page, 0);
            boolean announces = cue != null && cue.text().length() == length;
            return announces
                    || (word && (Chinese.surname(page, 0) == 0 || Chinese.clinical(page, 0)));
        }
        return isWord(page) && (known(page) & OTHER) != 0 && (known(page) & NAMES) == 0;
    }

    private static boolean isCode(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= '0' && name.charAt(i) <= '9') {
                return true;
            }
        }
        return false;
    }

    /** Rose, May, Will: a name where it has a capital. */
    private static boolean isAmbiguous(TextPage page) {
        return isWord(page) && (known(page) & OTHER) != 0;
    }

    private static int known(TextPage page) {
        return English.of(page.key(0, page.length()));
    }

    private static boolean isWord(TextPage page) {
        return page.letters(0) == page.length();
    }

    private void put(String name) {
        TextPage page = new TextPage(name);
        starts |= 1L << start(page.at(0));
        int bucket = bucket(page, 0);
        TextPage[] same = buckets[bucket];
        int size = same == null ? 0 : same.length;
        buckets[bucket] = same == null ? new TextPage[1] : Arrays.copyOf(same, size + 1);
        buckets[bucket][size] = page;
    }

    @Override
    public void find(TextPage page, FoundSpans found) {
        if (starts == 0) {
            return;
        }
        Runs runs = page.runs();
        int at = 0;
        for (int run = 0; run < runs.size(); run++) {
            // A name begins with a word, or between words, and not within one.
            at = find(page, at, runs.from(run) + 1, found);
            at = Math.max(at, runs.to(run));
        }
        find(page, at, page.length(), found);
    }

    private int find(TextPage page, int from, int to, FoundSpans found) {
        int at = from;
        while (at < to) {
            int end = match(page, at);
            if (end != TextPage.NONE) {
                found.add(at, end, Kind.NAME);
            }
            at = Math.max(end, at + 1);
        }
        return at;
    }

    private static int start(char c) {
        return fold(c) & 63;
    }

    /** The end of the longest name that begins here. */
    private int match(TextPage page, int at) {
        if ((starts >>> start(page.at(at)) & 1) == 0) {
            return TextPage.NONE;
        }
        TextPage[] names = buckets[bucket(page, at)];
        for (int i = 0; names != null && i < names.length; i++) {
            int end = at + names[i].length();
            if (same(page, at, names[i]) && (page.upper(at) || !isAmbiguous(names[i]))) {
                int digits = page.letter(end - 1) && end - at > 2 ? page.digits(end, 4) : end;
                boolean closed = !page.word(end - 1) || !page.word(digits);
                boolean open = !page.word(at) || !page.word(at - 1);
                if (open && closed) {
                    return digits;
                }
            }
        }
        return TextPage.NONE;
    }

    private static boolean same(TextPage page, int at, TextPage name) {
        for (int i = 0; i < name.length(); i++) {
            if (fold(page.at(at + i)) != fold(name.at(i))) {
                return false;
            }
        }
        return true;
    }

    private int bucket(TextPage page, int at) {
        return (fold(page.at(at)) * 31 + fold(page.at(at + 1))) & (buckets.length - 1);
    }

    private static char fold(char c) {
        char folded = TextPage.fold(c);
        return folded == 0 ? c : folded;
    }
}
