package io.eprointake.deidentify.text;

import java.util.EnumMap;
import java.util.Map;

/** How many identifiers of each kind were taken out. Not for sharing between threads: merge. */
public final class Tally {

    private final long[] counts = new long[Kind.values().length];

    public void add(Kind kind) {
        counts[kind.ordinal()]++;
    }

    public long count(Kind kind) {
        return counts[kind.ordinal()];
    }

    public void merge(Tally other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    /** The kinds that were found, in the order of {@link Kind}. */
    public Map<Kind, Long> asMap() {
        Map<Kind, Long> found = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            if (count(kind) > 0) {
                found.put(kind, count(kind));
            }
        }
        return found;
    }
}
