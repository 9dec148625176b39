package io.eprointake.instrument;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The published composite grades, Basch et al., Clinical Trials 2021;18:104-114. */
final class CompositeTable {

    private static final List<String> COLUMNS = List.of("frequency", "severity", "interference");

    private CompositeTable() {}

    /**
     * Each pattern's grades, in the order {@link Group#grades} reads them; the empty pattern, that
     * of presence items, has none.
     *
     * @throws IllegalStateException when a combination of answers has no grade, or two
     */
    static Map<String, List<Integer>> read() {
        Map<String, Integer[]> grades = new HashMap<>();
        for (NamedCsvRecord line : Table.read("composite.csv")) {
            String pattern = line.getField("pattern");
            Integer[] its =
                    grades.computeIfAbsent(
                            pattern, p -> new Integer[(int) Math.pow(Group.SCORES, p.length())]);
            int row = 0;
            for (String column : COLUMNS) {
                String score = line.getField(column);
                if (!score.isEmpty()) {
                    row = row * Group.SCORES + Integer.parseInt(score);
                }
            }
            if (its[row] != null) {
                throw new IllegalStateException("two composites for row " + row + " of " + pattern);
            }
            its[row] = Integer.valueOf(line.getField("composite_grade"));
        }
        Map<String, List<Integer>> complete = new HashMap<>();
        complete.put("", List.of());
        grades.forEach((pattern, its) -> {
            if (Arrays.asList(its).contains(null)) {
                throw new IllegalStateException("a composite is missing from " + pattern);
            }
            complete.put(pattern, List.of(its));
        });
        return complete;
    }
}
