package io.eprointake.deidentify.transform;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Counts ids that differ from another in case only: they are two persons to a pseudonym, and mostly
 * one in fact. Of the first {@link #MOST} different ones; of one thread.
 */
final class CaseTwins {

    static final int MOST = 16_384;

    private final Map<Long, Long> seen = new HashMap<>();
    private long count;
    private String last = "";

    void add(String value) {
        if (seen.size() == MOST || value.equals(last)) {
            return;
        }
        last = value;
        long hash = Hash.of(value);
        Long before = seen.put(Hash.of(value.toLowerCase(Locale.ROOT)), hash);
        count += before == null || before == hash ? 0 : 1;
    }

    /** How often one came that had come otherwise before. */
    long count() {
        return count;
    }
}
