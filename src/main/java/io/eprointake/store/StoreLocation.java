package io.eprointake.store;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a database is: whether what is written is still there at the next start. */
interface StoreLocation extends AutoCloseable {

    /** A server's, which looks after its own files. */
    StoreLocation SERVER =
            new StoreLocation() {
                @Override
                public void open() {}

                @Override
                public @Nullable Trouble trouble() {
                    return null;
                }

                @Override
                public double freeBytes() {
                    return Double.NaN;
                }

                @Override
                public void begun() {}

                @Override
                public boolean begunAnew() {
                    return false;
                }

                @Override
                public void close() {}

                @Override
                public String toString() {
                    return "the database of spring.datasource.url";
                }
            };

    /** From here on it knows which files the service has open: the store is made and migrated. */
    void open();

    /** Why nothing may be written, as it is this moment; null when all is well. */
    @Nullable Trouble trouble();

    /** How much room there is; NaN where that is not known. */
    double freeBytes();

    /** Told when there was no store, and an empty one was made. */
    void begun();

    /** Whether that was done where a service had kept its store before. */
    boolean begunAnew();

    @Override
    void close();

    /** What can be wrong with a place, each as health tells it, in lower case. */
    enum Trouble {
        /** The file was moved or deleted. */
        GONE,
        /** Another file has its name. */
        REPLACED,
        /** The file is there, and its write-ahead log is not, or is another. */
        LOG_GONE,
        READ_ONLY,
        /** Less room is left than is to stay free. */
        FULL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether what was written may not be found again. */
        boolean misplaced() {
            return compareTo(LOG_GONE) <= 0;
        }
    }
}
