package io.eprointake.instrument;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One symptom and the items that ask about it.
 *
 * @param number 1 to 80
 * @param items in component order, A first
 * @param grades the composite of every combination of answers, read as a number in base {@link
 *     #SCORES} whose digits are the scores in component order; empty for a symptom without
 *     composite
 */
record Group(int number, String symptom, List<Item> items, List<Integer> grades) {

    /** Scores run from 0 to 4 in every item that has a composite. */
    static final int SCORES = 5;

    /**
     * The composite grade, Basch et al., Clinical Trials 2021;18:104-114.
     *
     * @return 0 to 3; null when the symptom has none, or one of its items has no score
     */
    @Nullable Integer composite(Map<String, Integer> scores) {
        if (grades.isEmpty()) {
            return null;
        }
        int row = 0;
        for (Item item : items) {
            Integer score = scores.get(item.field());
            if (score == null) {
                return null;
            }
            row = row * SCORES + score;
        }
        return grades.get(row);
    }

    /** The highest composite it can come to; -1 when it has none. */
    int highestComposite() {
        return grades.isEmpty() ? -1 : Collections.max(grades);
    }
}
