package io.eprointake.leakwatch;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Wakes one thread that waits. Raised while nobody waits, it is kept for the next wait; raised many
 * times, it counts once; raised by the waiter itself, as when it gives back what it found no use
 * for, not at all.
 */
public final class Signal {

    private final Semaphore raised = new Semaphore(0);
    private volatile @Nullable Thread waiter;

    /** Ends the wait, or the next one. Never blocks. */
    public void raise() {
        if (Thread.currentThread() != waiter && raised.availablePermits() == 0) {
            raised.release();
        }
    }

    /**
     * Waits until it is raised, for no longer than this.
     *
     * @return whether it was
     */
    public boolean await(Duration atMost) throws InterruptedException {
        return await(atMost.toNanos());
    }

    boolean await(long nanos) throws InterruptedException {
        waiter = Thread.currentThread();
        boolean woken = raised.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        if (woken) {
            raised.drainPermits();
        }
        return woken;
    }
}
