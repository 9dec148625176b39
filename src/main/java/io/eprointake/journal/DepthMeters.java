package io.eprointake.journal;

import io.eprointake.problem.Refused;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * What waits in the store, as gauges. Counting much of it takes a while, so it is done once in a
 * few seconds at the most.
 */
final class DepthMeters implements MeterBinder {

    private static final Duration FRESH = Duration.ofSeconds(5);

    private final String name;
    private final @Nullable String oldest;
    private final String description;
    private final Supplier<Depth> read;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private Depth depth = new Depth(0, null);
    private long readAt;
    private long oldestSeenAt;

    /**
     * Measures what a read finds.
     *
     * @param unit what is counted, for example {@code reports}
     * @param nanos a clock that is never set
     */
    DepthMeters(
            String name,
            String unit,
            String description,
            Supplier<Depth> read,
            InstantSource clock,
            LongSupplier nanos) {
        this(name + "." + unit, description, read, clock, nanos, name + ".oldest");
    }

    private DepthMeters(
            String name,
            String description,
            Supplier<Depth> read,
            InstantSource clock,
            LongSupplier nanos,
            @Nullable String oldest) {
        this.name = name;
        this.description = description;
        this.read = read;
        this.clock = clock;
        this.nanos = nanos;
        this.oldest = oldest;
        this.readAt = nanos.getAsLong() - FRESH.toNanos();
    }

    /** Measures how much a read finds, and not since when. */
    static DepthMeters ofCount(
            String name,
            String description,
            Supplier<Depth> read,
            InstantSource clock,
            LongSupplier nanos) {
        return new DepthMeters(name, description, read, clock, nanos, null);
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Gauge.builder(name, this, it -> it.depth().waiting())
                .description(description)
                .register(meters);
        if (oldest != null) {
            TimeGauge.builder(oldest, this, TimeUnit.MILLISECONDS, DepthMeters::age)
                    .description("How long the oldest of them has been waiting")
                    .register(meters);
        }
    }

    /**
     * It began by the store's clock, which may be ahead of this one, or have been set back since:
     * it has been waiting no less than it has been seen here.
     */
    private synchronized double age() {
        Instant since = depth().oldest();
        return since == null
                ? 0
                : Math.max(
                        TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - oldestSeenAt),
                        Duration.between(since, clock.instant()).toMillis());
    }

    private synchronized Depth depth() {
        if (nanos.getAsLong() - readAt >= FRESH.toNanos()) {
            try {
                Depth now = read.get();
                if (!Objects.equals(now.oldest(), depth.oldest())) {
                    oldestSeenAt = nanos.getAsLong();
                }
                depth = now;
            } catch (DataAccessException | Refused e) {
                // A scrape must answer all else while the store does not, and waits for it once.
                return depth;
            } finally {
                readAt = nanos.getAsLong();
            }
        }
        return depth;
    }
}
