package io.eprointake.analysis.embedded;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something loaded once, when first asked for. A load that failed is tried again when asked. */
final class Lazy<T> {

    interface Loader<T> {
        T load() throws IOException;
    }

    private final Loader<T> loader;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable T loaded;

    Lazy(Loader<T> loader) {
        this.loader = loader;
    }

    T get() throws IOException {
        lock.lock();
        try {
            T value = loaded;
            if (value == null) {
                value = loader.load();
                loaded = value;
            }
            return value;
        } finally {
            lock.unlock();
        }
    }

    /** Gives what was loaded to be disposed of; a later ask loads again. */
    void drop(Consumer<T> disposal) {
        lock.lock();
        try {
            T value = loaded;
            loaded = null;
            if (value != null) {
                disposal.accept(value);
            }
        } finally {
            lock.unlock();
        }
    }
}
