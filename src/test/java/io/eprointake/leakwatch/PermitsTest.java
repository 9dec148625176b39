package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.leakwatch.Permits.Numbers;
import io.eprointake.leakwatch.Permits.Permit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PermitsTest {

    private final AtomicInteger returns = new AtomicInteger();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PermitPools pools = new PermitPools(meters);
    private final Permits permits = pools.open("analyzer", 2, returns::incrementAndGet);

    @Test
    void noMoreAreGivenThanThereAre() {
        take();
        take();

        assertThat(permits.tryAcquire()).isNull();
        assertThat(permits.numbers()).isEqualTo(new Numbers(2, 2, 0, 0));
    }

    @Test
    void aPermitIsGivenBackOnceHoweverOftenItIsClosed() {
        Permit permit = take();
        permit.close();
        permit.close();

        assertThat(permits.numbers()).isEqualTo(new Numbers(2, 0, 0, 2));
        assertThat(returns).hasValue(1);
    }

    @Test
    void aCutPermitStaysInUseUntilItIsClosed() {
        Permit permit = take();
        assertThat(permit.cut()).isTrue();
        assertThat(permit.cut()).isFalse();

        assertThat(permits.numbers()).isEqualTo(new Numbers(2, 1, 1, 1));
        assertThat(meters.get("epro.permits").tag("state", "cut_not_freed").gauge().value())
                .isEqualTo(1);

        permit.close();
        assertThat(permits.numbers()).isEqualTo(new Numbers(2, 0, 0, 2));
        assertThat(permit.cut()).as("too late").isFalse();
    }

    @Test
    void aPoolIsOpenedOnce() {
        assertThat(pools.numbers()).containsOnlyKeys("analyzer");
        assertThatThrownBy(() -> pools.open("analyzer", 3, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("analyzer");
    }

    private Permit take() {
        return Objects.requireNonNull(permits.tryAcquire());
    }
}
