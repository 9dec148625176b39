package io.eprointake.deidentify.suggest;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells whether a column writes the day first or the month: there is no month 13. */
final class DateOrder {

    private final Set<String> separators = new HashSet<>();
    private boolean dayFirst;
    private boolean monthFirst;
    private boolean padded = true;

    /** A date of one to two digits, one to two digits and four. */
    void add(String date) {
        String[] parts = date.split("[-/.]", -1);
        separators.add(date.substring(parts[0].length(), parts[0].length() + 1));
        dayFirst |= Integer.parseInt(parts[0]) > 12;
        monthFirst |= Integer.parseInt(parts[1]) > 12;
        padded &= parts[0].length() == 2 && parts[1].length() == 2;
    }

    /** As the rules take it; null when it can't be told. */
    @Nullable String format() {
        if (dayFirst == monthFirst || separators.size() != 1) {
            return null;
        }
        String separator = separators.iterator().next();
        String day = padded ? "dd" : "d";
        String month = padded ? "MM" : "M";
        return (dayFirst ? day + separator + month : month + separator + day) + separator + "uuuu";
    }
}
