package io.eprointake.instrument;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a study wants a patient called. What a rule does not name, it does not restrict; what is
 * absent (no score, no earlier score, no such item) never matches.
 *
 * @param name a stable word for it, in lower case with underscores; it is shown in the alert
 * @param measure what is compared with {@code atLeast}
 * @param atLeast the least score or rise, 1 to 4, or the least composite, 1 to 3, that matches
 * @param study only for this study, where it takes the place of the rule of the same name that
 *     names no study
 * @param attribute only items with this attribute, for example {@code severity}
 * @param item only this item, by its field name
 * @param group only this symptom group, 1 to 80
 */
public record AlertRule(
        @NotNull @Pattern(regexp = "[a-z][a-z0-9_]{0,39}") String name,
        @NotNull Measure measure,
        @Min(1) @Max(4) int atLeast,
        @Nullable String study,
        @Nullable String attribute,
        @Nullable String item,
        @Nullable Integer group) {

    /** What a rule looks at. */
    public enum Measure {
        /** The score of an item. */
        SCORE,
        /** By how much the score of an item exceeds that of the subject's earlier report. */
        RISE,
        /** The composite grade of a symptom group. */
        COMPOSITE
    }

    /**
     * What holds when a study says nothing else. {@code severe} and {@code worsened} follow the
     * STAR trial, which alerted nurses to severe or worsening symptoms (Basch et al., J Clin Oncol
     * 2016;34:557-565; JAMA 2017;318:197-198), read as a severity of 3 or more and as 2 or more
     * worse than the previous report. {@code composite} is the highest composite grade.
     */
    static final List<AlertRule> DEFAULTS =
            List.of(
                    new AlertRule("severe", Measure.SCORE, 3, null, "severity", null, null),
                    new AlertRule("worsened", Measure.RISE, 2, null, null, null, null),
                    new AlertRule("composite", Measure.COMPOSITE, 3, null, null, null, null));

    /** Whether it looks at an earlier answer too. */
    boolean rise() {
        return measure == Measure.RISE;
    }

    /** Whether an answer to this item can ever match. */
    boolean concerns(Item candidate) {
        return measure != Measure.COMPOSITE
                && (attribute == null || attribute.equals(candidate.attribute()))
                && (item == null || item.equals(candidate.field()))
                && (group == null || group == candidate.group())
                && atLeast <= candidate.answers().highest();
    }

    /** Whether a composite of this group can ever match. */
    boolean concerns(Group candidate) {
        return measure == Measure.COMPOSITE
                && attribute == null
                && item == null
                && (group == null || group == candidate.number())
                && atLeast <= candidate.highestComposite();
    }
}
