package io.eprointake.deidentify.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.deidentify.text.Cell;
import io.eprointake.deidentify.text.Kind;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rule of one column: {@code SSN: drop}, or with details {@code ZIP: {action: mask, keep_last:
 * 2}}.
 *
 * @param action what is done
 * @param domain of a pseudonym: columns that refer to one another share it; the column's own name
 *     by default
 * @param format of a date that does not begin with its year, as {@code dd/MM/uuuu}
 * @param locale the tag of the language that the format's names are in; English by default
 * @param birth whether a date is one of birth: it goes, year and all, for who is older than 89
 * @param width of the ranges that numbers are put into
 * @param groups which value becomes which; {@code "*"} stands for all others
 * @param keepFirst how many characters stay at the beginning, when generalizing
 * @param keepLast how many characters stay at the end, when masking; none by default
 * @param allow identifiers that may remain in the output of this column
 * @param missing codes that stand for no value: left empty, and not counted as unfit
 * @param mayEmpty whether the file may go out when more than one in a hundred values do not fit
 * @param anyScript whether free text may be in a writing that is not read, neither Latin nor
 *     Chinese
 * @param lenient whether words that are not known to be harmless may stay in free text
 * @param ignoreCase whether ids that differ in case only are of one
 * @param sharedDay whether one day may be that of many subjects, whose shift it then tells
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record ColumnRule(
        Action action,
        @Nullable String domain,
        @Nullable String format,
        @Nullable String locale,
        boolean birth,
        @Nullable Integer width,
        Map<String, String> groups,
        @Nullable Integer keepFirst,
        @Nullable Integer keepLast,
        Set<Kind> allow,
        Set<String> missing,
        boolean mayEmpty,
        boolean anyScript,
        boolean lenient,
        boolean ignoreCase,
        boolean sharedDay) {

    private static final String READING = "shift_date, year, zip3, age and generalize";

    /**
     * @throws IllegalArgumentException for a detail that the action does not take, or lacks
     */
    @JsonCreator
    public ColumnRule {
        if (action == null) {
            throw new IllegalArgumentException("a rule needs an action");
        }
        groups = groups == null ? Map.of() : Map.copyOf(groups);
        allow = allow == null ? Set.of() : Set.copyOf(allow);
        missing = missing == null ? Set.of() : codes(missing);
        check(domain == null || action == Action.PSEUDONYM, "domain is for pseudonym");
        boolean date = action == Action.SHIFT_DATE || action == Action.YEAR;
        check(date || format == null, "format is for shift_date and year");
        check(format != null || locale == null, "locale is for a format");
        check(date || !birth, "birth is for shift_date and year");
        check(keepLast == null || action == Action.MASK, "keep_last is for mask");
        int ways = (width == null ? 0 : 1) + (keepFirst == null ? 0 : 1);
        ways += groups.isEmpty() ? 0 : 1;
        check(
                ways == (action == Action.GENERALIZE ? 1 : 0),
                "generalize, and no other, takes one of width, groups and keep_first");
        check(width == null || width >= 2, "width is at least 2");
        check(keepFirst == null || keepFirst >= 1, "keep_first is at least 1");
        check(keepLast == null || keepLast >= 1, "keep_last is at least 1");
        check(action.reads() || missing.isEmpty(), "missing is for " + READING);
        check(action.reads() || !mayEmpty, "may_empty is for " + READING);
        check(action == Action.SCRUB || !anyScript, "any_script is for scrub");
        check(action == Action.SCRUB || !lenient, "lenient is for scrub");
        check(action == Action.PSEUDONYM || !ignoreCase, "ignore_case is for pseudonym");
        check(action == Action.SHIFT_DATE || !sharedDay, "shared_day is for shift_date");
        if (format != null) {
            boolean days = DateSpelling.in(format, locale).hasDays();
            check(days || action != Action.SHIFT_DATE, "format has no day that could be shifted");
        }
    }

    /** A rule whose values all have to be there, and to fit. */
    public ColumnRule(
            Action action,
            @Nullable String domain,
            @Nullable String format,
            boolean birth,
            @Nullable Integer width,
            Map<String, String> groups,
            @Nullable Integer keepFirst,
            @Nullable Integer keepLast,
            Set<Kind> allow) {
        this(
                action, domain, format, null, birth, width, groups, keepFirst, keepLast, allow,
                Set.of(), false, false, false, false, false);
    }

    /** Reads a rule that is an action alone, as {@code SSN: drop}. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ColumnRule read(String action) {
        return of(Action.read(action));
    }

    public static ColumnRule of(Action action) {
        return new ColumnRule(action, null, null, false, null, Map.of(), null, null, Set.of());
    }

    /** The same rule with another action in its place, where a profile allows no less. */
    ColumnRule with(Action other) {
        return new ColumnRule(
                other,
                domain,
                format,
                locale,
                birth,
                width,
                groups,
                keepFirst,
                keepLast,
                allow,
                missing,
                mayEmpty,
                anyScript,
                lenient,
                ignoreCase,
                sharedDay && other == Action.SHIFT_DATE);
    }

    /** Whether a value, already stripped, is a code for none; 999.0 is the code 999. */
    public boolean isMissing(String value) {
        return !missing.isEmpty() && missing.contains(code(value));
    }

    private static Set<String> codes(Set<String> listed) {
        check(listed.stream().allMatch(Objects::nonNull), "missing has a code that is null");
        return listed.stream().map(ColumnRule::code).collect(Collectors.toUnmodifiableSet());
    }

    private static String code(String value) {
        return Cell.bare(value);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
