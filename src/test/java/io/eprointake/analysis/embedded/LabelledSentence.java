package io.eprointake.analysis.embedded;

import io.eprointake.testing.Csv;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * A row of {@code narratives/}.
 *
 * @param half {@code written on} when its errors were looked at while phrases were written; {@code
 *     held out} when only its totals were
 * @param groups what must be found
 * @param neutral what counts neither way
 * @param denied groups and flags that must not be reported
 * @param precise whether what is found beyond the labels counts against the analyzer
 */
record LabelledSentence(
        String text,
        String half,
        Set<String> groups,
        Set<String> neutral,
        Set<String> denied,
        Set<String> flags,
        boolean precise) {

    /** Kinds that the sets do not label. */
    static final Set<String> UNLABELLED_FLAGS = Set.of("BREATHLESSNESS", "BLEEDING");

    static List<LabelledSentence> read(String language) {
        return Csv.rows("/narratives/" + language + ".csv").stream()
                .map(row -> of(row.getFieldsAsMap()))
                .toList();
    }

    private static LabelledSentence of(Map<String, String> cells) {
        Set<String> neutral = set(cells, "proctcae_items_approx");
        neutral.addAll(set(cells, "proctcae_items_indication_only"));
        neutral.addAll(set(cells, "proctcae_items_ambiguous"));
        Set<String> groups = set(cells, "proctcae_items");
        groups.removeAll(neutral);
        Set<String> denied = set(cells, "proctcae_items_negated");
        denied.addAll(set(cells, "red_flags_negated"));
        // All sentences of one review are in one half.
        CRC32 hash = new CRC32();
        String review = cells.getOrDefault("id", "").replaceFirst("#.*", "");
        hash.update(review.getBytes(StandardCharsets.UTF_8));
        return new LabelledSentence(
                cells.getOrDefault("sentence", ""),
                hash.getValue() % 2 == 0 ? "written on" : "held out",
                groups,
                neutral,
                denied,
                set(cells, "red_flags"),
                cells.getOrDefault("unmapped_entities", "").isEmpty());
    }

    private static Set<String> set(Map<String, String> cells, String column) {
        Set<String> values = new TreeSet<>(List.of(cells.getOrDefault(column, "").split(";", -1)));
        values.remove("");
        return values;
    }
}
