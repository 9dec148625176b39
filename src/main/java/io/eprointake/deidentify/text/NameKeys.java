package io.eprointake.deidentify.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The keys of the names in one row: of its words that are nothing else; of any two of its words of
 * which one is; of Chinese names, and of what their families call them. What is an everyday word
 * has no key alone: a register has Mrs. Long, Mr. Park and 国庆.
 */
final class NameKeys {

    /** In characters: what is longer is a text, and nobody's name. */
    private static final int LONGEST = 200;

    /** Of a row: given names, surnames, one at birth. */
    private static final int MOST_WORDS = 8;

    private static final int LONGEST_CHINESE = 4;

    private record Word(long key, boolean alone, boolean name, int length) {}

    private final NameWords words;
    private final List<Word> found = new ArrayList<>();
    private long[] keys = new long[16];
    private int size;

    /** The surname that stands before, in a column of its own or before a blank. */
    private String surname = "";

    NameKeys(NameWords words) {
        this.words = words;
    }

    /** The keys of the values that the name columns of one row have. */
    long[] of(List<String> row) {
        for (String value : row) {
            if (value.length() <= LONGEST) {
                read(new TextPage(value));
            }
        }
        for (int i = 0; i < found.size(); i++) {
            for (int j = i + 1; j < found.size(); j++) {
                pair(found.get(i), found.get(j));
            }
        }
        return Arrays.copyOf(keys, size);
    }

    private void read(TextPage page) {
        for (int at = 0; at < page.length(); at++) {
            int end = at;
            if (page.letter(at)) {
                end = joined(page, at);
                parts(page, at, end);
            } else if (page.chinese(at)) {
                while (page.chinese(end)) {
                    end++;
                }
                chinese(page, at, end);
            }
            at = Math.max(at, end - 1);
        }
    }

    /** The end of O'Brien, of Smith-Jones. */
    private static int joined(TextPage page, int from) {
        int end = page.letters(from);
        while (Links.in(page.at(end), "'’-") && page.letter(end + 1)) {
            end = page.letters(end + 1);
        }
        return end;
    }

    private void parts(TextPage page, int from, int to) {
        int first = page.letters(from);
        boolean whole = words.isAlone(page, from, to);
        if (first < to && !whole) {
            return; // shouldn't
        }
        if (first == from + 1 && first < to) {
            add(page.key(from, to), KeySet.NAME); // obrien
        }
        for (int at = from; at < to; at = page.letters(at) + 1) {
            latin(page, at, page.letters(at));
        }
    }

    private void latin(TextPage page, int from, int to) {
        int digits = NameWords.digits(page, to);
        if (to - from < 2 || digits == TextPage.NONE || page.word(from - 1)) {
            return;
        }
        long key = page.key(from, to);
        boolean alone = words.isAlone(page, from, to);
        if (alone) {
            add(key, KeySet.NAME);
        } else if (digits > to + 1 && to - from > 2 && words.isName(page, from, to)) {
            // Synthetic names: Joy123 is nothing else, whatever Joy is; TIM3 is a gene.
            add(NameWords.numbered(page, from, to, digits), KeySet.NAME);
        }
        if (found.size() < MOST_WORDS && (English.of(key) & English.PARTICLE) == 0) {
            found.add(new Word(key, alone, words.isName(page, from, to), to - from));
        }
    }

    private void pair(Word one, Word other) {
        boolean apart = one.alone && other.alone;
        if (!apart && (one.name || other.name) && one.length + other.length >= 5) {
            add(NameWords.pair(one.key, other.key), KeySet.NAME);
            add(one.key, KeySet.PART);
            add(other.key, KeySet.PART);
        }
    }

    private void chinese(TextPage page, int from, int to) {
        int length = to - from;
        if (length == Chinese.surname(page, from)) {
            surname = page.text(from, to);
            return;
        }
        boolean dotted = isDot(page.at(from - 1)) || isDot(page.at(to));
        if (!surname.isEmpty() && length <= 2) {
            whole(new TextPage(surname + page.text(from, to)), false);
        } else if (length <= LONGEST_CHINESE) {
            whole(new TextPage(page.text(from, to)), dotted);
        }
        surname = "";
    }

    private void whole(TextPage page, boolean dotted) {
        int length = page.length();
        int surname = Chinese.surname(page, 0);
        int given = length - surname;
        boolean name = surname > 0 && given >= 1 && given <= 2;
        if ((!name && !dotted) || isOther(page, 0) || Chinese.title(page, surname)) {
            return;
        }
        add(NameWords.chinese(page, 0, length), KeySet.NAME);
        if (length > 2) {
            add(NameWords.chinese(page, 0, 2), KeySet.PART);
        }
        if (name && given == 2 && isGiven(page, surname)) {
            add(NameWords.chinese(page, surname, 2), KeySet.NAME);
        }
    }

    /** Whether two characters are of given names, and no word, so that they go by themselves. */
    private static boolean isGiven(TextPage page, int at) {
        int either = Chinese.GIVEN | Chinese.SOFT;
        return (Chinese.of(page.at(at)) & either) != 0
                && (Chinese.of(page.at(at + 1)) & either) != 0
                && !isOther(page, at);
    }

    /** Whether what stands from here to the end is a word besides, or hides who it is. */
    private static boolean isOther(TextPage page, int at) {
        int length = page.length() - at;
        Chinese.Phrase cue = Chinese.cue(page, at);
        return Chinese.word(page, at, length)
                || Chinese.clinical(page, at)
                || Chinese.place(page, at) == length
                || (cue != null && cue.text().length() == length)
                || page.is(page.length() - 1, '某');
    }

    private static boolean isDot(char c) {
        return Links.in(c, "·•‧・");
    }

    private void add(long key, int flag) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
        }
        keys[size++] = KeySet.key(key, flag);
    }
}
