package io.eprointake.deidentify.text;

import java.util.EnumMap;
import java.util.Map;

/** How many identifiers of each kind were taken out. Not for sharing between threads: merge. */
public final class Tally {

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

    public void add(Kind kind) {
        add(kind, 1);
    }

    public void add(Kind kind, long count) {
        counts.merge(kind, count, Long::sum);
    }

    public long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    public void merge(Tally other) {
        other.counts.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
    }

    /** The kinds that were found, in the order of {@link Kind}. */
    public Map<Kind, Long> asMap() {
        return counts.isEmpty() ? Map.of() : new EnumMap<>(counts);
    }
}
