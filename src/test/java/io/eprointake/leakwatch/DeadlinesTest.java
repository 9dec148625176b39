package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private final Deadlines deadlines = new Deadlines();

    @Test
    void aContinuationThatBlocksTheTimerShowsAsLag() {
        var blocked = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var blocking = new CompletableFuture<Void>();
        var done =
                blocking.whenComplete((_, _) -> {
                    blocked.countDown();
                    awaitQuietly(release);
                });
        var _ = blocking.orTimeout(1, TimeUnit.MILLISECONDS);
        awaitQuietly(blocked);

        deadlines.probe();
        await().until(() -> deadlines.lag().compareTo(Duration.ofMillis(100)) > 0);

        release.countDown();
        await().until(done::isDone);
        await().untilAsserted(() -> {
            deadlines.probe();
            assertThat(deadlines.lag()).isLessThan(Duration.ofMillis(100));
        });
    }

    @Test
    void pendingDeadlinesAreCounted() {
        long before = deadlines.pending();
        var hung = new CompletableFuture<Void>().orTimeout(1, TimeUnit.HOURS);

        await().until(() -> deadlines.pending() > before);
        hung.cancel(true);
        await().until(() -> deadlines.pending() <= before);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
