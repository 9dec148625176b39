package io.eprointake.deidentify.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An age as a value says it.
 *
 * @param years whole ones
 * @param unit what stands behind the number, with the blanks between; empty when nothing does
 */
public record Age(int years, String unit) {

    /** Nobody was ever older: a larger number is a code, or another thing. */
    private static final int MOST = 130;

    private static final Pattern AGE =
            Pattern.compile("(\\d{1,3})(?:\\.\\d+)?\\+?(\\s*(?:years?|yrs?|y/?o|岁|周岁)?)");

    /** Null when it is not understood, or is more than anybody's. */
    public static @Nullable Age read(String value) {
        if (isShort(value)) {
            return value.isEmpty() ? null : new Age(Integer.parseInt(value), "");
        }
        Matcher found = AGE.matcher(value);
        if (!found.matches()) {
            return null;
        }
        int years = Integer.parseInt(found.group(1));
        return years > MOST ? null : new Age(years, found.group(2));
    }

    /** What most are, which the pattern need not be asked for. */
    private static boolean isShort(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return value.length() <= 2;
    }
}
