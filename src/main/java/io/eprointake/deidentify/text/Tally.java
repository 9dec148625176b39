package io.eprointake.deidentify.text;

import java.util.EnumMap;
import java.util.Map;

/** How many identifiers of each kind were taken out. Not for sharing between threads: merge. */
public final class Tally {

    private static final Kind[] KINDS = Kind.values();

    private final long[] counts = new long[KINDS.length];

    public void add(Kind kind) {
        add(kind, 1);
    }

    public void add(Kind kind, long count) {
        counts[kind.ordinal()] += count;
    }

    public long count(Kind kind) {
        return counts[kind.ordinal()];
    }

    public void merge(Tally other) {
        for (Kind kind : KINDS) {
            add(kind, other.count(kind));
        }
    }

    /** The kinds that were found, in the order of {@link Kind}. */
    public Map<Kind, Long> asMap() {
        Map<Kind, Long> found = new EnumMap<>(Kind.class);
        for (Kind kind : KINDS) {
            if (count(kind) > 0) {
                found.put(kind, count(kind));
            }
        }
        return found;
    }
}
