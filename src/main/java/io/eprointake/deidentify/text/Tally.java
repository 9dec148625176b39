package io.eprointake.deidentify.text;

import java.util.EnumMap;
import java.util.Map;

/** How many identifiers of each kind were taken out. Not for sharing between threads: merge. */
public final class Tally {

    /** Of one number each, which is counted up without a new object. */
    private final Map<Kind, long[]> counts = new EnumMap<>(Kind.class);

    public void add(Kind kind) {
        add(kind, 1);
    }

    public void add(Kind kind, long count) {
        counts.computeIfAbsent(kind, _ -> new long[1])[0] += count;
    }

    public long count(Kind kind) {
        long[] count = counts.get(kind);
        return count == null ? 0 : count[0];
    }

    public void merge(Tally other) {
        other.counts.forEach((kind, count) -> add(kind, count[0]));
    }

    /** The kinds that were found, in the order of {@link Kind}. */
    public Map<Kind, Long> asMap() {
        Map<Kind, Long> found = new EnumMap<>(Kind.class);
        counts.forEach((kind, count) -> found.put(kind, count[0]));
        return found;
    }
}
