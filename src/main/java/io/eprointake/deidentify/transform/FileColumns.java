package io.eprointake.deidentify.transform;

import io.eprointake.deidentify.files.FileRefused;
import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.ColumnRule;
import io.eprointake.deidentify.rules.FileRules;
import io.eprointake.deidentify.text.Cell;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns of a file, by its header and its rules.
 *
 * @param unnamed those without a name or a rule, by their place: they must be empty
 */
record FileColumns(List<Column> columns, List<Integer> unnamed) {

    /** In characters: longer ones are not told. */
    private static final int LONGEST_NAME = 200;

    private static final int DIGITS_OF_A_VALUE = 4;

    /**
     * @throws FileRefused when a column has no rule, or one that nobody has decided on
     */
    static FileColumns of(List<String> header, FileRules rules, Columns make) throws FileRefused {
        if (header.stream().noneMatch(rules.columns()::containsKey)) {
            // Then its first line may be a row like the others, whose values are not for a message.
            throw new FileRefused(
                    "none of its %d columns has a rule: is the first line a header?"
                            .formatted(header.size()));
        }
        Set<String> seen = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        List<Integer> unnamed = new ArrayList<>();
        // Behind a quotation mark that is closed rows later, or a line end that is lost, values of
        // that row are in the header.
        boolean names = true;
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i);
            ColumnRule rule = rules.columns().get(name);
            if (rule == null && make.uncovered().containsKey(name)) {
                rule = ColumnRule.of(make.uncovered().get(name));
            }
            names &= rule != null || (isName(name) && !goesOn(name, rules));
            if (rule == null && Cell.stripped(name).isEmpty()) {
                unnamed.add(i);
            } else if (!seen.add(name)) {
                wrong.add(called(name, i, names) + " is there twice");
            } else if (rule == null) {
                wrong.add(called(name, i, names) + " has no rule");
            } else if (rule.action() == Action.REVIEW) {
                wrong.add(called(name, i, names) + " is still to be reviewed");
            } else {
                columns.add(make.of(name, i, rule));
            }
        }
        if (!wrong.isEmpty()) {
            throw new FileRefused(String.join("; ", wrong.subList(0, Math.min(wrong.size(), 20))));
        }
        return new FileColumns(columns, unnamed);
    }

    /** Not if it has the digits of a value: a damaged line end puts a row into the header. */
    private static boolean isName(String name) {
        return name.length() <= LONGEST_NAME
                && name.chars().noneMatch(Character::isISOControl)
                && name.chars().filter(Character::isDigit).count() < DIGITS_OF_A_VALUE;
    }

    /** A known name with more behind it: perhaps the row below, when the line's end was lost. */
    private static boolean goesOn(String name, FileRules rules) {
        return rules.columns().keySet().stream()
                .anyMatch(known -> !known.isEmpty() && name.startsWith(known));
    }

    /** By its place, where it or one before it is no name: values may be in it. */
    private static String called(String name, int index, boolean names) {
        return "column " + (names ? name : "number " + (index + 1));
    }
}
