package io.eprointake.instrument;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The alert rules of every study, sorted beforehand by what they look at. */
final class AlertRules {

    /**
     * The rules that hold in one study for one version of an instrument.
     *
     * @param byItem by item field name
     * @param byGroup by symptom group
     * @param byTotal by the total's name
     */
    record Sorted(
            Map<String, List<AlertRule>> byItem,
            Map<Integer, List<AlertRule>> byGroup,
            Map<String, List<AlertRule>> byTotal) {

        private static final Sorted NONE = new Sorted(Map.of(), Map.of(), Map.of());

        List<AlertRule> on(Item item) {
            return byItem.getOrDefault(item.field(), List.of());
        }

        List<AlertRule> on(Group group) {
            return byGroup.getOrDefault(group.number(), List.of());
        }

        List<AlertRule> on(Total total) {
            return byTotal.getOrDefault(total.name(), List.of());
        }
    }

    private final Map<Instrument, Sorted> general;
    private final Map<String, Map<Instrument, Sorted>> own = new HashMap<>();

    /**
     * @param set those that are set for all studies or for one; null for the defaults of each
     *     instrument
     * @param ofStudies those that studies bring
     * @throws IllegalArgumentException when a rule can never match, or two of one study have the
     *     same name; the message says which
     */
    AlertRules(
            @Nullable List<AlertRule> set,
            List<AlertRule> ofStudies,
            Collection<Instrument> instruments) {
        List<AlertRule> rules = new ArrayList<>(set == null ? List.of() : set);
        rules.addAll(ofStudies);
        Map<String, AlertRule> unbound = new LinkedHashMap<>();
        Map<String, Map<String, AlertRule>> bound = new LinkedHashMap<>();
        for (AlertRule rule : rules) {
            refuseUnmatchable(rule, instruments);
            String study = rule.study();
            var scope =
                    study == null
                            ? unbound
                            : bound.computeIfAbsent(study, s -> new LinkedHashMap<>());
            if (scope.putIfAbsent(rule.name(), rule) != null) {
                throw new IllegalArgumentException("there are two rules %s".formatted(named(rule)));
            }
        }
        boolean defaults = set == null;
        general = sorted(unbound, defaults, instruments);
        bound.forEach((study, its) -> {
            Map<String, AlertRule> all = new LinkedHashMap<>(unbound);
            all.putAll(its);
            own.put(study, sorted(all, defaults, instruments));
        });
    }

    /** Those of a study; none for no instrument. */
    Sorted of(String study, @Nullable Instrument instrument) {
        if (instrument == null) {
            return Sorted.NONE;
        }
        return Objects.requireNonNull(own.getOrDefault(study, general).get(instrument));
    }

    private static Map<Instrument, Sorted> sorted(
            Map<String, AlertRule> rules, boolean defaults, Collection<Instrument> instruments) {
        Map<Instrument, Sorted> sorted = new HashMap<>();
        for (Instrument instrument : instruments) {
            Map<String, AlertRule> all = new LinkedHashMap<>();
            if (defaults) {
                instrument.defaults().forEach(rule -> all.put(rule.name(), rule));
            }
            all.putAll(rules);
            sorted.put(instrument, sorted(all.values(), instrument));
        }
        return sorted;
    }

    private static Sorted sorted(Collection<AlertRule> rules, Instrument instrument) {
        Map<String, List<AlertRule>> byItem = new HashMap<>();
        Map<Integer, List<AlertRule>> byGroup = new HashMap<>();
        Map<String, List<AlertRule>> byTotal = new HashMap<>();
        for (AlertRule rule : rules) {
            if (!rule.of(instrument)) {
                continue;
            }
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
            for (Total total : instrument.totals()) {
                if (rule.concerns(total)) {
                    byTotal.computeIfAbsent(total.name(), n -> new ArrayList<>()).add(rule);
                }
            }
        }
        return new Sorted(byItem, byGroup, byTotal);
    }

    private static void refuseUnmatchable(AlertRule rule, Collection<Instrument> instruments) {
        if (instruments.stream().noneMatch(rule::concerns)) {
            throw new IllegalArgumentException(
                    "rule %s matches nothing in any instrument: measure %s, at least %d, instrument %s, attribute %s, item %s, group %s, score %s"
                            .formatted(
                                    named(rule),
                                    rule.measure(),
                                    rule.atLeast(),
                                    rule.instrument(),
                                    rule.attribute(),
                                    rule.item(),
                                    rule.group(),
                                    rule.score()));
        }
    }

    private static String named(AlertRule rule) {
        return rule.study() == null ? rule.name() : rule.name() + " of study " + rule.study();
    }
}
