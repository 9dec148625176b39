package io.eprointake.instrument;

import io.eprointake.instrument.Item.RedFlag;
import io.eprointake.instrument.Total.Method;
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

    private static final String A_WORD = "a word in lower case, with underscores";

    /** Of a name, a label, an answer. */
    private static final int LONGEST = 200;

    private static final int HIGHEST_SCORE = 1000;

    private static final int HIGHEST_GROUP = 80;
    private static final int HIGHEST_COMPOSITE = 3;

    /** What stands in the file; what is absent is null. */
    private record Written(
            @Nullable String name,
            @Nullable String version,
            @Nullable String title,
            @Nullable Map<String, AnswersWritten> answers,
            @Nullable List<ItemWritten> items,
            @Nullable List<CompositeWritten> composites,
            @Nullable List<TotalWritten> scores,
            @Nullable List<RedFlagWritten> redFlags,
            @Nullable List<AlertRule> alerts) {}

    private record AnswersWritten(
            @Nullable Map<Integer, @Nullable String> scored, @Nullable List<String> unscored) {}

    private record ItemWritten(
            @Nullable String field,
            @Nullable Integer group,
            @Nullable String label,
            @Nullable String attribute,
            @Nullable String answers,
            @Nullable List<String> unscored,
            @Nullable String sparedBy) {}

    private record CompositeWritten(@Nullable List<String> attributes, @Nullable List<?> grades) {}

    private record TotalWritten(
            @Nullable String name,
            @Nullable String label,
            @Nullable Method method,
            @Nullable List<String> items,
            int missing,
            @Nullable List<Integer> range,
            @Nullable Map<String, @Nullable BigDecimal> bands) {}

    private record RedFlagWritten(@Nullable String item, int atLeast, @Nullable String kind) {}

    private final YamlFile file;
    private final Written written;
    private final Map<String, Answers> answers = new HashMap<>();
    private final Map<String, Item> items = new LinkedHashMap<>();

    private InstrumentFile(YamlFile file) {
        this.file = file;
        this.written = file.as(Written.class);
    }

    /**
     * @throws IllegalArgumentException when it is no instrument; the message has the file, the line
     *     and the key
     */
    static Instrument read(YamlFile file) {
        return new InstrumentFile(file).instrument();
    }

    private Instrument instrument() {
        String name = text("/name", written.name);
        String version = matching("/version", written.version, VERSION, "numbers and points");
        text("/title", written.title);
        given("/answers", written.answers).forEach(this::readAnswers);
        readItems();
        var id = new InstrumentVersion(name, version);
        List<Item> all = List.copyOf(items.values());
        List<Group> groups = groups();
        List<Total> totals = totals();
        var silent = new Instrument(id, all, groups, totals, List.of());
        return new Instrument(id, all, groups, totals, alerts(silent));
    }

    private void readAnswers(String name, @Nullable AnswersWritten its) {
        String at = "/answers/" + name;
        Map<Integer, @Nullable String> scored =
                given(at + "/scored", its == null ? null : its.scored);
        int lowest = scored.isEmpty() ? -1 : Collections.min(scored.keySet());
        int highest = scored.isEmpty() ? -1 : Collections.max(scored.keySet());
        if (lowest < 0 || highest > HIGHEST_SCORE || highest - lowest >= scored.size()) {
            throw file.wrong(
                    at + "/scored", "scores are whole numbers from 0 to 1000, without a gap");
        }
        Map<String, Integer> texts = new HashMap<>();
        scored.forEach((score, text) -> {
            if (text != null && texts.put(lower(text), score) != null) {
                throw file.wrong(at + "/scored/" + score, "two scores have the text " + text);
            }
        });
        var alone = new Answers(lowest, highest, Map.copyOf(texts), Set.of());
        answers.put(name, with(alone, at, its == null ? null : its.unscored));
    }

    /** With more texts that stand for no score. */
    private Answers with(Answers its, String at, @Nullable List<String> texts) {
        if (texts == null) {
            return its;
        }
        Set<String> unscored = new HashSet<>(its.unscored());
        for (int i = 0; i < texts.size(); i++) {
            String place = at + "/unscored/" + i;
            String text = lower(text(place, texts.get(i)));
            if (its.scored().containsKey(text) || !unscored.add(text)) {
                throw file.wrong(place, "two answers have the text " + texts.get(i));
            }
        }
        return new Answers(its.lowest(), its.highest(), its.scored(), Set.copyOf(unscored));
    }

    private void readItems() {
        List<ItemWritten> all = given("/items", written.items);
        Map<String, ItemWritten> byField = new HashMap<>();
        Map<String, List<String>> spared = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            ItemWritten its = all.get(i);
            String at = "/items/" + i + "/field";
            String field = matching(at, its == null ? null : its.field, FIELD, "a field's name");
            if (byField.put(field, its) != null) {
                throw file.wrong(at, "there are two " + field);
            }
            if (its.sparedBy != null) {
                spared.computeIfAbsent(its.sparedBy, f -> new ArrayList<>()).add(field);
            }
        }
        Map<String, List<RedFlag>> redFlags = redFlags(byField);
        Set<Integer> groups = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            ItemWritten its = all.get(i);
            String field = Objects.requireNonNull(its.field);
            items.put(
                    field,
                    new Item(
                            field,
                            its.group,
                            text("/items/" + i + "/label", its.label),
                            its.attribute,
                            its.group != null && groups.add(its.group),
                            answers("/items/" + i, its),
                            List.copyOf(spared.getOrDefault(field, List.of())),
                            List.copyOf(redFlags.getOrDefault(field, List.of()))));
        }
        for (int i = 0; i < all.size(); i++) {
            checkSpared("/items/" + i + "/spared_by", all.get(i));
        }
        checkRedFlags();
    }

    private Answers answers(String at, ItemWritten its) {
        Answers known = answers.get(text(at + "/answers", its.answers));
        if (known == null) {
            throw file.wrong(at + "/answers", "there are no answers " + its.answers);
        }
        return with(known, at, its.unscored);
    }

    private void checkSpared(String at, ItemWritten its) {
        if (its.sparedBy == null) {
            return;
        }
        Item by = items.get(its.sparedBy);
        Item spared = Objects.requireNonNull(items.get(its.field));
        if (by == null || !spared.spares().isEmpty()) {
            throw file.wrong(at, "it is spared by an item that is always asked");
        }
        if (by.answers().lowest() > 0 || spared.answers().lowest() > 0) {
            throw file.wrong(at, "who spares and who is spared can be scored 0");
        }
    }

    private Map<String, List<RedFlag>> redFlags(Map<String, ItemWritten> byField) {
        Map<String, List<RedFlag>> redFlags = new HashMap<>();
        List<RedFlagWritten> all = orNone(written.redFlags);
        for (int i = 0; i < all.size(); i++) {
            RedFlagWritten its = all.get(i);
            String at = "/red_flags/" + i;
            String item = text(at + "/item", its == null ? null : its.item);
            if (!byField.containsKey(item)) {
                throw file.wrong(at + "/item", "there is no item " + item);
            }
            redFlags.computeIfAbsent(item, f -> new ArrayList<>())
                    .add(new RedFlag(its.atLeast, matching(at + "/kind", its.kind, WORD, A_WORD)));
        }
        return redFlags;
    }

    private void checkRedFlags() {
        List<RedFlagWritten> all = orNone(written.redFlags);
        for (int i = 0; i < all.size(); i++) {
            Answers its = Objects.requireNonNull(items.get(all.get(i).item)).answers();
            int atLeast = all.get(i).atLeast;
            if (atLeast <= its.lowest() || atLeast > its.highest()) {
                throw file.wrong(
                        "/red_flags/" + i + "/at_least",
                        "some answers are red flags, and not all; these are %d to %d"
                                .formatted(its.lowest(), its.highest()));
            }
        }
    }

    private List<Group> groups() {
        Map<Integer, List<Item>> members = new LinkedHashMap<>();
        int i = 0;
        for (Item item : items.values()) {
            Integer number = item.group();
            if (number != null) {
                if (number < 1 || number > HIGHEST_GROUP) {
                    throw file.wrong(
                            "/items/" + i + "/group", "groups are those of PRO-CTCAE, 1 to 80");
                }
                List<Item> its = members.computeIfAbsent(number, n -> new ArrayList<>());
                its.add(item);
                if (!its.getFirst().label().equals(item.label())) {
                    throw file.wrong("/items/" + i + "/label", "a group has one label");
                }
            }
            i++;
        }
        Map<List<String>, Integer> composites = composites();
        Set<Integer> used = new HashSet<>();
        List<Group> groups = new ArrayList<>();
        members.forEach((number, its) -> {
            Integer composite = composites.get(its.stream().map(Item::attribute).toList());
            List<Integer> grades = new ArrayList<>();
            if (composite != null) {
                used.add(composite);
                String at = "/composites/" + composite + "/grades";
                readGrades(at, orNone(written.composites).get(composite).grades, its, grades);
            }
            groups.add(
                    new Group(
                            number, its.getFirst().label(), List.copyOf(its), List.copyOf(grades)));
        });
        composites.forEach((attributes, composite) -> {
            if (!used.contains(composite)) {
                throw file.wrong(
                        "/composites/" + composite + "/attributes", "no group has such items");
            }
        });
        return groups;
    }

    /** Their places, by the attributes of the items that they are made of. */
    private Map<List<String>, Integer> composites() {
        Map<List<String>, Integer> places = new LinkedHashMap<>();
        List<CompositeWritten> all = orNone(written.composites);
        for (int i = 0; i < all.size(); i++) {
            CompositeWritten its = all.get(i);
            String at = "/composites/" + i + "/attributes";
            if (places.put(given(at, its == null ? null : its.attributes), i) != null) {
                throw file.wrong(at, "there are two of these attributes");
            }
        }
        return places;
    }

    /** Lists in lists, as deep as there are items, and as long as each has scores. */
    private void readGrades(
            String at, @Nullable Object grades, List<Item> its, List<Integer> read) {
        if (its.isEmpty()) {
            if (!(grades instanceof Integer grade) || grade < 0 || grade > HIGHEST_COMPOSITE) {
                throw file.wrong(at, "a grade is 0 to 3");
            }
            read.add(grade);
            return;
        }
        Answers first = its.getFirst().answers();
        if (first.lowest() > 0
                || !(grades instanceof List<?> rows)
                || rows.size() != first.highest() + 1) {
            throw file.wrong(
                    at,
                    "there is a row for each score of %s, from 0 to %d"
                            .formatted(its.getFirst().field(), first.highest()));
        }
        for (int i = 0; i < rows.size(); i++) {
            readGrades(at + "/" + i, rows.get(i), its.subList(1, its.size()), read);
        }
    }

    private List<Total> totals() {
        List<Total> totals = new ArrayList<>();
        Set<String> names = new HashSet<>(items.keySet());
        List<TotalWritten> all = orNone(written.scores);
        for (int i = 0; i < all.size(); i++) {
            TotalWritten its = all.get(i);
            String at = "/scores/" + i;
            String name =
                    matching(at + "/name", its == null ? null : its.name, FIELD, "a field's name");
            if (!names.add(name)) {
                throw file.wrong(at + "/name", "there are two " + name);
            }
            totals.add(total(at, name, its));
        }
        return totals;
    }

    private Total total(String at, String name, TotalWritten its) {
        List<String> fields = its.items == null ? List.copyOf(items.keySet()) : its.items;
        List<Answers> each = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            String field = text(at + "/items/" + i, fields.get(i));
            Item item = items.get(field);
            if (item == null || fields.indexOf(field) < i) {
                throw file.wrong(at + "/items/" + i, "is no item, or there twice: " + field);
            }
            each.add(item.answers());
        }
        if (its.missing < 0 || its.missing >= fields.size()) {
            throw file.wrong(at + "/missing", "fewer are missing than there are items");
        }
        Method method = given(at + "/method", its.method);
        int lowest = each.stream().mapToInt(Answers::lowest).sum();
        int highest = each.stream().mapToInt(Answers::highest).sum();
        if (method == Method.MEAN) {
            lowest = each.getFirst().lowest();
            highest = each.getFirst().highest();
            for (Answers one : each) {
                if (one.lowest() != lowest || one.highest() != highest) {
                    throw file.wrong(at + "/items", "a mean is of items of one scale");
                }
            }
        }
        if (!List.of(lowest, highest).equals(given(at + "/range", its.range))) {
            throw file.wrong(
                    at + "/range", "its items come to %d to %d".formatted(lowest, highest));
        }
        return new Total(
                name,
                text(at + "/label", its.label),
                method,
                List.copyOf(fields),
                its.missing,
                highest,
                bands(at + "/bands", its.bands, lowest, highest));
    }

    private NavigableMap<BigDecimal, String> bands(
            String at,
            @Nullable Map<String, @Nullable BigDecimal> written,
            int lowest,
            int highest) {
        NavigableMap<BigDecimal, String> bands = new TreeMap<>();
        if (written != null) {
            written.forEach((band, from) -> {
                boolean begins =
                        from != null
                                && (bands.isEmpty()
                                        ? from.compareTo(BigDecimal.valueOf(lowest)) == 0
                                        : from.compareTo(bands.lastKey()) > 0)
                                && from.compareTo(BigDecimal.valueOf(highest)) <= 0;
                if (!begins) {
                    throw file.wrong(
                            at + "/" + band, "bands begin with the range, and each above the last");
                }
                bands.put(from, band);
            });
        }
        return bands;
    }

    private List<AlertRule> alerts(Instrument silent) {
        List<AlertRule> rules = orNone(written.alerts);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            AlertRule rule = rules.get(i);
            String at = "/alerts/" + i;
            matching(at + "/name", rule == null ? null : rule.name(), WORD, A_WORD);
            given(at + "/measure", rule.measure());
            if (rule.study() != null || rule.instrument() != null) {
                throw file.wrong(at, "the rule is this instrument's, for all studies");
            }
            if (!names.add(rule.name())) {
                throw file.wrong(at + "/name", "there are two rules " + rule.name());
            }
            if (rule.atLeast() < 1 || !rule.concerns(silent)) {
                throw file.wrong(at, "the rule can match nothing");
            }
        }
        return rules;
    }

    private String matching(String at, @Nullable String text, Pattern pattern, String right) {
        if (!pattern.matcher(text(at, text)).matches()) {
            throw file.wrong(at, "is not " + right);
        }
        return text(at, text);
    }

    private String text(String at, @Nullable String text) {
        String given = given(at, text);
        if (given.isBlank() || given.length() > LONGEST) {
            throw file.wrong(at, "is blank, or longer than %d".formatted(LONGEST));
        }
        return given;
    }

    private <T> T given(String at, @Nullable T value) {
        if (value == null) {
            throw file.wrong(at, "is missing");
        }
        return value;
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
