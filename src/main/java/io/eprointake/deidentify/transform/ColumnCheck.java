package io.eprointake.deidentify.transform;

import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.Age;
import io.eprointake.deidentify.rules.ColumnRule;
import io.eprointake.deidentify.text.Cell;
import io.eprointake.deidentify.text.Kind;
import io.eprointake.deidentify.text.ResidualIdentifiers;
import io.eprointake.deidentify.text.Scripts;
import io.eprointake.deidentify.text.Tally;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what a column would hand on for what is an identifier all the same, and at what it was
 * given where its rule would hand on parts of that. Of one thread.
 */
final class ColumnCheck {

    /** Of the values that are not blank, from so many on they are what they look like. */
    private static final int MOST_PERCENT = 80;

    /** 45 CFR 164.514(b)(2)(i)(C). */
    private static final int OLDEST = 89;

    /** What other actions hand on is read, and written anew. */
    private static final Set<Action> LOOKED_AT =
            EnumSet.of(Action.KEEP, Action.SCRUB, Action.MASK, Action.GENERALIZE);

    private final ColumnRule rule;
    private final boolean scanned;
    private final boolean ages;
    private final boolean inPieces;
    private final Tally remaining = new Tally();
    private final Tally perhaps = new Tally();
    private String harmless = "";
    private long looks;
    private long dates;
    private long unread;

    /**
     * @param ages whether the header says that it has ages
     */
    ColumnCheck(ColumnRule rule, boolean ages) {
        this.rule = rule;
        this.scanned = LOOKED_AT.contains(rule.action());
        this.ages = ages && rule.action() == Action.KEEP;
        this.inPieces =
                rule.action() == Action.MASK || rule.width() != null || rule.keepFirst() != null;
    }

    /**
     * A value, and what is handed on in its place.
     *
     * @param before not blank
     */
    void look(String before, String after) {
        looks++;
        if (inPieces) {
            dates += isDate(before) ? 1 : 0;
        }
        if (rule.action() == Action.SCRUB && !rule.anyScript()) {
            unread += Scripts.isUnread(before) ? 1 : 0;
        }
        if (scanned && !after.isEmpty() && !after.equals(harmless)) {
            String bare = Cell.bare(after);
            Kind kind = ages && isGreatAge(bare) ? Kind.AGE : ResidualIdentifiers.find(bare);
            if (kind != null && !mayRemain(kind)) {
                remaining.add(kind);
            }
            Kind maybe = ResidualIdentifiers.perhaps(bare);
            if (maybe != null) {
                perhaps.add(maybe);
            }
            if (kind == null && maybe == null) {
                harmless = after;
            }
        }
    }

    /** No value comes after this. */
    void end() {
        perhaps.asMap()
                .forEach((kind, count) -> {
                    if (isNearlyAll(count) && !mayRemain(kind)) {
                        remaining.add(kind, count);
                    }
                });
    }

    Map<Kind, Long> remaining() {
        return remaining.asMap();
    }

    /** Why the column may not be handed on, in words; null when it may. */
    @Nullable String wrong(String name) {
        if (!remaining.asMap().isEmpty()) {
            return "column %s would hand on values that look like %s: have it scrubbed, or allow them"
                    .formatted(
                            name,
                            remaining.asMap().entrySet().stream()
                                    .map(one -> one.getKey() + " (" + one.getValue() + ")")
                                    .collect(Collectors.joining(", ")));
        }
        if (dates > 0 && isNearlyAll(dates)) {
            return "column %s has dates, and %s would hand on parts of them: say year or shift_date"
                    .formatted(name, rule.action());
        }
        return unread == 0
                ? null
                : ("column %s has %d values in a writing that the scrubber does not read: drop it, or"
                                + " say any_script: true")
                        .formatted(name, unread);
    }

    private boolean isNearlyAll(long count) {
        return count * 100 >= looks * MOST_PERCENT;
    }

    private static boolean isDate(String value) {
        String bare = Cell.bare(value);
        return ResidualIdentifiers.find(bare) == Kind.DATE
                || ResidualIdentifiers.perhaps(bare) == Kind.DATE;
    }

    private static boolean isGreatAge(String value) {
        Age age = Age.read(value);
        return age != null && age.years() > OLDEST;
    }

    private boolean mayRemain(Kind kind) {
        return rule.allow().contains(kind);
    }
}
