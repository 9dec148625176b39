package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private static final Duration SEEN = Duration.ofMillis(100);

    private final Threads threads = new Threads(new SimpleMeterRegistry());
    private final Deadlines deadlines = new Deadlines(threads);

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
        await().until(() -> deadlines.lag().compareTo(SEEN) > 0);

        release.countDown();
        await().until(done::isDone);
        recovers(deadlines);
    }

    @Test
    void carriersThatAreAllTakenShowAsLagThoughTheTimerIsFree() {
        int carriers =
                ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class)
                        .getParallelism();
        var spinning = new AtomicInteger();
        var told = new AtomicBoolean();
        long bound = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        try {
            for (int i = 0; i < carriers; i++) {
                Thread.ofVirtual()
                        .name("spinning-", i)
                        .start(() -> {
                            spinning.incrementAndGet();
                            while (!told.get() && System.nanoTime() - bound < 0) {
                                Thread.onSpinWait();
                            }
                        });
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> spinning.get() == carriers);

            deadlines.probe();
            await().until(() -> deadlines.lag().compareTo(SEEN) > 0);
            var timer = new CompletableFuture<Void>().orTimeout(1, TimeUnit.MILLISECONDS);
            await().until(timer::isDone);
            assertThat(told).isFalse();
        } finally {
            told.set(true);
        }
        recovers(deadlines);
        await().until(() -> threads.live().containsValue(0L));
    }

    @Test
    void aProbeWhoseThreadCannotStartIsFollowedByTheNext() {
        var refused = new AtomicInteger();
        var without =
                new Deadlines(
                        _ -> {
                            refused.incrementAndGet();
                            throw new OutOfMemoryError("injected");
                        },
                        CompletableFuture::new);
        for (int looks = 1; looks <= 3; looks++) {
            int all = looks;
            without.probe();
            await().until(() -> refused.get() == all && !without.probing());
        }
        assertThat(without.lag()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aProbeThatCannotBeArmedIsTriedAnew() {
        var failing = new AtomicInteger(1);
        var deadlines =
                new Deadlines(
                        threads.virtual("deadline-probe-"),
                        () -> {
                            if (failing.getAndDecrement() > 0) {
                                throw new OutOfMemoryError("injected");
                            }
                            return new CompletableFuture<>();
                        });

        assertThatThrownBy(deadlines::probe).isInstanceOf(OutOfMemoryError.class);
        assertThat(deadlines.probing()).isFalse();
        assertThat(deadlines.lag()).isZero();

        deadlines.probe();
        await().until(() -> !deadlines.probing() && deadlines.lag().isPositive());
    }

    private static void recovers(Deadlines deadlines) {
        await().untilAsserted(() -> {
            deadlines.probe();
            assertThat(deadlines.lag()).isLessThan(SEEN);
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
