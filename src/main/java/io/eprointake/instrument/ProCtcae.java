package io.eprointake.instrument;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * NCI's PRO-CTCAE, version 1.0: 124 items in 80 symptom groups, read from the tables in {@code
 * instrument/pro-ctcae}, which name their sources. Immutable.
 */
final class ProCtcae {

    static final String NAME = "PRO-CTCAE";
    static final String VERSION = "1.0";

    private final Map<String, Item> items = new LinkedHashMap<>();
    private final Map<Integer, Group> groups = new LinkedHashMap<>();

    /**
     * @throws IllegalStateException when the tables are damaged or do not fit each other
     */
    ProCtcae() {
        Map<String, List<Integer>> grades = CompositeTable.read();
        Map<Integer, List<Item>> members = new LinkedHashMap<>();
        Map<Integer, String> patterns = new HashMap<>();
        for (NamedCsvRecord row : Table.read("items.csv")) {
            Item item = item(row);
            items.put(item.field(), item);
            members.computeIfAbsent(item.group(), number -> new ArrayList<>()).add(item);
            patterns.put(item.group(), row.getField("composite_pattern"));
        }
        members.forEach((number, itsItems) -> {
            String pattern = patterns.getOrDefault(number, "");
            List<Integer> itsGrades = grades.get(pattern);
            if (itsGrades == null || !fits(pattern, itsItems)) {
                throw new IllegalStateException("group " + number + " is not " + pattern);
            }
            groups.put(
                    number,
                    new Group(
                            number,
                            itsItems.getFirst().symptom(),
                            List.copyOf(itsItems),
                            itsGrades));
        });
    }

    /** The item of exactly that name; null when there is none. */
    @Nullable Item item(String field) {
        return items.get(field);
    }

    /**
     * The symptom group an item belongs to.
     *
     * @throws IllegalArgumentException when the item is not of this instrument
     */
    Group group(Item item) {
        Group group = groups.get(item.group());
        if (group == null) {
            throw new IllegalArgumentException("no group " + item.group());
        }
        return group;
    }

    Collection<Item> items() {
        return Collections.unmodifiableCollection(items.values());
    }

    Collection<Group> groups() {
        return Collections.unmodifiableCollection(groups.values());
    }

    private static Item item(NamedCsvRecord row) {
        Map<String, Integer> scored = new HashMap<>();
        for (String response : row.getField("scored_responses").split("\\|", -1)) {
            int equals = response.indexOf('=');
            scored.put(
                    lower(response.substring(equals + 1)),
                    Integer.valueOf(response.substring(0, equals)));
        }
        Set<String> unscored = new HashSet<>();
        for (String response : row.getField("unscored_responses").split("\\|", -1)) {
            if (!response.isEmpty()) {
                unscored.add(lower(response));
            }
        }
        return new Item(
                row.getField("field_name"),
                Integer.parseInt(row.getField("group_no")),
                row.getField("symptom"),
                row.getField("attribute"),
                row.getField("component").equals("A"),
                new Answers(
                        Collections.max(scored.values()),
                        Map.copyOf(scored),
                        Set.copyOf(unscored)));
    }

    /** Whether a pattern such as FS stands for the attributes of these items, in their order. */
    private static boolean fits(String pattern, List<Item> items) {
        StringBuilder letters = new StringBuilder();
        for (Item item : items) {
            letters.append(
                    switch (item.attribute()) {
                        case "frequency" -> "F";
                        case "severity" -> "S";
                        case "interference", "amount" -> "I";
                        default -> "";
                    });
        }
        return pattern.contentEquals(letters) && items.getFirst().first();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
