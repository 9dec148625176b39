package io.eprointake.deidentify.text;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a short value for anything that may identify, where a doubt costs only a look of a
 * person: what the scrubber finds, also in small letters and between signs, and every word of its
 * lists of names that is no other word besides. Names that no list has and nothing announces are
 * missed. Not for free text, in which it finds too much.
 */
public final class Strictest {

    /** Titles of other languages, which English text has not. */
    private static final Set<String> TITLES =
            Set.of(
                    "mr",
                    "mrs",
                    "ms",
                    "dr",
                    "prof",
                    "professor",
                    "herr",
                    "herrn",
                    "frau",
                    "mme",
                    "mlle",
                    "madame",
                    "monsieur",
                    "señor",
                    "señora",
                    "sra",
                    "dott",
                    "dra",
                    "dhr",
                    "mevr",
                    "pani",
                    "signora",
                    "signor");

    /** What makes a word of a list of names a name and nothing else. */
    private static final int NAMES = English.GIVEN | English.SURNAME | English.EPONYM;

    private Strictest() {}

    /**
     * What kind of identifier a value may have in it; null when it has none that can be told.
     *
     * @param value as it is in the file
     */
    public static @Nullable Kind find(String value) {
        Kind certain = ResidualIdentifiers.find(value);
        if (certain != null) {
            return certain;
        }
        if (isDecimal(value)) {
            return null;
        }
        Kind read = scrubbed(value);
        if (read != null) {
            return read;
        }
        String spread = withCapitals(value);
        TextPage page = new TextPage(spread);
        if (hasName(page) || hasChineseName(page)) {
            return Kind.NAME;
        }
        return spread.equals(value) ? null : scrubbed(spread);
    }

    /**
     * Of many digits, as programs write a sum: no telephone, though the scrubber takes it for one.
     */
    private static boolean isDecimal(String value) {
        int points = 0;
        for (int i = value.startsWith("-") ? 1 : 0; i < value.length(); i++) {
            char c = value.charAt(i);
            points += c == '.' ? 1 : 0;
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return points == 1;
    }

    private static @Nullable Kind scrubbed(String text) {
        List<Span> found = Scrubber.identifiers(new TextPage(text)).resolved();
        return found.isEmpty() ? null : found.getFirst().kind();
    }

    /** Each word with one capital, as names are written; also words that signs or case join. */
    private static String withCapitals(String value) {
        var spread = new StringBuilder(value.length() + 4);
        char before = ' ';
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isLowerCase(before) && Character.isUpperCase(c)) {
                spread.append(' ');
                before = ' ';
            }
            boolean inside = Character.isLetter(before);
            before = c;
            if (c == '_' || c == '^' || c == '~') {
                spread.append(' ');
            } else {
                spread.append(inside ? Character.toLowerCase(c) : Character.toUpperCase(c));
            }
        }
        return spread.toString();
    }

    private static boolean hasName(TextPage page) {
        for (int at = 0; at < page.length(); at++) {
            int end = page.letters(at);
            if (end > at) {
                if (isName(page, at, end) || isTitle(page, at, end)) {
                    return true;
                }
                at = end;
            }
        }
        return false;
    }

    private static boolean isName(TextPage page, int at, int end) {
        int known = English.of(page.key(at, end));
        return end - at > 2 && (known & NAMES) != 0 && (known & ~NAMES) == 0;
    }

    /** A title, and somebody who has it. */
    private static boolean isTitle(TextPage page, int at, int end) {
        int next = page.spaces(page.is(end, '.') ? end + 1 : end);
        boolean word = next > end && page.letters(next) - next > 1;
        return word && TITLES.contains(page.text(at, end).toLowerCase(Locale.ROOT));
    }

    private static boolean hasChineseName(TextPage page) {
        for (int at = 0; at < page.length(); at++) {
            if (ChineseNames.perhaps(page, at)) {
                return true;
            }
        }
        return false;
    }
}
