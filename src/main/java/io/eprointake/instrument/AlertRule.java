package io.eprointake.instrument;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a study wants a patient called. What a rule does not name, it does not restrict; what is
 * absent (no score, no earlier score, no such item) never matches.
 *
 * @param name a stable word for it, in lower case with underscores; it is shown in the alert
 * @param measure what is compared with {@code atLeast}
 * @param atLeast the least score, rise, composite or total that matches, 1 or more
 * @param study only for this study, where it takes the place of the rule of the same name that
 *     names no study
 * @param instrument only this instrument, all its versions
 * @param attribute only items with this attribute, for example {@code severity}
 * @param item only this item, by its field name
 * @param group only this symptom group, 1 to 80
 * @param score only this total, by its name
 */
public record AlertRule(
        @NotNull @Pattern(regexp = NAME) String name,
        @NotNull Measure measure,
        @Min(1) @Max(1_000_000) int atLeast,
        @Nullable String study,
        @Nullable String instrument,
        @Nullable String attribute,
        @Nullable String item,
        @Nullable Integer group,
        @Nullable String score) {

    static final String NAME = "[a-z][a-z0-9_]{0,39}";

    /** What a rule looks at. */
    public enum Measure {
        /** The score of an item. */
        SCORE,
        /** By how much the score of an item exceeds that of the subject's earlier report. */
        RISE,
        /** The composite grade of a symptom group. */
        COMPOSITE,
        /** A score that an instrument makes of several items, such as the total of PHQ-9. */
        TOTAL
    }

    /** Whether it looks at an earlier answer too. */
    boolean rise() {
        return measure == Measure.RISE;
    }

    /** Whether anything of an instrument can ever match. */
    boolean concerns(Instrument candidate) {
        return of(candidate)
                && (candidate.items().stream().anyMatch(this::concerns)
                        || candidate.groups().stream().anyMatch(this::concerns)
                        || candidate.totals().stream().anyMatch(this::concerns));
    }

    /** Whether it is about this instrument. */
    boolean of(Instrument candidate) {
        return instrument == null || instrument.equals(candidate.name());
    }

    /** Whether an answer to this item can ever match. */
    boolean concerns(Item candidate) {
        Answers answers = candidate.answers();
        return (measure == Measure.SCORE || rise())
                && score == null
                && (attribute == null || attribute.equals(candidate.attribute()))
                && (item == null || item.equals(candidate.field()))
                && (group == null || group.equals(candidate.group()))
                && atLeast <= answers.highest() - (rise() ? answers.lowest() : 0);
    }

    /** Whether a composite of this group can ever match. */
    boolean concerns(Group candidate) {
        return measure == Measure.COMPOSITE
                && score == null
                && attribute == null
                && item == null
                && (group == null || group == candidate.number())
                && atLeast <= candidate.highestComposite();
    }

    /** Whether this total can ever match. */
    boolean concerns(Total candidate) {
        return measure == Measure.TOTAL
                && attribute == null
                && item == null
                && group == null
                && (score == null || score.equals(candidate.name()))
                && atLeast <= candidate.highest();
    }
}
