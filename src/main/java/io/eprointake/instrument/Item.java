package io.eprointake.instrument;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question of an instrument.
 *
 * @param field its name in a report, for example {@code PROCTCAE_9A_SCL}
 * @param group the number of its PRO-CTCAE symptom group, 1 to 80; null when it belongs to none
 * @param label what it asks about, in short; of an item of a group the symptom
 * @param attribute what of it is asked, for example {@code severity}; null when that is not said
 * @param first whether it is the first of its group
 * @param spares the fields that are not asked of whoever answers this with 0
 * @param redFlags which answers are one by themselves
 */
record Item(
        String field,
        @Nullable Integer group,
        String label,
        @Nullable String attribute,
        boolean first,
        Answers answers,
        List<String> spares,
        List<RedFlag> redFlags) {

    /**
     * An answer that cannot wait.
     *
     * @param atLeast the least score that is one
     * @param kind for example {@code suicidality}
     */
    record RedFlag(int atLeast, String kind) {}
}
