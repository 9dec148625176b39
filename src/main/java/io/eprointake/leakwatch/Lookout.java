package io.eprointake.leakwatch;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Looks the ledger over, for as long as the service runs, on one thread of its own. */
@Component
final class Lookout implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Lookout.class);

    private final Ledger ledger;
    private final Deadlines deadlines;
    private final Duration interval;
    private volatile @Nullable ScheduledExecutorService thread;

    Lookout(Ledger ledger, Deadlines deadlines, LeakwatchProperties settings) {
        this.ledger = ledger;
        this.deadlines = deadlines;
        this.interval = settings.lookInterval();
    }

    @Override
    public void start() {
        var started =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("leakwatch").factory());
        thread = started;
        var _ =
                started.scheduleWithFixedDelay(
                        this::look, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        try {
            deadlines.probe();
            ledger.look();
        } catch (RuntimeException e) {
            // Thrown on, it would silently be the last look.
            log.error("a look at the ledger failed", e);
        }
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = thread;
        thread = null;
        if (running != null) {
            running.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** First to start and last to stop: a drain is when leaks matter. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
