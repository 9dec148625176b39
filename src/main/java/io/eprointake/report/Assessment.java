package io.eprointake.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the rules make of a report, without network or AI: its grades and its alerts. */
public record Assessment(List<Grade> grades, List<Alert> alerts) {

    /**
     * A PRO-CTCAE composite grade, Basch et al., Clinical Trials 2021;18:104-114.
     *
     * @param group the PRO-CTCAE symptom group, 1 to 80
     * @param composite 0 to 3
     */
    public record Grade(int group, String symptom, int composite) {}

    /**
     * A reason to call the patient, by a study's own rule.
     *
     * @param rule the rule's name: {@code severe}, {@code worsened} or {@code composite}, unless
     *     the study has rules of its own
     * @param item the item that raised it; null for a composite
     * @param score the score, or the composite grade, that raised it
     * @param previous the score it is compared with, when the rule is about a rise
     */
    public record Alert(
            String rule,
            int group,
            String symptom,
            @Nullable String item,
            int score,
            @Nullable Integer previous) {}

    /** Counts only, never a grade. */
    @Override
    public String toString() {
        return "Assessment[" + grades.size() + " grades, " + alerts.size() + " alerts]";
    }
}
