package io.eprointake.deidentify.suggest;

import io.eprointake.deidentify.rules.DateSpelling;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the format of dates whose months are words, as {@code 02MAR2026}: the first of the usual
 * ones in which the run reads every value. Years of two digits are left to a person, who knows the
 * century.
 */
final class NamedMonths {

    private static final String MONTH =
            "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}";

    /** What is worth trying: each format costs an exception where it does not fit. */
    static final String LOOK =
            "(?i)(?:\\d{1,2}[-/. ]?%s[-/. ]?|%s \\d{1,2},? )\\d{4}(?:[: ]\\d{2}(?::\\d{2}){1,2})?"
                    .formatted(MONTH, MONTH);

    private record Format(String pattern, DateSpelling dates) {

        boolean reads(String date) {
            return dates.date(date) != null;
        }
    }

    private static final List<Format> USUAL = usual();

    private List<Format> left = USUAL;

    /** Whether one of the usual formats reads it. */
    static boolean read(String date) {
        return USUAL.stream().anyMatch(format -> format.reads(date));
    }

    /** A date that can be read. */
    void add(String date) {
        left = left.stream().filter(format -> format.reads(date)).toList();
    }

    /** As the rules take it; null when not all dates are in one. */
    @Nullable String format() {
        return left.isEmpty() ? null : left.getFirst().pattern();
    }

    private static List<Format> usual() {
        List<Format> formats = new ArrayList<>();
        for (String time : List.of("", ":HH:mm:ss", ":HH:mm", " HH:mm:ss", " HH:mm")) {
            for (String month : List.of("MMM", "MMMM")) {
                for (String day : List.of("dd", "d")) {
                    for (String between : List.of("", "-", " ", "/", ".")) {
                        formats.add(format(day + between + month + between + "uuuu" + time));
                    }
                    formats.add(format(month + " " + day + ", uuuu" + time));
                    formats.add(format(month + " " + day + " uuuu" + time));
                }
            }
        }
        return List.copyOf(formats);
    }

    private static Format format(String pattern) {
        return new Format(pattern, DateSpelling.in(pattern));
    }
}
