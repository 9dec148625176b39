package io.eprointake.deidentify.vault;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was made of recent values; a newer one takes the place of an older one. Of one
 * thread.
 */
final class Memo<V> {

    /**
     * In characters. Longer values are rarely repeated, and would make the memory's size theirs.
     */
    private static final int LONGEST = 256;

    /** Of the entries: where these differ, those need not be fetched from memory. */
    private final int[] hashes;

    private final @Nullable Entry<V>[] entries;

    /**
     * @param size of entries, a power of two
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    Memo(int size) {
        hashes = new int[size];
        entries = new Entry[size];
    }

    V get(String domain, String value, Supplier<V> make) {
        int hash = 31 * domain.hashCode() + value.hashCode();
        // Strings that differ in their last character have hashes that differ in their low bits;
        // the high bits are folded in for those that do not.
        int slot = (hash ^ (hash >>> 16)) & (entries.length - 1);
        Entry<V> entry = hashes[slot] == hash ? entries[slot] : null;
        if (entry != null && entry.value.equals(value) && entry.domain.equals(domain)) {
            return entry.made;
        }
        V made = make.get();
        if (value.length() <= LONGEST) {
            hashes[slot] = hash;
            entries[slot] = new Entry<>(domain, value, made);
        }
        return made;
    }

    private record Entry<V>(String domain, String value, V made) {

        @Override
        public String toString() {
            return "Entry[" + domain + "]";
        }
    }
}
