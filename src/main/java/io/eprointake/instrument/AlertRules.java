package io.eprointake.instrument;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The alert rules of every study, sorted beforehand by what they look at. */
final class AlertRules {

    /**
     * The rules that hold in one study.
     *
     * @param byItem by item field name
     * @param byGroup by symptom group
     */
    record OfStudy(Map<String, List<AlertRule>> byItem, Map<Integer, List<AlertRule>> byGroup) {

        List<AlertRule> on(Item item) {
            return byItem.getOrDefault(item.field(), List.of());
        }

        List<AlertRule> on(Group group) {
            return byGroup.getOrDefault(group.number(), List.of());
        }
    }

    private final OfStudy general;
    private final Map<String, OfStudy> own = new HashMap<>();

    /**
     * @throws IllegalArgumentException when a rule can never match, or two of one study have the
     *     same name; the message says which
     */
    AlertRules(List<AlertRule> rules, ProCtcae instrument) {
        Map<String, AlertRule> unbound = new LinkedHashMap<>();
        Map<String, Map<String, AlertRule>> bound = new LinkedHashMap<>();
        for (AlertRule rule : rules) {
            refuseUnmatchable(rule, instrument);
            String study = rule.study();
            var scope =
                    study == null
                            ? unbound
                            : bound.computeIfAbsent(study, s -> new LinkedHashMap<>());
            if (scope.putIfAbsent(rule.name(), rule) != null) {
                throw new IllegalArgumentException("there are two rules %s".formatted(named(rule)));
            }
        }
        general = sorted(unbound, instrument);
        bound.forEach((study, its) -> {
            Map<String, AlertRule> all = new LinkedHashMap<>(unbound);
            all.putAll(its);
            own.put(study, sorted(all, instrument));
        });
    }

    OfStudy of(String study) {
        return own.getOrDefault(study, general);
    }

    private static OfStudy sorted(Map<String, AlertRule> rules, ProCtcae instrument) {
        Map<String, List<AlertRule>> byItem = new HashMap<>();
        Map<Integer, List<AlertRule>> byGroup = new HashMap<>();
        for (AlertRule rule : rules.values()) {
            for (Item item : instrument.items()) {
                if (rule.concerns(item)) {
                    byItem.computeIfAbsent(item.field(), f -> new ArrayList<>()).add(rule);
                }
            }
            for (Group group : instrument.groups()) {
                if (rule.concerns(group)) {
                    byGroup.computeIfAbsent(group.number(), n -> new ArrayList<>()).add(rule);
                }
            }
        }
        return new OfStudy(byItem, byGroup);
    }

    private static void refuseUnmatchable(AlertRule rule, ProCtcae instrument) {
        if (instrument.items().stream().noneMatch(rule::concerns)
                && instrument.groups().stream().noneMatch(rule::concerns)) {
            throw new IllegalArgumentException(
                    "rule %s matches nothing in %s: measure %s, at least %d, attribute %s, item %s, group %s"
                            .formatted(
                                    named(rule),
                                    ProCtcae.NAME,
                                    rule.measure(),
                                    rule.atLeast(),
                                    rule.attribute(),
                                    rule.item(),
                                    rule.group()));
        }
    }

    private static String named(AlertRule rule) {
        return rule.study() == null ? rule.name() : rule.name() + " of study " + rule.study();
    }
}
