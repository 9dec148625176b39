package io.eprointake.journal;

import io.eprointake.store.Store;
import io.eprointake.store.StoreRefusal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;

/** What waits in the store, as gauges: all from one read, once in a few seconds at the most. */
final class DepthMeters implements MeterBinder {

    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Depth NONE = new Depth(0, null);

    private final Supplier<Map<Waiting, Depth>> read;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Map<Waiting, Long> oldestSeenAt = new HashMap<>();
    private Map<Waiting, Depth> depths = Map.of();
    private long readAt;

    DepthMeters(Store store, InstantSource clock) {
        this(
                () ->
                        store.read(reading ->
                                Waiting.ALL.stream()
                                        .collect(
                                                Collectors.toMap(
                                                        it -> it, it -> it.read(reading)))),
                clock,
                System::nanoTime);
    }

    /**
     * Measures what a read finds.
     *
     * @param nanos a clock that is never set
     */
    DepthMeters(Supplier<Map<Waiting, Depth>> read, InstantSource clock, LongSupplier nanos) {
        this.read = read;
        this.clock = clock;
        this.nanos = nanos;
        this.readAt = nanos.getAsLong() - FRESH.toNanos();
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        for (Waiting waiting : Waiting.ALL) {
            Tags tags =
                    waiting.state() == null
                            ? Tags.empty()
                            : Tags.of("state", waiting.state().word());
            Gauge.builder(waiting.count(), this, it -> it.depth(waiting).waiting())
                    .description(waiting.description())
                    .tags(tags)
                    .register(meters);
            TimeGauge.builder(waiting.oldest(), this, TimeUnit.MILLISECONDS, it -> it.age(waiting))
                    .description("How long ago the oldest of them came")
                    .tags(tags)
                    .register(meters);
        }
    }

    /**
     * It began by the store's clock, which may be ahead of this one, or have been set back since:
     * it has been waiting no less than it has been seen here.
     */
    private synchronized double age(Waiting waiting) {
        Instant since = depth(waiting).oldest();
        return since == null
                ? 0
                : Math.max(
                        TimeUnit.NANOSECONDS.toMillis(
                                nanos.getAsLong() - oldestSeenAt.getOrDefault(waiting, readAt)),
                        Duration.between(since, clock.instant()).toMillis());
    }

    private synchronized Depth depth(Waiting waiting) {
        if (nanos.getAsLong() - readAt >= FRESH.toNanos()) {
            try {
                look(read.get());
            } catch (DataAccessException | StoreRefusal e) {
                // A scrape must answer all else while the store does not, and waits for it once.
            } finally {
                readAt = nanos.getAsLong();
            }
        }
        return depths.getOrDefault(waiting, NONE);
    }

    private void look(Map<Waiting, Depth> now) {
        now.forEach((waiting, depth) -> {
            Depth before = depths.getOrDefault(waiting, NONE);
            if (!Objects.equals(depth.oldest(), before.oldest())) {
                oldestSeenAt.put(waiting, nanos.getAsLong());
            }
        });
        depths = now;
    }
}
