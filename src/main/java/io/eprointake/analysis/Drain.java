package io.eprointake.analysis;

import io.eprointake.leakwatch.Phase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Stops after the web server and before the store: open calls finish, or their reports are handed
 * back.
 */
final class Drain implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    private final AnalysisService service;
    private final Duration budget;
    private volatile boolean running;

    Drain(AnalysisService service, Duration budget) {
        this.service = service;
        this.budget = budget;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        long started = System.nanoTime();
        try {
            AnalysisService.Drained drained = service.drain(budget);
            log.info(
                    "Drained in {} ms: {} analyses finished, {} handed back, {} left to their lease, {} not freed",
                    (System.nanoTime() - started) / 1_000_000,
                    drained.finished(),
                    drained.handedBack(),
                    drained.unsettled(),
                    drained.notFreed());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Phase.DRAIN.value();
    }
}
