package io.eprointake.deidentify.rules;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes dates as one column spells them: beginning with the year ({@code 2024-03-01},
 * {@code 2024/3/1}, {@code 20240301}, {@code 2024年3月1日}), with or without a time after it, or by a
 * format that the rules give. What does not fit is not guessed at.
 */
public final class DateSpelling {

    private static final Pattern YEAR_FIRST =
            Pattern.compile(
                    """
                    (?<year>[12]\\d{3})\
                    (?:(?<to>[-/.])(?<month>\\d{1,2})\\k<to>(?<day>\\d{1,2})\
                    |年(?<m>\\d{1,2})月(?<d>\\d{1,2})日\
                    |(?<mm>\\d{2})(?<dd>\\d{2}))\
                    (?:[T ]\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?\
                    [ ]?(?:Z|UTC|[+-]\\d{2}(?::?\\d{2})?)?)?\
                    """);
    private static final String PLAIN = "0000-00-00";
    private static final String PLAIN_TIME = "0000-00-00T00:00:00Z";
    private static final String[][] GROUPS = {{"month", "day"}, {"m", "d"}, {"mm", "dd"}};

    /** A year alone, or with its month: no date, but it has a year. */
    private static final Pattern YEAR = Pattern.compile("([12]\\d{3})(?:[-/.](?:0?[1-9]|1[0-2]))?");

    private final @Nullable DateFormat format;

    private DateSpelling(@Nullable DateFormat format) {
        this.format = format;
    }

    /** DateSpelling whose names, if they have any, are English. */
    public static DateSpelling in(@Nullable String format) {
        return in(format, null);
    }

    /**
     * @param format as in {@link java.time.format.DateTimeFormatter}, with {@code uuuu} or {@code
     *     yyyy} for the year; null for year first
     * @param locale the tag of the language that names are in; null for English
     * @throws IllegalArgumentException when it is no format, or can't read what it writes
     */
    public static DateSpelling in(@Nullable String format, @Nullable String locale) {
        return new DateSpelling(format == null ? null : DateFormat.of(format, locale));
    }

    /** A year alone, or with its month. */
    public static boolean isYear(String value) {
        return YEAR.matcher(value).matches();
    }

    /** Whether dates are read to the day, and so can be moved by days. */
    boolean hasDays() {
        return format == null || format.hasDays();
    }

    /** The value with its date moved, spelled as it was; null when it is not understood. */
    public @Nullable String shift(String value, int days) {
        if (format == null && isPlain(value)) {
            LocalDate date = plain(value);
            return date == null ? null : date.plusDays(days) + value.substring(PLAIN.length());
        }
        if (format != null) {
            return format.shift(value, days);
        }
        Matcher found = YEAR_FIRST.matcher(value);
        if (!found.matches()) {
            return null;
        }
        String[] groups = groups(found);
        LocalDate date = date(found, groups);
        return date == null ? null : written(date.plusDays(days), value, found, groups);
    }

    /** The day that the value says, whatever its time; null when it is not understood. */
    public @Nullable LocalDate date(String value) {
        if (format == null && isPlain(value)) {
            return plain(value);
        }
        if (format != null) {
            return format.date(value);
        }
        Matcher found = YEAR_FIRST.matcher(value);
        return found.matches() ? date(found, groups(found)) : null;
    }

    /** The year of a date, of a month, or that stands alone; null when it is not understood. */
    public @Nullable Year year(String value) {
        LocalDate date = date(value);
        if (date != null) {
            return Year.from(date);
        }
        Year ofMonth = format == null ? null : format.year(value);
        if (ofMonth != null) {
            return ofMonth;
        }
        Matcher alone = YEAR.matcher(value);
        return alone.matches() ? Year.parse(alone.group(1)) : null;
    }

    /** Whether it is spelled as most are, which the pattern need not be asked for. */
    private static boolean isPlain(String value) {
        String shape = value.length() == PLAIN.length() ? PLAIN : PLAIN_TIME;
        if (value.length() != shape.length()) {
            return false;
        }
        for (int i = 0; i < shape.length(); i++) {
            char c = value.charAt(i);
            boolean fits = shape.charAt(i) == '0' ? c >= '0' && c <= '9' : c == shape.charAt(i);
            if (!fits) {
                return false;
            }
        }
        return value.charAt(0) == '1' || value.charAt(0) == '2';
    }

    private static @Nullable LocalDate plain(String value) {
        try {
            return LocalDate.of(
                    100 * twoDigits(value, 0) + twoDigits(value, 2),
                    twoDigits(value, 5),
                    twoDigits(value, 8));
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }

    private static int twoDigits(String value, int at) {
        return 10 * (value.charAt(at) - '0') + value.charAt(at + 1) - '0';
    }

    private static String[] groups(Matcher found) {
        for (String[] names : GROUPS) {
            if (found.start(names[0]) >= 0) {
                return names;
            }
        }
        throw new IllegalStateException("a date without a month");
    }

    private static @Nullable LocalDate date(Matcher found, String[] groups) {
        try {
            return LocalDate.of(
                    Integer.parseInt(found.group("year")),
                    Integer.parseInt(found.group(groups[0])),
                    Integer.parseInt(found.group(groups[1])));
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }

    private static String written(LocalDate date, String value, Matcher found, String[] groups) {
        String month = found.group(groups[0]);
        String day = found.group(groups[1]);
        return date.getYear()
                + value.substring(4, found.start(groups[0]))
                + spelled(date.getMonthValue(), month, day)
                + value.substring(found.end(groups[0]), found.start(groups[1]))
                + spelled(date.getDayOfMonth(), day, month)
                + value.substring(found.end(groups[1]));
    }

    /** With a zero before it, unless one of the two numbers shows that there are none. */
    private static String spelled(int number, String before, String beside) {
        boolean padded = before.length() == 2 && (before.startsWith("0") || beside.length() == 2);
        return padded && number < 10 ? "0" + number : Integer.toString(number);
    }
}
