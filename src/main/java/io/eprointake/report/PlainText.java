package io.eprointake.report;

import java.text.Normalizer;

/**
 * Text as it looks: what keyboards, forms and gateways add or swap without anybody seeing it makes
 * no other word of it. Compatibility forms such as full-width letters are folded (NFKC), decimal
 * digits of any script become ASCII's, characters that show nothing are left out, and any run of
 * blanks is one space, none at the ends.
 */
public final class PlainText {

    private PlainText() {}

    /** The same text when it is plain already. */
    public static String of(String text) {
        return plain(text) ? text : trimmed(folded(text));
    }

    /** The same letters and digits in their common form, blanks and all that shows nothing kept. */
    public static String folded(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFKC);
        if (composed.chars().allMatch(c -> c < 0x80)) {
            return composed;
        }
        StringBuilder folded = new StringBuilder(composed.length());
        composed.codePoints()
                .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
                .forEach(folded::appendCodePoint);
        return folded.toString();
    }

    /** Without what shows nothing, with one space for a run of blanks and none at the ends. */
    public static String trimmed(String text) {
        StringBuilder trimmed = new StringBuilder(text.length());
        boolean blank = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (blank(c)) {
                blank = !trimmed.isEmpty();
            } else if (!invisible(c)) {
                if (blank) {
                    trimmed.append(' ');
                    blank = false;
                }
                trimmed.appendCodePoint(c);
            }
        }
        return trimmed.toString();
    }

    /** Whether a character takes up room and shows nothing in it. */
    public static boolean blank(int c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || c == '\u0085'
                || c == '\u2800'; // a braille cell without dots
    }

    /**
     * Whether a character shows nothing at all: controls, format characters, and what Unicode calls
     * default ignorable.
     */
    public static boolean invisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT -> true;
            default ->
                    c == 0x034f // combining grapheme joiner
                            || (c >= 0x115f && c <= 0x1160) // Hangul fillers
                            || c == 0x3164
                            || c == 0xffa0
                            || (c >= 0x17b4 && c <= 0x17b5) // Khmer vowels that are not written
                            || (c >= 0x180b && c <= 0x180f) // variation selectors
                            || (c >= 0xfe00 && c <= 0xfe0f)
                            || (c >= 0xe0100 && c <= 0xe01ef);
        };
    }

    /** Printable ASCII without a blank at an end or beside another. */
    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean inside = i > 0 && i + 1 < text.length() && text.charAt(i - 1) != ' ';
            if (c > '~' || c < ' ' || (c == ' ' && !inside)) {
                return false;
            }
        }
        return true;
    }
}
