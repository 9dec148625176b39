package io.eprointake.deidentify.transform;

import io.eprointake.deidentify.report.ColumnReport;
import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.ColumnRule;
import io.eprointake.deidentify.text.Cell;
import io.eprointake.deidentify.text.Tally;
import java.time.LocalDate;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One column of one file: what is done to its values, and what came of it. Of one thread. */
final class Column {

    /** Of the values that are neither blank nor codes for none. */
    private static final int MOST_UNFIT_PERCENT = 1;

    private final String name;
    private final int index;
    private final ColumnRule asked;
    private final ColumnRule rule;
    private final boolean reads;
    private final Transform transform;
    private final Tally found;
    private final SeenDates dates;
    private final ColumnCheck check;

    private final DistinctValues distinct = new DistinctValues();
    private final CaseTwins twins = new CaseTwins();
    private long changed;
    private long values;
    private long notUnderstood;
    private long emptied;
    private String last = "";

    /**
     * @param asked the rule as the file has it
     * @param rule the same, as the profile has it
     * @param found where the transform counts what it took out of free text
     * @param dates where the transform puts the dates that it reads
     */
    Column(
            String name,
            int index,
            ColumnRule asked,
            ColumnRule rule,
            Transform transform,
            Tally found,
            SeenDates dates,
            ColumnCheck check) {
        this.name = name;
        this.index = index;
        this.asked = asked;
        this.rule = rule;
        this.reads = rule.action().reads();
        this.transform = transform;
        this.found = found;
        this.dates = dates;
        this.check = check;
    }

    String name() {
        return name;
    }

    int index() {
        return index;
    }

    ColumnRule rule() {
        return rule;
    }

    boolean isHandedOn() {
        return rule.action() != Action.DROP;
    }

    /** Whether its values say who the row is about: they go out of the row's free text, too. */
    boolean isIdentifying() {
        return rule.action() == Action.DROP || rule.action() == Action.PSEUDONYM;
    }

    /** What is handed on in a value's place; counts what happened to it. */
    String apply(String value, Transform.Row row) {
        String read = reads ? Cell.bare(value) : value;
        String after = read.isEmpty() ? "" : transformed(read, row);
        changed += after.equals(value) ? 0 : 1;
        if (isHandedOn()) {
            emptied += after.isEmpty() && !read.isEmpty() ? 1 : 0;
            boolean counted = distinct.count() > 0 && after.equals(last);
            if (!counted && !distinct.isFull()) {
                distinct.add(Hash.of(after));
            }
            if (!read.isEmpty()) {
                check.look(value, after);
            }
            if (rule.action() == Action.PSEUDONYM && !rule.ignoreCase()) {
                twins.add(value);
            }
        }
        last = after;
        return after;
    }

    private String transformed(String value, Transform.Row row) {
        if (rule.isMissing(value)) {
            return "";
        }
        values++;
        String after = transform.apply(value, row);
        notUnderstood += after == null ? 1 : 0;
        return after == null ? "" : after;
    }

    /** No value comes after this. */
    void end() {
        check.end();
    }

    /** The value that was handed on last. */
    String last() {
        return last;
    }

    /** The latest date of its values that is none of birth; null when it has none. */
    @Nullable LocalDate latest() {
        return rule.birth() ? null : dates.latest();
    }

    /** Why the column may not be handed on, in words; empty when it may. */
    Stream<String> wrong() {
        return Stream.of(check.wrong(name), unfit(), shared()).filter(Objects::nonNull);
    }

    /** So many values did not fit its rule that the rule is rather the wrong one. */
    private @Nullable String unfit() {
        return notUnderstood * 100 <= values * MOST_UNFIT_PERCENT || rule.mayEmpty()
                ? null
                : ("column %s: %d of %d values did not fit %s and would go out empty: mend its rule,"
                                + " list codes under missing, or say may_empty: true")
                        .formatted(name, notUnderstood, values, rule.action());
    }

    private @Nullable String shared() {
        return rule.action() != Action.SHIFT_DATE || rule.sharedDay() || !dates.isShared()
                ? null
                : ("column %s: one day is that of many subjects, and would tell by how much their"
                                + " dates are shifted: list it under missing, drop the column, or say"
                                + " shared_day: true")
                        .formatted(name);
    }

    ColumnReport report() {
        return new ColumnReport(
                name,
                rule.action().toString(),
                asked.action() == rule.action() ? null : asked.action().toString(),
                changed,
                notUnderstood,
                emptied,
                distinct.count(),
                distinct.isFull(),
                twins.count(),
                found.asMap(),
                check.remaining());
    }
}
