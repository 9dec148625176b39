package io.eprointake.instrument;

import io.eprointake.report.PlainText;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answers that one item takes.
 *
 * @param lowest the lowest score, 0 or more
 * @param highest the highest score; those in between are answers too
 * @param scored each answer's text, in lower case, to its score; a score may have none
 * @param unscored the texts, in lower case, that answer the item without a score
 */
record Answers(int lowest, int highest, Map<String, Integer> scored, Set<String> unscored) {

    /** Longer than any answer there is; what exceeds it is not worth looking into. */
    private static final int LONGEST = 64;

    /** With the blanks around it. */
    private static final int LONGEST_SENT = 4096;

    /**
     * Reads an answer: as a score, or its text in any case, after compatibility forms such as
     * full-width digits are folded and blanks and what shows nothing are left out, see {@link
     * PlainText}. Whatever had to be done for it is noted.
     *
     * @return null when the answer has no score; a finding then says why
     */
    @Nullable Integer read(String field, String sent, Findings findings) {
        if (sent.length() == 1) {
            int digit = sent.charAt(0) - '0';
            if (digit >= lowest && digit <= Math.min(highest, 9)) {
                return digit;
            }
        }
        String folded = sent.length() > LONGEST_SENT ? sent : PlainText.folded(sent);
        String trimmed = sent.length() > LONGEST_SENT ? sent : PlainText.trimmed(folded);
        if (trimmed.length() > LONGEST) {
            findings.doubt("not_an_answer", field, sent);
            return null;
        }
        String text = trimmed.toLowerCase(Locale.ROOT);
        if (unscored.contains(text)) {
            findings.note("unscored", field, sent, null);
            return null;
        }
        Integer recoded = scored.get(text);
        Integer score = recoded == null ? number(field, text, sent, findings) : recoded;
        if (score == null) {
            return null;
        }
        if (!folded.equals(sent)) {
            findings.note("normalized", field, sent, score);
        }
        if (trimmed.length() < folded.length()) {
            findings.note("trimmed", field, sent, score);
        }
        if (recoded != null) {
            findings.note("recoded", field, sent, score);
        } else if (!text.equals(score.toString())) {
            findings.note("decimal", field, sent, score);
        }
        return score;
    }

    private @Nullable Integer number(String field, String text, String sent, Findings findings) {
        try {
            // Most of what is no number is a word: tell it without the cost of an exception.
            if (!text.isEmpty() && !Character.isLetter(text.charAt(0))) {
                var number = new BigDecimal(text);
                if (number.compareTo(BigDecimal.valueOf(lowest)) >= 0
                        && number.compareTo(BigDecimal.valueOf(highest)) <= 0) {
                    return number.intValueExact();
                }
                findings.doubt("out_of_range", field, sent);
                return null;
            }
        } catch (ArithmeticException | NumberFormatException notIntegral) {
            // Falls through: 2.5 answers nothing, and neither does "3 or 4".
        }
        findings.doubt("not_an_answer", field, sent);
        return null;
    }
}
