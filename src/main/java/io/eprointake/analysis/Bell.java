package io.eprointake.analysis;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Wakes one sleeper. Rung many times before it is heard, it is heard once; rung by the sleeper
 * itself, as when it gives back a permit that it found no use for, it is not heard at all.
 */
final class Bell {

    private final Semaphore rung = new Semaphore(0);
    private volatile @Nullable Thread sleeper;

    void ring() {
        if (Thread.currentThread() != sleeper && rung.availablePermits() == 0) {
            rung.release();
        }
    }

    void await(Duration atMost) throws InterruptedException {
        sleeper = Thread.currentThread();
        if (rung.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            rung.drainPermits();
        }
    }
}
