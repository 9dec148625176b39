package io.eprointake.journal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.testing.Clock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.TransientDataAccessResourceException;

class DepthMetersTest {

    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void bothGaugesOfAScrapeComeFromOneRead() {
        bind(new Depth(3, NOW.minusSeconds(7)));

        assertThat(meters.get("epro.backlog.reports").gauge().value()).isEqualTo(3);
        assertThat(meters.get("epro.backlog.oldest").timeGauge().value(SECONDS)).isEqualTo(7);
        assertThat(reads).hasValue(1);
    }

    @Test
    void everyStateThatWaitsIsAGaugeFromTheSameRead() {
        bind(new Depth(3, NOW.minusSeconds(7)));

        for (String state : List.of("received", "analyzing", "quarantined", "analysis_failed")) {
            assertThat(meters.get("epro.reports").tag("state", state).gauge().value()).isEqualTo(3);
            assertThat(
                            meters.get("epro.reports.oldest")
                                    .tag("state", state)
                                    .timeGauge()
                                    .value(SECONDS))
                    .isEqualTo(7);
        }
        assertThat(meters.get("epro.outbox.set.aside.oldest").timeGauge().value(SECONDS))
                .isEqualTo(7);
        assertThat(reads).hasValue(1);
    }

    @Test
    void aScrapeWaitsForAStoreThatIsDownOnlyOnce() {
        bind(null);

        assertThat(meters.get("epro.backlog.reports").gauge().value()).isZero();
        assertThat(meters.get("epro.backlog.oldest").timeGauge().value(SECONDS)).isZero();
        assertThat(reads).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "P1D", "P365D"})
    void whatBeganInTheFutureAgesFromWhenItWasSeen(Duration ahead) {
        var clock = new Clock();
        var depth = new AtomicReference<>(new Depth(1, clock.instant().plus(ahead)));
        bind(depth::get, clock, clock::nanos);

        assertAge(Duration.ZERO);
        clock.advance(Duration.ofMinutes(10));
        assertAge(Duration.ofMinutes(10));
        depth.set(new Depth(1, clock.instant().plus(ahead)));
        clock.advance(Duration.ofSeconds(5));
        assertAge(Duration.ZERO);
        clock.advance(Duration.ofMinutes(1));
        assertAge(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1H", "P-1D", "P-365D"})
    void whatWaitsWhileTheClockIsSetBackGrowsNoYoungerThanItWasSeen(Duration by) {
        var clock = new Clock();
        var depth = new Depth(1, clock.instant());
        bind(() -> depth, clock, clock::nanos);

        assertAge(Duration.ZERO);
        clock.advance(Duration.ofMinutes(10));
        assertAge(Duration.ofMinutes(10));
        clock.jump(by);
        clock.advance(Duration.ofMinutes(1));
        assertAge(Duration.ofMinutes(11));
        clock.jump(by.negated());
        assertAge(Duration.ofMinutes(11));
    }

    private void assertAge(Duration age) {
        assertThat(meters.get("epro.backlog.oldest").timeGauge().value(SECONDS))
                .isEqualTo((double) age.toSeconds());
    }

    /** Null is a store that is down. */
    private void bind(@Nullable Depth depth) {
        bind(
                () -> {
                    reads.incrementAndGet();
                    if (depth == null) {
                        throw new TransientDataAccessResourceException("down");
                    }
                    return depth;
                },
                InstantSource.fixed(NOW),
                System::nanoTime);
    }

    private void bind(Supplier<Depth> depth, InstantSource clock, LongSupplier nanos) {
        new DepthMeters(
                        () -> {
                            Depth all = depth.get();
                            return Waiting.ALL.stream()
                                    .collect(Collectors.toMap(it -> it, it -> all));
                        },
                        clock,
                        nanos)
                .bindTo(meters);
    }
}
