package io.eprointake.report;

import org.jspecify.annotations.Nullable;

/**
 * What cleaning saw or changed in a report, by the rule that did.
 *
 * @param rule a stable word, for example {@code out_of_range}
 * @param doubtful whether it sends the report to a person
 * @param field the item or field it concerns
 * @param sent the text as the patient sent it, when it was changed or not understood
 * @param takenAs the score it was read as, when it was
 */
public record Finding(
        String rule,
        boolean doubtful,
        String field,
        @Nullable String sent,
        @Nullable Integer takenAs) {

    /** Without what the patient sent. */
    @Override
    public String toString() {
        return "Finding[" + rule + " on " + field.length() + " chars of field name]";
    }
}
