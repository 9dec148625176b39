package io.eprointake.instrument;

import io.eprointake.report.InstrumentVersion;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One version of a questionnaire, as its file has it. Immutable; no other is equal to it. */
final class Instrument {

    private final InstrumentVersion version;
    private final Map<String, Item> items = new LinkedHashMap<>();
    private final Map<Integer, Group> groups = new LinkedHashMap<>();
    private final List<Total> totals;
    private final List<AlertRule> defaults;

    /**
     * @param defaults which alerts it raises where nobody says otherwise
     */
    Instrument(
            InstrumentVersion version,
            List<Item> items,
            List<Group> groups,
            List<Total> totals,
            List<AlertRule> defaults) {
        this.version = version;
        items.forEach(item -> this.items.put(item.field(), item));
        groups.forEach(group -> this.groups.put(group.number(), group));
        this.totals = List.copyOf(totals);
        this.defaults = List.copyOf(defaults);
    }

    InstrumentVersion version() {
        return version;
    }

    String name() {
        return version.instrument();
    }

    /** The item of exactly that name; null when there is none. */
    @Nullable Item item(String field) {
        return items.get(field);
    }

    /** The symptom group an item of it belongs to, which has one. */
    Group group(Item item) {
        return Objects.requireNonNull(groups.get(item.group()));
    }

    Collection<Item> items() {
        return Collections.unmodifiableCollection(items.values());
    }

    Collection<Group> groups() {
        return Collections.unmodifiableCollection(groups.values());
    }

    List<Total> totals() {
        return totals;
    }

    List<AlertRule> defaults() {
        return defaults;
    }

    @Override
    public String toString() {
        return version.instrument() + " " + version.version();
    }
}
