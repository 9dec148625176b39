package io.eprointake.instrument;

import io.eprointake.report.Assessment;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * A score of several items.
 *
 * @param name for example {@code PHQ9_TOTAL}
 * @param label what it is about, in short
 * @param items their field names
 * @param missing how many of them may have no score
 * @param highest what it can come to at the most
 * @param bands the least value of each band, and its name; empty when there are none
 */
record Total(
        String name,
        String label,
        Method method,
        List<String> items,
        int missing,
        int highest,
        NavigableMap<BigDecimal, String> bands) {

    /** What is made of the scores. */
    enum Method {
        /** For a missing one their mean is taken, and the sum is rounded to a whole number. */
        SUM,
        /** Of those that there are, rounded to two digits behind the point. */
        MEAN
    }

    /**
     * What the scores of a report come to.
     *
     * @return null when more are missing than may be
     */
    Assessment.@Nullable Score of(Map<String, Integer> scores) {
        int sum = 0;
        int answered = 0;
        for (String item : items) {
            Integer score = scores.get(item);
            if (score != null) {
                sum += score;
                answered++;
            }
        }
        if (answered < items.size() - missing) {
            return null;
        }
        int times = method == Method.SUM ? items.size() : 1;
        BigDecimal value =
                BigDecimal.valueOf((long) sum * times)
                        .divide(
                                BigDecimal.valueOf(answered),
                                method == Method.SUM ? 0 : 2,
                                RoundingMode.HALF_UP);
        var band = bands.floorEntry(value);
        return new Assessment.Score(name, value, band == null ? null : band.getValue());
    }
}
