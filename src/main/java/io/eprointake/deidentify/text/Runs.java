package io.eprointake.deidentify.text;

import java.util.Arrays;

/**
 * The letters and the digits of a text in their runs, each read once for all that look at them:
 * where it is, and of letters the word's key and what {@link Vocabulary} knows of it; and marks
 * that tell by one look whether anybody need look at all, for most words are small and mean nobody.
 */
final class Runs {

    /** Of digits. */
    static final long DIGITS = 1L << 63;

    /** Begins with no small letter of English. */
    static final long CAPITAL = 1L << 62;

    /** Has a letter beyond those of English. */
    static final long ACCENTED = 1L << 61;

    /** Something goes on behind it: a digit, or a sign that joins it to letters or digits. */
    static final long JOINED = 1L << 60;

    /** Before it, behind the run before, is a sign that addresses have. */
    static final long SIGNS = 1L << 59;

    /** There is a character beyond those of the Latin script. */
    static final long WIDE = 1L << 58;

    /** Begin and end by turns. */
    private int[] places;

    /** Key and what is known with the marks by turns; of digits the key is 0. */
    private long[] words;

    private int size;

    private int figures;

    /** Of what is behind the last run. */
    private final long last;

    Runs(char[] chars) {
        places = new int[chars.length / 4 * 2 + 8];
        words = new long[places.length];
        int at = 0;
        long marks = 0;
        while (at < chars.length) {
            char first = chars[at];
            char folded = TextPage.fold(first);
            if (folded != 0) {
                int end = at;
                long key = 0;
                int bits = 0;
                while (folded != 0) {
                    key = TextPage.key(key, folded);
                    bits |= chars[end];
                    folded = ++end < chars.length ? TextPage.fold(chars[end]) : 0;
                }
                marks |= first < 'a' || first > 'z' ? CAPITAL : 0;
                marks |= bits > 0x7F ? ACCENTED : 0;
                marks |= isJoined(chars, end) ? JOINED : 0;
                add(at, end, key, marks);
                at = end;
                marks = 0;
            } else if (isDigit(first)) {
                int end = at + 1;
                while (end < chars.length && isDigit(chars[end])) {
                    end++;
                }
                figures += end - at;
                add(at, end, 0, marks | DIGITS);
                at = end;
                marks = 0;
            } else {
                marks |= first == ' ' ? 0 : marks(first);
                at++;
            }
        }
        last = marks;
        // In a loop of their own the looks overlap, which the processor's cache often misses.
        for (int i = 0; i < size; i++) {
            words[2 * i + 1] |= digits(i) ? 0 : Vocabulary.of(words[2 * i]);
        }
    }

    private static long marks(char c) {
        return switch (c) {
            case '@', ':', '.', '(', '·' -> SIGNS;
            default -> c > TextPage.FOLDED ? SIGNS | WIDE : 0;
        };
    }

    private static boolean isJoined(char[] chars, int at) {
        if (at == chars.length || chars[at] == ' ') {
            return false;
        }
        char c = chars[at];
        return isDigit(c)
                || Token.isForeign(c)
                || (at + 1 < chars.length && Token.joins(c) && Token.starts(chars[at + 1]));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void add(int from, int to, long key, long marks) {
        if (2 * size == places.length) {
            places = Arrays.copyOf(places, 4 * size);
            words = Arrays.copyOf(words, 4 * size);
        }
        places[2 * size] = from;
        places[2 * size + 1] = to;
        words[2 * size] = key;
        words[2 * size + 1] = marks;
        size++;
    }

    int size() {
        return size;
    }

    /** How many digits there are in all. */
    int figures() {
        return figures;
    }

    int from(int i) {
        return places[2 * i];
    }

    int to(int i) {
        return places[2 * i + 1];
    }

    boolean digits(int i) {
        return words[2 * i] == 0;
    }

    long key(int i) {
        return words[2 * i];
    }

    /** Whether it has any of these marks, or is known to be any of that. */
    boolean has(int i, long any) {
        return (words[2 * i + 1] & any) != 0;
    }

    /** The same of what is behind the last. */
    boolean ends(long any) {
        return (last & any) != 0;
    }

    /** As {@link Vocabulary#of}; and the marks. */
    long known(int i) {
        return words[2 * i + 1];
    }
}
