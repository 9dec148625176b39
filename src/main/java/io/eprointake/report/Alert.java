package io.eprointake.report;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A reason to call the patient: a study's own rule that the answers met, or a red flag in the
 * patient's words or answers.
 *
 * @param rule the rule's name, for example {@code severe}; {@link #RED_FLAG} for a red flag
 * @param group the PRO-CTCAE symptom group, 1 to 80; null when the item or score belongs to none,
 *     and for a red flag
 * @param symptom what the item or score is about, in short; null for a red flag
 * @param item the item, or the score of several items, that raised it; null for a composite and a
 *     red flag in the patient's words
 * @param score the score, or the composite grade, that raised it, without its fraction; null for a
 *     red flag in the patient's words
 * @param previous the score it is compared with, when the rule is about a rise
 * @param previousReport the report that has that score
 * @param redFlag what kind of red flag, for example {@code suicidality}; null for a rule
 */
public record Alert(
        String rule,
        @Nullable Integer group,
        @Nullable String symptom,
        @Nullable String item,
        @Nullable Integer score,
        @Nullable Integer previous,
        @Nullable UUID previousReport,
        @Nullable String redFlag) {

    /** The rule of every red flag. */
    public static final String RED_FLAG = "red_flag";

    /** The rule of every alert about a subject that sends nothing; it is of no report. */
    public static final String SILENT = "silent";

    /** Of a score, or of a symptom's composite grade when there is no item. */
    public static Alert of(
            String rule,
            @Nullable Integer group,
            String symptom,
            @Nullable String item,
            int score) {
        return new Alert(rule, group, symptom, item, score, null, null, null);
    }

    /** In the patient's words. */
    public static Alert redFlag(String kind) {
        return new Alert(RED_FLAG, null, null, null, null, null, null, kind);
    }

    /** Of an answer that is one by itself. */
    public static Alert redFlag(String kind, String item, int score) {
        return new Alert(RED_FLAG, null, null, item, score, null, null, kind);
    }

    /** The same, as a rise from an earlier report's score. */
    public Alert risenFrom(History.Answered earlier) {
        return new Alert(
                rule, group, symptom, item, score, earlier.score(), earlier.reportId(), redFlag);
    }

    /** Whether another report's answer decides it, so that it may change with what comes late. */
    public boolean rise() {
        return previous != null;
    }

    /** Its rule only. */
    @Override
    public String toString() {
        return "Alert[" + rule + "]";
    }
}
