package io.eprointake.deidentify.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a cell that is about to be kept for what is an identifier by its form alone. Codes of
 * terminologies, quantities, versions and pseudonyms are none.
 */
public final class ResidualIdentifiers {

    /** The fewest characters of anything that is found: the address {@code ::1} of a machine. */
    private static final int SHORTEST = 6;

    private static final Recognizer CERTAIN = new FormRecognizer("/deidentify/certain.yaml");

    private ResidualIdentifiers() {}

    /** What kind of identifier a cell has in it; null when it has none that is certain. */
    public static @Nullable Kind find(String value) {
        if (WholeDate.is(value)) {
            return Kind.DATE;
        }
        return value.length() >= SHORTEST && suspicious(value) ? look(new TextPage(value)) : null;
    }

    /**
     * What a cell of digits alone may be: eight that would be a date, six that would be a month,
     * nine that would be a social security number. A code may be that by chance; a column of which
     * nearly every cell is so has dates, or numbers of persons.
     */
    public static @Nullable Kind perhaps(String value) {
        if (WholeDate.isCompact(value)) {
            return Kind.DATE;
        }
        return isSsn(value) ? Kind.SSN : null;
    }

    /** Without the numbers never given (SSA, 20 CFR 422), and without codes of SNOMED CT. */
    private static boolean isSsn(String value) {
        if (value.length() != 9) {
            return false;
        }
        for (int i = 0; i < 9; i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return value.charAt(0) != '9'
                && !value.startsWith("000")
                && !value.startsWith("666")
                && !value.startsWith("00", 3)
                && !value.startsWith("00", 6);
    }

    /**
     * Whether a cell has what every identifier has: an at sign, two colons, or seven digits and
     * more with signs among them or in a row of eleven. One pass, for most cells are short codes.
     */
    private static boolean suspicious(String value) {
        int digits = 0;
        int row = 0;
        int signs = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c > '@' && c < 0x3000 && c != 'w') {
                row = 0; // a letter, as most are
            } else if (c >= '0' && c <= '9') {
                digits++;
                row++;
                if (row == 11) {
                    return true;
                }
            } else if (c == '@'
                    || c == ':'
                    || c >= 0x3000
                    || (c == 'w' && value.startsWith("ww", i + 1))) {
                return true;
            } else {
                row = 0;
                signs +=
                        c == '-' || c == '.' || c == '/' || c == ' ' || c == '+' || c == '('
                                ? 1
                                : 0;
            }
        }
        return digits >= 4 && signs >= 2;
    }

    private static @Nullable Kind look(TextPage page) {
        for (int i = 0; i < page.length(); i++) {
            Kind kind = null;
            char c = page.at(i);
            if (c >= '0' && c <= '9') {
                kind = page.word(i - 1) ? null : number(page, i);
                i = page.digits(i, Integer.MAX_VALUE) - 1;
            } else if (c == '@') {
                kind = Links.email(page, i) == TextPage.NONE ? null : Kind.EMAIL;
            } else if (c == ':') {
                kind = colon(page, i);
            } else if (c == 'w' && page.is(i, "www.") && !page.word(i - 1)) {
                kind = Links.url(page, i) == TextPage.NONE ? null : Kind.URL;
            } else if (c == '二' || c == '一') {
                kind = DatesInText.chineseNumerals(page, i) == TextPage.NONE ? null : Kind.DATE;
            }
            if (kind != null) {
                return kind;
            }
        }
        FoundSpans found = new FoundSpans();
        CERTAIN.find(page, found);
        List<Span> spans = found.resolved();
        return spans.isEmpty() ? null : spans.getFirst().kind();
    }

    private static @Nullable Kind colon(TextPage page, int at) {
        if (page.is(at, "://")) {
            return Links.url(page, at) == TextPage.NONE ? null : Kind.URL;
        }
        return Links.ipv6(page, at) == TextPage.NONE ? null : Kind.IP;
    }

    private static @Nullable Kind number(TextPage page, int at) {
        int date = inside(page, at) ? TextPage.NONE : DatesInText.whole(page, at);
        return date == TextPage.NONE || page.is(date, '-') ? null : Kind.DATE;
    }

    /** Whether a number goes on something longer: a version, a code with hyphens, a UUID. */
    private static boolean inside(TextPage page, int at) {
        return Links.in(page.at(at - 1), ".-_/") && page.word(at - 2);
    }
}
