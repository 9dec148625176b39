package io.eprointake.deidentify.vault;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a vault has, for tests of the whole command. */
public final class Originals {

    private Originals() {}

    /**
     * Reveals pseudonyms, however many.
     *
     * @return the original of each that is found
     * @throws AssertionError when the trail does not hold, or a pair was damaged
     */
    public static Map<String, String> of(Path vault, Path key, Set<String> pseudonyms) {
        var found = new TreeMap<String, String>();
        try (Vault opened = Vault.openExisting(vault, Key.read(key, false))) {
            List<Revealed> all =
                    opened.reveal(List.copyOf(pseudonyms), null, Instant.EPOCH, "test", "test");
            for (Revealed one : all) {
                switch (one) {
                    case Revealed.Found it -> found.put(it.place().pseudonym(), it.original());
                    case Revealed.Unknown _ -> {}
                    case Revealed.Damaged _ -> throw new AssertionError("damaged: " + one.place());
                }
            }
            opened.audit()
                    .fault()
                    .ifPresent(fault -> {
                        throw new AssertionError("the trail does not hold: " + fault);
                    });
        }
        return found;
    }
}
