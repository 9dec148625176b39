package io.eprointake.journal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.TransientDataAccessResourceException;

class DepthMetersTest {

    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void bothGaugesOfAScrapeComeFromOneRead() {
        bind(new Depth(3, NOW.minusSeconds(7)));

        assertThat(meters.get("x.reports").gauge().value()).isEqualTo(3);
        assertThat(meters.get("x.oldest").timeGauge().value(SECONDS)).isEqualTo(7);
        assertThat(reads).hasValue(1);
    }

    @Test
    void aGaugeOfACountTellsNoAge() {
        DepthMeters.ofCount("x", "some", () -> new Depth(3, NOW), InstantSource.fixed(NOW))
                .bindTo(meters);

        assertThat(meters.get("x").gauge().value()).isEqualTo(3);
        assertThat(meters.getMeters()).hasSize(1);
    }

    @Test
    void aScrapeWaitsForAStoreThatIsDownOnlyOnce() {
        bind(null);

        assertThat(meters.get("x.reports").gauge().value()).isZero();
        assertThat(meters.get("x.oldest").timeGauge().value(SECONDS)).isZero();
        assertThat(reads).hasValue(1);
    }

    /** Null is a store that is down. */
    private void bind(@Nullable Depth depth) {
        new DepthMeters(
                        "x",
                        "reports",
                        "some",
                        () -> {
                            reads.incrementAndGet();
                            if (depth == null) {
                                throw new TransientDataAccessResourceException("down");
                            }
                            return depth;
                        },
                        InstantSource.fixed(NOW))
                .bindTo(meters);
    }
}
