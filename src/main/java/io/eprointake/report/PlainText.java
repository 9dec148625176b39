package io.eprointake.report;

import java.text.Normalizer;

/**
 * Text as it looks: what keyboards, forms and gateways add or swap without anybody seeing it makes
 * no other word of it. Compatibility forms such as full-width letters are folded (NFKC), decimal
 * digits of any script become ASCII's, characters that show nothing are left out, and any run of
 * blanks is one space, none at the ends.
 */
public final class PlainText {

    /** After which a run of combining marks is parted. */
    private static final int MOST_MARKS = 30;

    /** It shows nothing, and parts what stands around it. */
    private static final int GRAPHEME_JOINER = 0x034f;

    private PlainText() {}

    /** The same text when it is plain already. */
    public static String of(String text) {
        // Again, since what was left out may have parted a letter from its accent.
        return plain(text) ? text : trimmed(folded(trimmed(folded(text))));
    }

    /** The same letters and digits in their common form, blanks and all that shows nothing kept. */
    public static String folded(String text) {
        String composed = normalized(text, Normalizer.Form.NFKC);
        if (composed.chars().allMatch(c -> c < 0x80)) {
            return composed;
        }
        StringBuilder folded = new StringBuilder(composed.length());
        composed.codePoints()
                .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
                .forEach(folded::appendCodePoint);
        return folded.toString();
    }

    /**
     * In a Unicode normalization form, within a time that the length bounds: runs of combining
     * marks are sorted in quadratic time, so longer ones than any language has are parted first
     * (UAX #15, Stream-Safe Text Format).
     */
    public static String normalized(String text, Normalizer.Form form) {
        return Normalizer.normalize(streamSafe(text), form);
    }

    private static String streamSafe(String text) {
        StringBuilder safe = null;
        int marks = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            marks = mark(c) ? marks + 1 : 0;
            if (marks > MOST_MARKS) {
                safe = safe == null ? new StringBuilder(text.substring(0, i)) : safe;
                safe.appendCodePoint(GRAPHEME_JOINER);
                marks = 1;
            }
            if (safe != null) {
                safe.appendCodePoint(c);
            }
            i += Character.charCount(c);
        }
        return safe == null ? text : safe.toString();
    }

    private static boolean mark(int c) {
        return c >= 0x300
                && switch (Character.getType(c)) {
                    case Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.ENCLOSING_MARK ->
                            true;
                    default -> false;
                };
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
                    c == GRAPHEME_JOINER
                            || (c >= 0x115f && c <= 0x1160) // Hangul fillers
                            || c == 0x3164
                            || c == 0xffa0
                            || (c >= 0x17b4 && c <= 0x17b5) // Khmer vowels that are not written
                            || (c >= 0x180b && c <= 0x180f) // variation selectors
                            || (c >= 0xfe00 && c <= 0xfe0f)
                            || (c >= 0xfff0 && c <= 0xfff8)
                            || (c >= 0xe0000 && c <= 0xe0fff);
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
