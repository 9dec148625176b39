package io.eprointake.analysis.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern CELL =
            Pattern.compile("(?:\"((?:[^\"]|\"\")*+)\"|([^,\\n\\r\"]*+))(,|\\r?\\n|$)");

    static List<LabelledSentence> read(String language) throws IOException {
        try (InputStream in =
                LabelledSentence.class.getResourceAsStream("/narratives/" + language + ".csv")) {
            String csv =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            List<List<String>> rows = rows(csv);
            List<LabelledSentence> sentences = new ArrayList<>();
            for (List<String> row : rows.subList(1, rows.size())) {
                Map<String, String> cells = new HashMap<>();
                for (int i = 0; i < row.size(); i++) {
                    cells.put(rows.getFirst().get(i), row.get(i));
                }
                sentences.add(of(cells));
            }
            return sentences;
        }
    }

    private static List<List<String>> rows(String csv) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        Matcher cell = CELL.matcher(csv);
        while (cell.find() && cell.start() < csv.length()) {
            String quoted = cell.group(1);
            row.add(quoted == null ? cell.group(2) : quoted.replace("\"\"", "\""));
            if (!cell.group(3).equals(",")) {
                rows.add(row);
                row = new ArrayList<>();
            }
        }
        return rows;
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
