package io.eprointake.deidentify.rules;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A format that the rules give. Names of months are English, whatever the machine, or of the
 * language that the rules name; they are read in any case, and written in the case they had.
 */
final class DateFormat {

    /** No two of its numbers are alike. */
    private static final ZonedDateTime SAMPLE =
            ZonedDateTime.of(2026, 11, 23, 14, 5, 6, 0, ZoneId.of("UTC"));

    private static final Pattern QUOTED = Pattern.compile("'[^']*'");
    private static final Pattern LETTERS = Pattern.compile("\\p{L}+");

    private final DateTimeFormatter formatter;

    private DateFormat(DateTimeFormatter formatter) {
        this.formatter = formatter;
    }

    /**
     * @param language its tag, as {@code fr}; null for English
     * @throws IllegalArgumentException when it is no format or no language, or one that can't read
     *     what it writes
     */
    static DateFormat of(String pattern, @Nullable String language) {
        Locale locale = language == null ? Locale.ENGLISH : locale(language);
        DateFormat format =
                new DateFormat(
                        new DateTimeFormatterBuilder()
                                .parseCaseInsensitive()
                                .appendPattern(withYears(pattern))
                                .toFormatter(locale)
                                .withResolverStyle(ResolverStyle.STRICT));
        // DD is the day of the year: with a month beside, what was meant is dd.
        String letters = QUOTED.matcher(pattern).replaceAll("");
        boolean twoDays = letters.indexOf('D') >= 0 && letters.matches("(?s).*[ML].*");
        if (twoDays || !format.readsWhatItWrites()) {
            throw new IllegalArgumentException(
                    ("format %s can't read the dates that it writes: write uuuu for the year, MM or"
                                    + " MMM for the month, dd for the day, HH:mm:ss for the time")
                            .formatted(pattern));
        }
        return format;
    }

    /** Whether it has a day, and not just a year or a month. */
    boolean hasDays() {
        return date(formatter.format(SAMPLE)) != null;
    }

    @Nullable String shift(String value, int days) {
        try {
            var moment =
                    (Temporal)
                            formatter.parseBest(
                                    value,
                                    ZonedDateTime::from,
                                    LocalDateTime::from,
                                    LocalDate::from);
            return inTheCaseOf(value, formatter.format(moment.plus(days, ChronoUnit.DAYS)));
        } catch (DateTimeException notThisFormat) {
            return null;
        }
    }

    @Nullable LocalDate date(String value) {
        try {
            return LocalDate.from(formatter.parse(value));
        } catch (DateTimeException notThisFormat) {
            return null;
        }
    }

    @Nullable Year year(String value) {
        try {
            return Year.of(formatter.parse(value).get(ChronoField.YEAR));
        } catch (DateTimeException notThisFormat) {
            return null;
        }
    }

    private boolean readsWhatItWrites() {
        try {
            String written = formatter.format(SAMPLE);
            return date(written) == null
                    ? isYearOrMonth(written)
                    : SAMPLE.toLocalDate().equals(date(written))
                            && written.equals(shift(written, 0));
        } catch (DateTimeException tooNarrow) {
            return false;
        }
    }

    /** Not a day whose month is missing, nor a month that was written as minutes. */
    private boolean isYearOrMonth(String written) {
        TemporalAccessor read = formatter.parse(written);
        return Year.from(SAMPLE).equals(year(written))
                && !read.isSupported(ChronoField.DAY_OF_MONTH)
                && !read.isSupported(ChronoField.MINUTE_OF_HOUR);
    }

    /** Most people write {@code yyyy}, which is a year of an era, where they mean {@code uuuu}. */
    private static String withYears(String pattern) {
        var years = new StringBuilder();
        boolean eras = QUOTED.matcher(pattern).replaceAll("").indexOf('G') >= 0;
        boolean quoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            quoted ^= c == '\'';
            years.append(c == 'y' && !quoted && !eras ? 'u' : c);
        }
        return years.toString();
    }

    private static Locale locale(String language) {
        Locale locale = Locale.forLanguageTag(language);
        if (locale.getLanguage().isEmpty()
                || Arrays.stream(Locale.getAvailableLocales()).noneMatch(locale::equals)) {
            throw new IllegalArgumentException(
                    "locale is the tag of a language, as en, fr or zh-CN");
        }
        return locale;
    }

    /** Word for word; names in small letters or capitals alone stay so. */
    private static String inTheCaseOf(String before, String after) {
        Matcher word = LETTERS.matcher(before);
        return LETTERS.matcher(after)
                .replaceAll(found ->
                        Matcher.quoteReplacement(
                                word.find() ? cased(word.group(), found.group()) : found.group()));
    }

    private static String cased(String before, String after) {
        boolean small = before.chars().anyMatch(Character::isLowerCase);
        boolean capital = before.chars().anyMatch(Character::isUpperCase);
        if (small == capital) {
            return after;
        }
        return small ? after.toLowerCase(Locale.ROOT) : after.toUpperCase(Locale.ROOT);
    }
}
