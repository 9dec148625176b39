package io.eprointake.report;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rules make of a report, without network or AI.
 *
 * @param scores what the instrument's scores came to; one that too many answers are missing from is
 *     not among them
 * @param findings what was not known when it was graded
 */
public record Assessment(
        List<Grade> grades, List<Score> scores, List<Alert> alerts, List<Finding> findings) {

    /**
     * The composite grade of a symptom.
     *
     * @param group the PRO-CTCAE symptom group, 1 to 80
     * @param composite 0 to 3
     */
    public record Grade(int group, String symptom, int composite) {}

    /**
     * A score of several items, such as PHQ-9's total.
     *
     * @param score its name
     * @param value a sum is whole, a mean has two digits behind the point
     * @param band what the value counts as, for example {@code mild}; null when the score has none
     */
    public record Score(String score, BigDecimal value, @Nullable String band) {

        /** Its name only. */
        @Override
        public String toString() {
            return "Score[" + score + "]";
        }
    }

    /** Counts only, never a grade. */
    @Override
    public String toString() {
        return "Assessment[%d grades, %d scores, %d alerts]"
                .formatted(grades.size(), scores.size(), alerts.size());
    }
}
