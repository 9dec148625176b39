package io.eprointake.deidentify.text;

import java.util.Collection;
import java.util.List;

/**
 * The names of a whole run, which stand in the name columns of any of its files: looked for
 * whatever their case, accents and order. Not the names are kept but {@link NameKeys keys} of them.
 * Immutable.
 */
public final class KnownNames implements Recognizer {

    /** Keys that are kept, in 9 MB. A hundred thousand persons have fewer than half as many. */
    public static final int MOST = 500_000;

    private final NameWords words;
    private final KeySet keys;

    private KnownNames(NameWords words, KeySet keys) {
        this.words = words;
        this.keys = keys;
    }

    /** Nobody's. */
    public static KnownNames none() {
        return new Builder(List.of(), MOST).build();
    }

    /** How many words, pairs of words and Chinese names they are known by. */
    public int size() {
        return keys.names();
    }

    @Override
    public void find(TextPage page, FoundSpans found) {
        if (keys.size() > 0) {
            new KnownInText(page, words, keys).find(found);
        }
    }

    /** Gathers names; for many threads. Which are kept, beyond the most, is left to chance. */
    public static final class Builder {

        private final NameWords words;
        private final KeySet keys;

        private long unknown;

        /**
         * @param words the study's own, which are nobody's alone
         */
        public Builder(Collection<String> words, int most) {
            this.words = new NameWords(words);
            this.keys = new KeySet(most);
        }

        /** The values of one row's name columns. */
        public void add(List<String> row) {
            add(new NameKeys(words).of(row));
        }

        synchronized void add(long... row) {
            boolean kept = true;
            for (long key : row) {
                kept &= keys.add(key);
            }
            unknown += kept ? 0 : 1;
        }

        /** Rows with a name that could not be kept. */
        public synchronized long unknown() {
            return unknown;
        }

        /** Those that were added; no more may be. */
        public synchronized KnownNames build() {
            return new KnownNames(words, keys);
        }
    }
}
