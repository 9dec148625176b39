package io.eprointake.journal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.DataAccessException;

/**
 * The backlog as gauges. Counting a long one takes a while, so it is done once in a few seconds at
 * the most.
 */
final class BacklogMeters implements MeterBinder {

    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Backlog backlog;
    private final InstantSource clock;
    private Backlog.Depth depth = new Backlog.Depth(0, null);
    private long readAt = System.nanoTime() - FRESH.toNanos();

    BacklogMeters(Backlog backlog, InstantSource clock) {
        this.backlog = backlog;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Gauge.builder("epro.backlog.reports", this, it -> it.depth().reports())
                .description("Reports that wait for analysis or are in it")
                .register(meters);
        TimeGauge.builder("epro.backlog.oldest", this, TimeUnit.MILLISECONDS, BacklogMeters::age)
                .description("How long ago the oldest of them was received")
                .register(meters);
    }

    private double age() {
        Instant oldest = depth().oldest();
        // It was received by the store's clock, which may be a little ahead of this one.
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, clock.instant()).toMillis());
    }

    private synchronized Backlog.Depth depth() {
        if (System.nanoTime() - readAt >= FRESH.toNanos()) {
            try {
                depth = backlog.depth();
                readAt = System.nanoTime();
            } catch (DataAccessException e) {
                // A scrape must answer all else while the store does not.
                return depth;
            }
        }
        return depth;
    }
}
