package io.eprointake.deidentify.suggest;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which columns refer to one another, and so need the same pseudonyms: those of one label, and
 * those that share values no chance would repeat.
 */
final class Domains {

    /** Of the values in two samples; three will do in large ones. */
    private static final int SHARED_PERCENT = 10;

    private static final int SHARED = 3;

    private final Map<String, String> joined = new HashMap<>();
    private final Map<Long, String> owners = new HashMap<>();

    /** Takes a column of ids. The first to come lends its label to those that join it. */
    void add(String label, Set<Long> hashes) {
        String owner = owner(hashes);
        if (owner != null && !owner.equals(of(label))) {
            joined.put(of(label), owner);
        }
        for (long hash : hashes) {
            owners.putIfAbsent(hash, label);
        }
    }

    String of(String label) {
        String domain = label;
        for (String next = joined.get(domain); next != null; next = joined.get(domain)) {
            domain = next;
        }
        return domain;
    }

    /** Whose ids these are; null when they are not known. */
    @Nullable String owner(Set<Long> hashes) {
        var shared = new HashMap<String, Integer>();
        for (long hash : hashes) {
            String label = owners.get(hash);
            if (label != null
                    && isEnough(shared.merge(of(label), 1, Integer::sum), hashes.size())) {
                return of(label);
            }
        }
        return null;
    }

    private static boolean isEnough(int shared, int of) {
        return shared >= SHARED || shared * 100 >= of * SHARED_PERCENT;
    }
}
