package io.eprointake.deidentify.transform;

import io.eprointake.deidentify.report.ColumnReport;
import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.Cell;
import io.eprointake.deidentify.rules.ColumnRule;
import io.eprointake.deidentify.text.Kind;
import io.eprointake.deidentify.text.ResidualIdentifiers;
import io.eprointake.deidentify.text.Tally;
import java.util.stream.Collectors;

/** One column of one file: what is done to its values, and what came of it. Of one thread. */
public final class Column {

    /** Of the values that are neither blank nor codes for none. */
    private static final int MOST_UNFIT_PERCENT = 1;

    private final String name;
    private final int index;
    private final ColumnRule asked;
    private final ColumnRule rule;
    private final Transform transform;
    private final Tally found;
    private final boolean scanned;

    private final DistinctValues distinct = new DistinctValues();
    private final Tally remaining = new Tally();
    private long changed;
    private long values;
    private long notUnderstood;
    private long emptied;
    private long scans;
    private long perhapsDates;
    private String last = "";

    /**
     * @param asked the rule as the file has it
     * @param rule the same, as the profile has it
     * @param found where the transform counts what it took out of free text
     */
    public Column(
            String name,
            int index,
            ColumnRule asked,
            ColumnRule rule,
            Transform transform,
            Tally found) {
        this.name = name;
        this.index = index;
        this.asked = asked;
        this.rule = rule;
        this.transform = transform;
        this.found = found;
        this.scanned = rule.action() != Action.PSEUDONYM;
    }

    public String name() {
        return name;
    }

    public int index() {
        return index;
    }

    public ColumnRule rule() {
        return rule;
    }

    public boolean isHandedOn() {
        return rule.action() != Action.DROP;
    }

    /** Whether its values say who the row is about: they go out of the row's free text, too. */
    public boolean isIdentifying() {
        return rule.action() == Action.DROP || rule.action() == Action.PSEUDONYM;
    }

    /** What is handed on in a value's place; counts what happened to it. */
    public String apply(String value, Transform.Row row) {
        String read = rule.action().reads() ? Cell.stripped(value) : value;
        String after = read.isEmpty() ? "" : transformed(read, row);
        changed += after.equals(value) ? 0 : 1;
        emptied += isHandedOn() && after.isEmpty() && !read.isEmpty() ? 1 : 0;
        last = after;
        if (isHandedOn() && !distinct.isFull()) {
            distinct.add(Hash.of(after));
        }
        if (scanned && !after.isEmpty()) {
            scan(after);
        }
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
    public void end() {
        if (perhapsDates * 10 >= scans * 8 && perhapsDates > 0 && !mayRemain(Kind.DATE)) {
            remaining.add(Kind.DATE, perhapsDates);
        }
    }

    private void scan(String after) {
        Kind kind = ResidualIdentifiers.find(after);
        if (kind != null && !mayRemain(kind)) {
            remaining.add(kind);
        }
        perhapsDates += ResidualIdentifiers.isPerhapsDate(after) ? 1 : 0;
        scans++;
    }

    /** The value that was handed on last. */
    public String last() {
        return last;
    }

    public boolean isClean() {
        return remaining.asMap().isEmpty();
    }

    /** What of its output looks like identifiers, in words. */
    public String remaining() {
        return "column %s would hand on values that look like %s: have it scrubbed, or allow them"
                .formatted(
                        name,
                        remaining.asMap().entrySet().stream()
                                .map(one -> one.getKey() + " (" + one.getValue() + ")")
                                .collect(Collectors.joining(", ")));
    }

    /** Whether so many values did not fit its rule that the rule is rather the wrong one. */
    public boolean isUnfit() {
        return notUnderstood * 100 > values * MOST_UNFIT_PERCENT && !rule.mayEmpty();
    }

    /** How many did not fit, in words. */
    public String unfit() {
        return ("column %s: %d of %d values did not fit %s and would go out empty: mend its rule,"
                        + " list codes under missing, or say may_empty: true")
                .formatted(name, notUnderstood, values, rule.action());
    }

    public ColumnReport report() {
        return new ColumnReport(
                name,
                rule.action().toString(),
                asked.action() == rule.action() ? null : asked.action().toString(),
                changed,
                notUnderstood,
                emptied,
                distinct.count(),
                distinct.isFull(),
                found.asMap(),
                remaining.asMap());
    }

    private boolean mayRemain(Kind kind) {
        return rule.allow().contains(kind)
                || (rule.action() == Action.SHIFT_DATE && kind == Kind.DATE);
    }
}
