package io.eprointake.deidentify.report;

import java.util.regex.Pattern;

/** Names for a terminal: a control character in one must not become one of the terminal's. */
public final class Printable {

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private Printable() {}

    /** The text, what is not printed written as a backslash, {@code u} and its number. */
    public static String of(String text) {
        return UNPRINTABLE
                .matcher(text)
                .replaceAll(c -> "\\\\u{%x}".formatted(c.group().codePointAt(0)));
    }
}
