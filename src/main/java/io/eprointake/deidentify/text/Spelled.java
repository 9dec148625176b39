package io.eprointake.deidentify.text;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text as the scrubber reads it: without what cannot be seen, with letters composed, full-width
 * forms and odd hyphens and blanks as ASCII has them, traditional characters simplified, and with
 * markup and escapes read.
 *
 * @param chars what is read
 * @param places where each of them begins in the text as it was, and the text's end; null when both
 *     are as long
 * @param alike whether they are the text as it was
 */
record Spelled(char[] chars, int @Nullable [] places, boolean alike) {

    /** What a program put in a character's place, and tags that stand between characters. */
    private static final Pattern CODED =
            Pattern.compile(
                    """
                    &(?:\\#(?<decimal>\\d{1,7})|\\#[xX](?<hex>\\p{XDigit}{1,6})\
                    |(?<name>nbsp|amp|lt|gt|quot|apos|ndash|mdash|rsquo|lsquo|shy|zwnj|thinsp));\
                    |\\\\u(?<escape>\\p{XDigit}{4})\
                    |(?<percent>%[2-7]\\p{XDigit})\
                    |(?<tag></?(?:(?<inline>b|i|u|em|strong|span|font|a|sub|sup|mark)|[a-zA-Z][a-zA-Z0-9]{0,9})(?:\\s[^<>]{0,200})?/?>)\
                    """);

    /** Tags within a line part no words. */
    private static final int UNSEEN = 0x200B;

    private static final Map<String, Integer> NAMED =
            Map.ofEntries(
                    Map.entry("nbsp", (int) ' '),
                    Map.entry("thinsp", (int) ' '),
                    Map.entry("amp", (int) '&'),
                    Map.entry("lt", (int) '<'),
                    Map.entry("gt", (int) '>'),
                    Map.entry("quot", (int) '"'),
                    Map.entry("apos", (int) '\''),
                    Map.entry("rsquo", (int) '\''),
                    Map.entry("lsquo", (int) '\''),
                    Map.entry("ndash", (int) '-'),
                    Map.entry("mdash", (int) '—'),
                    Map.entry("shy", 0xAD),
                    Map.entry("zwnj", 0x200C));

    static Spelled of(String text) {
        char[] chars = text.toCharArray();
        boolean alike = true;
        for (int i = 0; i < chars.length; i++) {
            char c = chars[i];
            boolean mark = c >= 0x300 && c <= 0x36F;
            int plain = c < 0xAD ? c : plain(c);
            if ((plain == 0 && c != 0) || mark || (isCode(c) && mayBeCode(chars, i))) {
                return read(text);
            }
            alike &= plain == c;
            chars[i] = (char) plain;
        }
        return new Spelled(chars, null, alike);
    }

    private static Spelled read(String text) {
        var reading = new Reading(text.length());
        Matcher code = CODED.matcher(text);
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isCode(c) && code.region(at, text.length()).lookingAt()) {
                reading.add(decoded(code), at);
                at = code.end();
            } else {
                reading.add(c, at++);
            }
        }
        return reading.done(text.length());
    }

    /** Whether what stands for another character may begin with it. */
    private static boolean isCode(char c) {
        return c == '&' || c == '\\' || c == '%' || c == '<';
    }

    private static boolean mayBeCode(char[] chars, int at) {
        char next = at + 1 < chars.length ? chars[at + 1] : 0;
        return switch (chars[at]) {
            case '%' -> next >= '2' && next <= '7';
            case '\\' -> next == 'u';
            case '&' -> next == '#' || Character.isLetter(next);
            default -> next == '/' || Character.isLetter(next);
        };
    }

    private static int decoded(Matcher code) {
        if (code.group("tag") != null) {
            return code.group("inline") != null ? UNSEEN : ' ';
        }
        if (code.group("name") != null) {
            return NAMED.getOrDefault(code.group("name"), UNSEEN);
        }
        if (code.group("decimal") != null) {
            return Integer.parseInt(code.group("decimal"));
        }
        if (code.group("percent") != null) {
            return Integer.parseInt(code.group("percent").substring(1), 16);
        }
        String hex = code.group("hex") != null ? code.group("hex") : code.group("escape");
        return Integer.parseInt(hex, 16);
    }

    /** The character as it is read; 0 for what cannot be seen. */
    private static int plain(int c) {
        if (c >= 0x4E00 && c <= 0x9FFF) {
            return Simplified.of((char) c);
        }
        if (c >= 0xFF01 && c <= 0xFF5E) {
            return c - 0xFEE0;
        }
        if ((c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F) {
            return ' ';
        }
        if (c >= 0x1E00 && c <= 0x1EFF) {
            // Of letters with two marks, ễ and ṣ, the scrubber reads the letter.
            return Normalizer.normalize("" + (char) c, Normalizer.Form.NFD).charAt(0);
        }
        if (c >= 0x2010 && c <= 0x2012) {
            return '-';
        }
        boolean unseen =
                c == 0xAD
                        || (c >= 0x200B && c <= 0x200F)
                        || (c >= 0x202A && c <= 0x202E)
                        || (c >= 0x2060 && c <= 0x206F)
                        || c == 0x180E
                        || c == 0xFEFF
                        || (c >= 0xFE00 && c <= 0xFE0F);
        return unseen ? 0 : c;
    }

    /** The characters read so far. */
    private static final class Reading {

        private char[] chars;
        private int[] places;
        private int size;

        Reading(int length) {
            chars = new char[length + 1];
            places = new int[length + 2];
        }

        void add(int point, int place) {
            int c = plain(point);
            if (c == 0) {
                return;
            }
            if (c >= 0x300 && c <= 0x36F && size > 0) {
                String one =
                        Normalizer.normalize("" + chars[size - 1] + (char) c, Normalizer.Form.NFC);
                if (one.length() == 1) {
                    chars[size - 1] = (char) plain(one.charAt(0));
                }
                return;
            }
            places[size] = place;
            // Beyond the basic plane there is no letter that the scrubber reads.
            chars[size++] = c > 0xFFFF ? '\uFFFD' : (char) c;
        }

        Spelled done(int length) {
            places[size] = length;
            return new Spelled(Arrays.copyOf(chars, size), Arrays.copyOf(places, size + 1), false);
        }
    }
}
