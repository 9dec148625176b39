package io.eprointake.deidentify.vault;

import java.util.LinkedHashMap;
import java.util.Map;

/** What one worker has for the vault. Of one thread; nothing is kept until {@link #flush}. */
public final class Batch {

    /** Pairs that wait for a flush. */
    static final int MOST = 1_000;

    private static final int REMEMBERED = 65_536;

    private final Vault vault;
    private final Map<Place, byte[]> pending = new LinkedHashMap<>();
    private final Memo<Place> known = new Memo<>(REMEMBERED);

    Batch(Vault vault) {
        this.vault = vault;
    }

    /**
     * Takes a pair, unless it took it before; flushes first when it is full.
     *
     * @param pseudonym as {@link Pseudonyms#of} made it; an empty one stands for nothing, and is
     *     not kept
     * @throws Unusable as {@link #flush}; the pair is not taken then
     */
    public void add(String domain, String pseudonym, String original) {
        if (!pseudonym.isEmpty()) {
            Place _ = known.get(domain, pseudonym, () -> take(domain, pseudonym, original));
        }
    }

    /**
     * Writes what was taken. When it returns, that is on the disk.
     *
     * @throws Unusable when it cannot be written; it may be tried again
     */
    public void flush() {
        if (!pending.isEmpty()) {
            vault.keep(pending);
            pending.clear();
        }
    }

    private Place take(String domain, String pseudonym, String original) {
        if (pending.size() == MOST) {
            flush();
        }
        Place place = new Place(domain, pseudonym);
        pending.put(place, vault.seal(place, original));
        return place;
    }
}
