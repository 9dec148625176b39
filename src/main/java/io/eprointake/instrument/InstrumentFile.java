package io.eprointake.instrument;

import io.eprointake.instrument.AlertRule.Measure;
import io.eprointake.instrument.Item.RedFlag;
import io.eprointake.instrument.Total.Method;
import io.eprointake.instrument.YamlFile.Place;
import io.eprointake.report.InstrumentVersion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An instrument as it is written down, see {@code src/docs/manual/instruments.md}: what is read,
 * checked and put together, once.
 */
final class InstrumentFile {

    private static final Pattern VERSION = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9}){0,3}");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");
    private static final Pattern WORD = Pattern.compile(AlertRule.NAME);
    private static final Pattern SCORE = Pattern.compile("0|[1-9][0-9]{0,2}|1000");

    private static final String A_WORD = "a word in lower case, with underscores";
    private static final int HIGHEST_GROUP = 80;
    private static final int HIGHEST_COMPOSITE = 3;

    private final Map<String, Answers> answers = new HashMap<>();
    private final Map<String, Item> items = new LinkedHashMap<>();

    private InstrumentFile() {}

    /**
     * @throws IllegalArgumentException when it is no instrument; the message has the file, the line
     *     and the key
     */
    static Instrument read(Place file) {
        return new InstrumentFile().instrument(file);
    }

    private Instrument instrument(Place file) {
        file.only(
                "name",
                "version",
                "title",
                "answers",
                "items",
                "composites",
                "scores",
                "red_flags",
                "alerts");
        var id =
                new InstrumentVersion(
                        file.at("name").text(),
                        matching(file.at("version"), VERSION, "numbers and points"));
        file.at("title").text();
        file.at("answers").map().forEach((name, its) -> answers.put(name, answers(its)));
        readItems(file);
        List<Item> all = List.copyOf(items.values());
        List<Group> groups = groups(file);
        List<Total> totals = totals(file.at("scores"));
        var silent = new Instrument(id, all, groups, totals, List.of());
        return new Instrument(id, all, groups, totals, alerts(file.at("alerts"), silent));
    }

    private static Answers answers(Place its) {
        its.only("scored", "unscored");
        Place scored = its.at("scored");
        Set<Integer> scores = new HashSet<>();
        Map<String, Integer> texts = new HashMap<>();
        scored.map()
                .forEach((key, answer) -> {
                    if (!SCORE.matcher(key).matches()) {
                        throw answer.wrong("a score is a whole number from 0 to 1000");
                    }
                    scores.add(Integer.valueOf(key));
                    if (answer.given()
                            && texts.put(lower(answer.text()), Integer.valueOf(key)) != null) {
                        throw answer.wrong("two scores have this text");
                    }
                });
        int lowest = scores.isEmpty() ? 0 : Collections.min(scores);
        int highest = scores.isEmpty() ? 0 : Collections.max(scores);
        if (highest - lowest != scores.size() - 1) {
            throw scored.wrong("scores are without a gap");
        }
        return with(new Answers(lowest, highest, Map.copyOf(texts), Set.of()), its.at("unscored"));
    }

    /** With more texts that stand for no score. */
    private static Answers with(Answers its, Place texts) {
        Set<String> unscored = new HashSet<>(its.unscored());
        for (Place text : texts.listIfGiven()) {
            String lower = lower(text.text());
            if (its.scored().containsKey(lower) || !unscored.add(lower)) {
                throw text.wrong("two answers have this text");
            }
        }
        return unscored.equals(its.unscored())
                ? its
                : new Answers(its.lowest(), its.highest(), its.scored(), Set.copyOf(unscored));
    }

    private void readItems(Place file) {
        List<Place> all = file.at("items").list();
        Map<String, List<String>> spared = new HashMap<>();
        for (Place its : all) {
            its.only("field", "group", "label", "attribute", "answers", "unscored", "spared_by");
            if (its.at("spared_by").given()) {
                spared.computeIfAbsent(its.at("spared_by").text(), f -> new ArrayList<>())
                        .add(its.at("field").text());
            }
        }
        Map<String, List<RedFlag>> redFlags = redFlags(file.at("red_flags"));
        Set<Integer> groups = new HashSet<>();
        for (Place its : all) {
            Integer group = group(its.at("group"));
            Place attribute = its.at("attribute");
            String field = matching(its.at("field"), FIELD, "a field's name");
            var item =
                    new Item(
                            field,
                            group,
                            its.at("label").text(),
                            attribute.given() ? matching(attribute, WORD, A_WORD) : null,
                            group != null && groups.add(group),
                            answersOf(its),
                            List.copyOf(spared.getOrDefault(field, List.of())),
                            List.copyOf(redFlags.getOrDefault(field, List.of())));
            if (items.put(field, item) != null) {
                throw its.at("field").wrong("there are two " + field);
            }
        }
        if (items.isEmpty()) {
            throw file.at("items").wrong("there is none");
        }
        all.forEach(this::checkSpared);
        file.at("red_flags").listIfGiven().forEach(this::checkRedFlag);
    }

    private static @Nullable Integer group(Place group) {
        if (!group.given()) {
            return null;
        }
        if (group.number() < 1 || group.number() > HIGHEST_GROUP) {
            throw group.wrong("groups are those of PRO-CTCAE, 1 to 80");
        }
        return group.number();
    }

    private Answers answersOf(Place item) {
        Answers known = answers.get(item.at("answers").text());
        if (known == null) {
            throw item.at("answers").wrong("there are no such answers");
        }
        return with(known, item.at("unscored"));
    }

    private void checkSpared(Place its) {
        Place sparedBy = its.at("spared_by");
        if (!sparedBy.given()) {
            return;
        }
        Item by = items.get(sparedBy.text());
        Item spared = Objects.requireNonNull(items.get(its.at("field").text()));
        if (by == null || !spared.spares().isEmpty()) {
            throw sparedBy.wrong("an item that is always asked spares others");
        }
        if (by.answers().lowest() > 0 || spared.answers().lowest() > 0) {
            throw sparedBy.wrong("what spares and what is spared can be scored 0");
        }
    }

    private static Map<String, List<RedFlag>> redFlags(Place flags) {
        Map<String, List<RedFlag>> redFlags = new HashMap<>();
        for (Place its : flags.listIfGiven()) {
            its.only("item", "at_least", "kind");
            redFlags.computeIfAbsent(its.at("item").text(), f -> new ArrayList<>())
                    .add(
                            new RedFlag(
                                    its.at("at_least").number(),
                                    matching(its.at("kind"), WORD, A_WORD)));
        }
        return redFlags;
    }

    private void checkRedFlag(Place its) {
        Item item = items.get(its.at("item").text());
        if (item == null) {
            throw its.at("item").wrong("there is no such item");
        }
        int atLeast = its.at("at_least").number();
        if (atLeast <= item.answers().lowest() || atLeast > item.answers().highest()) {
            throw its.at("at_least").wrong("some answers are red flags, and not all");
        }
    }

    private List<Group> groups(Place file) {
        Map<Integer, List<Item>> members = new LinkedHashMap<>();
        for (Place place : file.at("items").list()) {
            Item item = Objects.requireNonNull(items.get(place.at("field").text()));
            if (item.group() != null) {
                List<Item> its = members.computeIfAbsent(item.group(), n -> new ArrayList<>());
                its.add(item);
                if (!its.getFirst().label().equals(item.label())) {
                    throw place.at("label").wrong("a group has one label");
                }
            }
        }
        Map<List<String>, Place> composites = composites(file.at("composites"));
        Set<Place> used = new HashSet<>();
        List<Group> groups = new ArrayList<>();
        members.forEach((number, its) -> {
            Place composite = composites.get(its.stream().map(Item::attribute).toList());
            List<Integer> grades = new ArrayList<>();
            if (composite != null) {
                used.add(composite);
                readGrades(composite.at("grades"), its, grades);
            }
            groups.add(
                    new Group(
                            number, its.getFirst().label(), List.copyOf(its), List.copyOf(grades)));
        });
        for (Place composite : composites.values()) {
            if (!used.contains(composite)) {
                throw composite.at("attributes").wrong("no group has such items");
            }
        }
        return groups;
    }

    /** By the attributes of the items that they are made of. */
    private static Map<List<String>, Place> composites(Place all) {
        Map<List<String>, Place> composites = new LinkedHashMap<>();
        for (Place its : all.listIfGiven()) {
            its.only("attributes", "grades");
            if (composites.put(its.at("attributes").texts(), its) != null) {
                throw its.at("attributes").wrong("there are two of these");
            }
        }
        return composites;
    }

    /** Lists in lists, as deep as there are items, and as long as each has scores. */
    private static void readGrades(Place grades, List<Item> its, List<Integer> read) {
        if (its.isEmpty()) {
            int grade = grades.number();
            if (grade < 0 || grade > HIGHEST_COMPOSITE) {
                throw grades.wrong("a grade is 0 to 3");
            }
            read.add(grade);
            return;
        }
        Item first = its.getFirst();
        List<Place> rows = grades.list();
        if (first.answers().lowest() > 0 || rows.size() != first.answers().highest() + 1) {
            throw grades.wrong(
                    "there is one for each score of %s, from 0 to %d"
                            .formatted(first.field(), first.answers().highest()));
        }
        rows.forEach(row -> readGrades(row, its.subList(1, its.size()), read));
    }

    private List<Total> totals(Place all) {
        List<Total> totals = new ArrayList<>();
        Set<String> names = new HashSet<>(items.keySet());
        for (Place its : all.listIfGiven()) {
            Total total = total(its);
            if (!names.add(total.name())) {
                throw its.at("name").wrong("there are two " + total.name());
            }
            totals.add(total);
        }
        return totals;
    }

    private Total total(Place its) {
        its.only("name", "label", "method", "items", "missing", "range", "bands");
        List<String> fields = new ArrayList<>(items.keySet());
        if (its.at("items").given()) {
            fields.clear();
            for (Place place : its.at("items").list()) {
                if (!items.containsKey(place.text()) || fields.contains(place.text())) {
                    throw place.wrong("is no item, or there twice");
                }
                fields.add(place.text());
            }
        }
        int missing = its.at("missing").given() ? its.at("missing").number() : 0;
        if (missing < 0 || missing >= fields.size()) {
            throw its.at("missing").wrong("fewer are missing than there are items");
        }
        Method method = oneOf(its.at("method"), Method.values());
        List<Integer> range = range(its, method, fields);
        return new Total(
                matching(its.at("name"), FIELD, "a field's name"),
                its.at("label").text(),
                method,
                List.copyOf(fields),
                missing,
                range.getLast(),
                bands(its.at("bands"), range));
    }

    /** What the items come to, as the file must say too: it shows what was left out. */
    private List<Integer> range(Place its, Method method, List<String> fields) {
        List<Answers> each =
                fields.stream()
                        .map(field -> Objects.requireNonNull(items.get(field)).answers())
                        .toList();
        int lowest = each.stream().mapToInt(Answers::lowest).sum();
        int highest = each.stream().mapToInt(Answers::highest).sum();
        if (method == Method.MEAN) {
            lowest = each.getFirst().lowest();
            highest = each.getFirst().highest();
            for (Answers one : each) {
                if (one.lowest() != lowest || one.highest() != highest) {
                    throw its.at("items").wrong("a mean is of items of one scale");
                }
            }
        }
        List<Integer> range = List.of(lowest, highest);
        if (!range.equals(its.at("range").list().stream().map(Place::number).toList())) {
            throw its.at("range").wrong("its items come to " + range);
        }
        return range;
    }

    private static NavigableMap<BigDecimal, String> bands(Place written, List<Integer> range) {
        NavigableMap<BigDecimal, String> bands = new TreeMap<>();
        if (written.given()) {
            written.map()
                    .forEach((band, place) -> {
                        BigDecimal from = place.decimal();
                        boolean next =
                                bands.isEmpty()
                                        ? from.compareTo(BigDecimal.valueOf(range.getFirst())) == 0
                                        : from.compareTo(bands.lastKey()) > 0;
                        if (!next || from.compareTo(BigDecimal.valueOf(range.getLast())) > 0) {
                            throw place.wrong(
                                    "the first band begins with the range, and each above the one before");
                        }
                        bands.put(from, band);
                    });
        }
        return bands;
    }

    private static List<AlertRule> alerts(Place all, Instrument silent) {
        List<AlertRule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Place its : all.listIfGiven()) {
            its.only("name", "measure", "at_least", "attribute", "item", "group", "score");
            var rule =
                    new AlertRule(
                            matching(its.at("name"), WORD, A_WORD),
                            oneOf(its.at("measure"), Measure.values()),
                            its.at("at_least").number(),
                            null,
                            null,
                            textIfGiven(its.at("attribute")),
                            textIfGiven(its.at("item")),
                            group(its.at("group")),
                            textIfGiven(its.at("score")));
            if (!names.add(rule.name())) {
                throw its.at("name").wrong("there are two rules " + rule.name());
            }
            if (rule.atLeast() < 1 || !rule.concerns(silent)) {
                throw its.wrong("the rule can match nothing");
            }
            rules.add(rule);
        }
        return rules;
    }

    private static @Nullable String textIfGiven(Place place) {
        return place.given() ? place.text() : null;
    }

    private static String matching(Place place, Pattern pattern, String right) {
        if (!pattern.matcher(place.text()).matches()) {
            throw place.wrong("is " + right);
        }
        return place.text();
    }

    private static <E extends Enum<E>> E oneOf(Place place, E[] values) {
        for (E value : values) {
            if (lower(value.name()).equals(place.text())) {
                return value;
            }
        }
        throw place.wrong("is one of " + lower(List.of(values).toString()));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
