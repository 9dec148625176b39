package io.eprointake.deidentify.text;

import java.text.Normalizer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text while it is read, as {@link Spelled} has it, and the spans found so far. Positions outside
 * the text read as {@link #NOTHING}.
 */
final class TextPage {

    static final char NOTHING = 0;

    /** No match. */
    static final int NONE = -1;

    /** The last character whose case and accents are folded: the end of Latin Extended-B. */
    static final int FOLDED = 0x24F;

    private static final char[] FOLD = new char[FOLDED + 1];

    static {
        for (char c = 'A'; c <= FOLDED; c++) {
            if (Character.isLetter(c)) {
                char base = Normalizer.normalize("" + c, Normalizer.Form.NFD).charAt(0);
                FOLD[c] = Character.toLowerCase(base);
            }
        }
        FOLD['ø'] = FOLD['Ø'] = 'o';
        FOLD['ł'] = FOLD['Ł'] = 'l';
    }

    private final String text;
    private final char[] chars;

    /**
     * Where each character begins in the text as it was, and the last one ends; null when places
     * are alike.
     */
    private final int @Nullable [] places;

    private @Nullable String read;
    private @Nullable Runs runs;

    private int[] spans = {};
    private Kind[] kinds = {};
    private int found;

    TextPage(String text) {
        this.text = text;
        Spelled spelled = Spelled.of(text);
        chars = spelled.chars();
        places = spelled.places();
        read = spelled.alike() ? text : null;
    }

    int length() {
        return chars.length;
    }

    /** Its letters and digits, read when somebody first asks. */
    Runs runs() {
        if (runs == null) {
            runs = new Runs(chars);
        }
        return runs;
    }

    char at(int i) {
        // Unsigned, a negative position is beyond the end too.
        return Integer.compareUnsigned(i, chars.length) < 0 ? chars[i] : NOTHING;
    }

    boolean digit(int i) {
        char c = at(i);
        return c >= '0' && c <= '9';
    }

    /** A letter of the Latin script. */
    boolean letter(int i) {
        return letter(at(i));
    }

    /** All characters. */
    String read() {
        if (read == null) {
            read = new String(chars);
        }
        return read;
    }

    /** The characters of a range. */
    String text(int from, int to) {
        return new String(chars, from, to - from);
    }

    private static boolean letter(char c) {
        char small = (char) (c | 0x20);
        return (small >= 'a' && small <= 'z') || (c > 0x7F && fold(c) != 0);
    }

    boolean word(int i) {
        return digit(i) || letter(i);
    }

    boolean upper(int i) {
        char c = at(i);
        return c < 'a' ? c >= 'A' && c <= 'Z' : c > 0x7F && c <= FOLDED && Character.isUpperCase(c);
    }

    boolean chinese(int i) {
        return chinese(at(i));
    }

    static boolean chinese(char c) {
        return (c >= 0x4E00 && c <= 0x9FFF) || c == '〇';
    }

    boolean space(int i) {
        char c = at(i);
        return c == ' ' || c == '\t' || c == 0xA0 || c == 0x3000;
    }

    boolean is(int i, char c) {
        return at(i) == c;
    }

    boolean is(int i, String all) {
        if (i < 0 || i + all.length() > chars.length) {
            return false;
        }
        for (int k = 0; k < all.length(); k++) {
            if (chars[i + k] != all.charAt(k)) {
                return false;
            }
        }
        return true;
    }

    /** The end of the digits that begin here, at most {@code limit} of them. */
    int digits(int i, int limit) {
        int end = i;
        while (end - i < limit && digit(end)) {
            end++;
        }
        return end;
    }

    /** The end of the letters that begin here. */
    int letters(int i) {
        int end = Math.max(i, 0);
        while (end < chars.length && letter(chars[end])) {
            end++;
        }
        return end;
    }

    int spaces(int i) {
        int end = i;
        while (end - i < 4 && space(end)) {
            end++;
        }
        return end;
    }

    /** The digits of a range as a number; of at most nine digits. */
    int number(int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + chars[i] - '0';
        }
        return number;
    }

    /** The key of the word in a range, whatever its case and accents; other signs are left out. */
    long key(int from, int to) {
        long key = 0;
        for (int i = from; i < to; i++) {
            char c = fold(chars[i]);
            if (c != 0) {
                key = key(key, c);
            }
        }
        return key;
    }

    static long key(String word) {
        TextPage page = new TextPage(word);
        return page.key(0, page.length());
    }

    static long key(long before, char folded) {
        return (before + folded) * 0x9E3779B97F4A7C15L;
    }

    static char fold(char c) {
        return c <= FOLDED ? FOLD[c] : 0;
    }

    /** Says what a range is. What was found before and reaches into it gives way, and is part. */
    void take(int from, int to, Kind kind) {
        int start = from;
        int end = to;
        while (found > 0 && spans[2 * found - 1] > from) {
            found--;
            start = Math.min(start, spans[2 * found]);
            end = Math.max(end, spans[2 * found + 1]);
        }
        if (found == kinds.length) {
            kinds = Arrays.copyOf(kinds, kinds.length * 2 + 4);
            spans = Arrays.copyOf(spans, kinds.length * 2);
        }
        spans[2 * found] = start;
        spans[2 * found + 1] = end;
        kinds[found++] = kind;
    }

    /** Where the last span ends; 0 before the first. */
    int taken() {
        return found == 0 ? 0 : spans[2 * found - 1];
    }

    /** Whether the last span is a name and ends here, or one before. */
    boolean named(int at) {
        return found > 0 && kinds[found - 1] == Kind.NAME && taken() >= at && taken() <= at + 1;
    }

    /** Tells what was taken. */
    void found(FoundSpans all) {
        for (int i = 0; i < found; i++) {
            all.add(spans[2 * i], spans[2 * i + 1], kinds[i]);
        }
    }

    /** Where a character, or the end, stands in the text as it was. */
    int place(int i) {
        return places == null ? i : places[i];
    }

    /** The text as it was. */
    String original() {
        return text;
    }
}
