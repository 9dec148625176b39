package io.eprointake.instrument;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One symptom and the items of an instrument that ask about it.
 *
 * @param number 1 to 80
 * @param items in their order, each scored from 0 when there are grades
 * @param grades the composite of every combination of answers, that of the last item changing
 *     first; empty for a symptom without composite
 */
record Group(int number, String symptom, List<Item> items, List<Integer> grades) {

    /**
     * The composite grade.
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
            row = row * (item.answers().highest() + 1) + score;
        }
        return grades.get(row);
    }

    /** The highest composite it can come to; -1 when it has none. */
    int highestComposite() {
        return grades.isEmpty() ? -1 : Collections.max(grades);
    }
}
