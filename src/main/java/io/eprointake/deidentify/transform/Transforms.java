package io.eprointake.deidentify.transform;

import io.eprointake.deidentify.rules.Age;
import io.eprointake.deidentify.rules.ColumnRule;
import io.eprointake.deidentify.rules.DateSpelling;
import io.eprointake.deidentify.rules.Postcode;
import io.eprointake.deidentify.rules.Profile;
import io.eprointake.deidentify.text.Cell;
import java.time.LocalDate;
import java.time.Period;
import java.time.Year;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The transforms that need nothing but the rule: no key, no text. */
final class Transforms {

    /** Ages over 89 are one group: 45 CFR 164.514(b)(2)(i)(C). */
    private static final int OLDEST = 89;

    /** Systems count their days from here or from before: nobody who was born then is alive. */
    private static final LocalDate FIRST_PLACEHOLDER = LocalDate.of(1900, 1, 1);

    private static final int LAST_PLACEHOLDERS = 2099;

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(?:\\.\\d+)?");

    private Transforms() {}

    static Transform shift(ColumnRule rule, LocalDate asOf, SeenDates seen) {
        DateSpelling dates = DateSpelling.in(rule.format(), rule.locale());
        return (value, row) -> {
            Integer days = row.shiftDays();
            LocalDate day = dates.date(value);
            if (days == null || day == null) {
                return null;
            }
            if (isPlaceholder(day)) {
                return "";
            }
            if (rule.birth() && day.isAfter(asOf)) {
                return null;
            }
            if (rule.birth() && Period.between(day, asOf).getYears() > OLDEST) {
                return "";
            }
            seen.add(day, row.subject());
            return dates.shift(value, days);
        };
    }

    static Transform year(ColumnRule rule, LocalDate asOf, SeenDates seen) {
        DateSpelling dates = DateSpelling.in(rule.format(), rule.locale());
        return (value, row) -> {
            LocalDate day = dates.date(value);
            Year year = day == null ? dates.year(value) : Year.from(day);
            // Of two digits, 30 is read as 2030: what was meant may be 1930.
            boolean unborn = rule.birth() && year != null && year.getValue() > asOf.getYear();
            if (year == null || unborn) {
                return null;
            }
            if (day != null && !rule.birth()) {
                seen.add(day, row.subject());
            }
            // A year of birth says no more than that a birthday may be behind: the older age
            // counts.
            return rule.birth() && asOf.getYear() - year.getValue() > OLDEST ? "" : year.toString();
        };
    }

    /**
     * Dates that stand for none or for an open end. Everybody knows them; one that was shifted
     * would tell by how many days, and so every true date of its subject.
     */
    static boolean isPlaceholder(LocalDate day) {
        return !day.isAfter(FIRST_PLACEHOLDER) || day.getYear() >= LAST_PLACEHOLDERS;
    }

    static @Nullable String age(String value, Transform.Row row) {
        Age age = Age.read(value);
        if (age == null) {
            return null;
        }
        return age.years() > OLDEST ? OLDEST + 1 + "+" + age.unit() : value;
    }

    static Transform zip3(Profile profile) {
        return profile == Profile.CHINA
                ? (value, row) -> Postcode.isChinese(value) ? value.substring(0, 2) + "0000" : null
                : Zip3.load()::of;
    }

    static Transform generalize(ColumnRule rule) {
        Integer width = rule.width();
        Integer first = rule.keepFirst();
        if (width != null) {
            return (value, row) -> NUMBER.matcher(value).matches() ? range(value, width) : null;
        }
        if (first != null) {
            return (value, row) -> value.substring(0, characters(value, first));
        }
        String others = rule.groups().get("*");
        Map<String, String> groups = new HashMap<>();
        rule.groups().forEach((value, group) -> groups.put(Cell.stripped(value), group));
        return (value, row) -> groups.getOrDefault(value, others);
    }

    static Transform mask(ColumnRule rule) {
        int last = rule.keepLast() == null ? 0 : rule.keepLast();
        return (value, row) -> {
            int masked = value.codePointCount(0, value.length()) - last;
            // What is no longer than its own end would stay whole.
            return masked <= 0
                    ? "*".repeat(masked + last)
                    : "*".repeat(masked) + value.substring(characters(value, masked));
        };
    }

    private static String range(String value, int width) {
        long from = Math.floorDiv((long) Math.floor(Double.parseDouble(value)), width) * width;
        return from + "-" + (from + width - 1);
    }

    /** Where the first so many characters end, none of them cut in two. */
    private static int characters(String value, int count) {
        return value.codePointCount(0, value.length()) <= count
                ? value.length()
                : value.offsetByCodePoints(0, count);
    }
}
