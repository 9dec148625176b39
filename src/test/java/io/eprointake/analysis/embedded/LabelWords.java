package io.eprointake.analysis.embedded;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.eprointake.testing.Csv;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The plain alternative, built from the labels of the instrument's items alone: a group is
 * mentioned when each word of its label begins a word of the text. Words that say how rather than
 * what do not count, unless the label has no other; with them it would find less. English only: so
 * are the labels, and no translation of them may ship.
 *
 * @param words by group
 */
record LabelWords(Map<String, Set<String>> words) {

    private static final Pattern NO_LETTER = Pattern.compile("[^a-z]+");
    private static final Set<String> HOW =
            Set.of(
                    ("of or in with at to during problems pain unable loss change changes"
                                    + " decreased decrease increased")
                            .split(" ", -1));

    static LabelWords read() {
        Map<String, Set<String>> words = new HashMap<>();
        for (NamedCsvRecord item : Csv.rows("/instrument/pro-ctcae/items.csv")) {
            Set<String> label = split(item.getField("symptom")).collect(Collectors.toSet());
            Set<String> what = new TreeSet<>(label);
            what.removeAll(HOW);
            words.put(item.getField("group_no"), what.isEmpty() ? label : what);
        }
        return new LabelWords(words);
    }

    Set<String> groups(String text) {
        List<String> said = split(text).toList();
        return words.entrySet().stream()
                .filter(label ->
                        label.getValue().stream()
                                .allMatch(word -> said.stream().anyMatch(s -> s.startsWith(word))))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Stream<String> split(String text) {
        return Arrays.stream(NO_LETTER.split(text.toLowerCase(Locale.ROOT), -1))
                .filter(word -> !word.isEmpty());
    }
}
