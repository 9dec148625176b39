package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.leakwatch.DumpLimit.TooSoon;
import io.eprointake.leakwatch.ThreadDump.Summary;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DumpLimitTest {

    private static final Summary EMPTY = new Summary(0, 0, List.of(), 0);

    private long now;
    private final DumpLimit limit = new DumpLimit(LeakwatchProperties.defaults(), () -> now);

    @Test
    void oneDumpIsLetThroughInTheInterval() throws Exception {
        assertThat(limit.pass(() -> EMPTY)).isSameAs(EMPTY);

        now += Duration.ofSeconds(4).toNanos();
        assertThatThrownBy(() -> limit.pass(() -> EMPTY))
                .isInstanceOfSatisfying(TooSoon.class, e -> assertThat(e.retryAfter).hasSeconds(6));

        now += Duration.ofSeconds(6).toNanos();
        assertThat(limit.pass(() -> EMPTY)).isSameAs(EMPTY);
    }

    @Test
    void oneDumpIsTakenAtATimeHoweverLongItTakes() throws Exception {
        var refused = new AtomicReference<Throwable>();

        limit.pass(() -> {
            now += Duration.ofMinutes(1).toNanos();
            CompletableFuture.runAsync(this::dump)
                    .handle((_, failure) -> refused.getAndSet(failure))
                    .join();
            return EMPTY;
        });

        assertThat(refused.get()).hasRootCauseInstanceOf(TooSoon.class);
    }

    private void dump() {
        try {
            limit.pass(() -> EMPTY);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
