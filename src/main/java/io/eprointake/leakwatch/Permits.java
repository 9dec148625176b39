package io.eprointake.leakwatch;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of permits for one named resource. Taking one gives the thing to close; it is
 * closed when the work has really ended, not when somebody stopped waiting for it.
 */
public final class Permits {

    private final String name;
    private final int total;
    private final Runnable onReturn;

    @GuardedBy("this")
    private int inUse;

    @GuardedBy("this")
    private int cutNotFreed;

    Permits(String name, int total, Runnable onReturn) {
        if (total < 1) {
            throw new IllegalArgumentException("permits " + name + ": total is " + total);
        }
        this.name = name;
        this.total = total;
        this.onReturn = onReturn;
    }

    /**
     * Takes a permit without waiting.
     *
     * @return null when all are in use
     */
    public synchronized @Nullable Permit tryAcquire() {
        if (inUse == total) {
            return null;
        }
        // Made before it is counted: without memory for it, none is taken.
        Permit permit = new Permit();
        inUse++;
        return permit;
    }

    /** All numbers, taken at one moment. */
    public synchronized Numbers numbers() {
        return new Numbers(total, inUse, cutNotFreed, total - inUse);
    }

    String name() {
        return name;
    }

    /**
     * @param inUse taken and not closed, those cut included
     * @param cutNotFreed marked as cut and not closed yet
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Numbers(int total, int inUse, int cutNotFreed, int available) {}

    /** One permit in use. */
    public final class Permit implements AutoCloseable {

        @GuardedBy("Permits.this")
        private boolean cut;

        @GuardedBy("Permits.this")
        private boolean closed;

        private Permit() {}

        /**
         * Says that the work was told to end.
         *
         * @return whether this call was the first, and the permit still in use
         */
        public boolean cut() {
            synchronized (Permits.this) {
                if (cut || closed) {
                    return false;
                }
                cut = true;
                cutNotFreed++;
                return true;
            }
        }

        /** Gives the permit back, once; more calls change nothing. */
        @Override
        public void close() {
            synchronized (Permits.this) {
                if (closed) {
                    return;
                }
                closed = true;
                inUse--;
                if (cut) {
                    cutNotFreed--;
                }
            }
            onReturn.run();
        }
    }
}
