package io.eprointake.report;

import java.util.List;

/**
 * What the rules make of a report, without network or AI.
 *
 * @param findings what was not known when it was graded
 */
public record Assessment(List<Grade> grades, List<Alert> alerts, List<Finding> findings) {

    /**
     * A PRO-CTCAE composite grade, Basch et al., Clinical Trials 2021;18:104-114.
     *
     * @param group the PRO-CTCAE symptom group, 1 to 80
     * @param composite 0 to 3
     */
    public record Grade(int group, String symptom, int composite) {}

    /** Counts only, never a grade. */
    @Override
    public String toString() {
        return "Assessment[" + grades.size() + " grades, " + alerts.size() + " alerts]";
    }
}
