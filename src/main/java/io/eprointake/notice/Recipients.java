package io.eprointake.notice;

import io.eprointake.study.Recipient;
import io.eprointake.study.Studies;
import io.eprointake.study.Study;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Those of all studies, by their names: a name stands for one address, which several studies may
 * use.
 */
final class Recipients {

    private final Map<String, Recipient> byName = new LinkedHashMap<>();

    /**
     * @throws IllegalArgumentException when two of one name have another address each
     */
    Recipients(Studies studies) {
        for (Study study : studies.all()) {
            for (Recipient recipient : study.recipients()) {
                Recipient other = byName.putIfAbsent(recipient.name(), recipient);
                if (other != null && !isSame(other, recipient)) {
                    throw new IllegalArgumentException(
                            "two studies have a recipient %s, and must have one address for it"
                                    .formatted(recipient.name()));
                }
            }
        }
    }

    private static boolean isSame(Recipient one, Recipient other) {
        return Objects.equals(one.webhook(), other.webhook())
                && Objects.equals(one.email(), other.email());
    }

    Collection<Recipient> all() {
        return byName.values();
    }

    /** Null when no study has one of this name any more. */
    @Nullable Recipient find(String name) {
        return byName.get(name);
    }
}
