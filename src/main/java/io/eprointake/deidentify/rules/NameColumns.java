package io.eprointake.deidentify.rules;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which columns of a file have names of persons, and whether it has free text to be scrubbed. */
public final class NameColumns {

    private static final HeaderWords WORDS = new HeaderWords();

    /** What is done to a name. One that is kept or scrubbed is none, whatever its header says. */
    private static final Set<Action> TAKEN = EnumSet.of(Action.DROP, Action.PSEUDONYM, Action.MASK);

    private NameColumns() {}

    /**
     * Those that the rules name, or those whose header says so.
     *
     * @param uncovered what is done to columns that no rule covers
     */
    public static List<String> of(FileRules rules, Map<String, Action> uncovered) {
        if (rules.namesFrom() != null) {
            return rules.namesFrom();
        }
        List<String> names = new ArrayList<>();
        actions(rules, uncovered)
                .forEach((column, action) -> {
                    if (TAKEN.contains(action) && WORDS.read(column).meaning() == Meaning.NAME) {
                        names.add(column);
                    }
                });
        return names;
    }

    /** Whether names that are known go out of any column. */
    public static boolean matter(FileRules rules, Map<String, Action> uncovered) {
        return actions(rules, uncovered).containsValue(Action.SCRUB);
    }

    private static Map<String, Action> actions(FileRules rules, Map<String, Action> uncovered) {
        Map<String, Action> actions = new LinkedHashMap<>(uncovered);
        rules.columns().forEach((column, rule) -> actions.put(column, rule.action()));
        return actions;
    }
}
