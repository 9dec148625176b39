package io.eprointake.leakwatch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * The deadlines the JVM has pending, and how late they fire. One thread fires them all: a
 * continuation that blocks it makes every other deadline late, and this shows it.
 */
@Component
final class Deadlines {

    private static final long PROBE = TimeUnit.MILLISECONDS.toNanos(1);

    private volatile boolean armed;
    private volatile long dueAt;
    private volatile long lag;

    /** Arms one deadline of its own, unless the last one is still to come. Does not wait for it. */
    void probe() {
        if (armed) {
            return;
        }
        dueAt = System.nanoTime() + PROBE;
        armed = true;
        var probe = new CompletableFuture<Void>();
        // Before it is armed: a stage added to a future that is done runs here, not on the timer.
        var _ =
                probe.whenComplete((_, _) -> {
                    lag = Math.max(0, System.nanoTime() - dueAt);
                    armed = false;
                });
        var _ = probe.orTimeout(PROBE, TimeUnit.NANOSECONDS);
    }

    /** Of every {@code orTimeout} and delayed task of the JVM. */
    long pending() {
        return ForkJoinPool.commonPool().getDelayedTaskCount();
    }

    /** How late the last probe fired, or how late the one still to come is by now. */
    Duration lag() {
        return Duration.ofNanos(armed ? Math.max(lag, System.nanoTime() - dueAt) : lag);
    }
}
