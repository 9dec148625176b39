package io.eprointake.audit;

import io.eprointake.audit.Act.Change;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry as somebody reads it.
 *
 * @param what the word of an {@link Act.What}
 * @param by the name of who did it
 * @param role null for the service itself
 * @param record what it was done to
 * @param why null, too, when it was not asked for
 * @param changes none, too, when they were not asked for
 */
public record TrailEntry(
        Place place,
        String what,
        String by,
        @Nullable String role,
        @Nullable String study,
        @Nullable String record,
        @Nullable String why,
        List<Change> changes) {

    public TrailEntry {
        changes = List.copyOf(changes);
    }

    /** Neither why nor what changed: both may hold a patient's words. */
    @Override
    public String toString() {
        return "TrailEntry[" + place + " " + what + "]";
    }

    /**
     * Where an entry stands among those of all chains.
     *
     * @param at in milliseconds since 1970; several chains may have entries of the same
     */
    public record Place(long at, long chain, long number) {

        public Instant time() {
            return Instant.ofEpochMilli(at);
        }
    }
}
