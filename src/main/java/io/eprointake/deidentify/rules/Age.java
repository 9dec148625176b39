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
        if (value.length() <= 2 && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return value.isEmpty() ? null : new Age(Integer.parseInt(value), "");
        }
        Matcher found = AGE.matcher(value);
        if (!found.matches()) {
            return null;
        }
        int years = Integer.parseInt(found.group(1));
        return years > MOST ? null : new Age(years, found.group(2));
    }
}
