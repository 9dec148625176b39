package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eprointake.leakwatch.Permits.Permit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Ledger ledger = new Ledger(LeakwatchProperties.defaults(), meters);
    private final Permits permits = new PermitPools(meters).open("test", 1, () -> {});
    private final ThreadFactory threads = new Threads(meters).virtual("test-");

    @Test
    void theResultIsToldWhenThePermitIsBack() {
        Deadline<Integer> call = start(LONG, () -> 42);

        assertThat(call.outcome().join()).isEqualTo(42);
        assertThat(permits.numbers().inUse()).isZero();
        assertThat(finished("ended")).isEqualTo(1);
    }

    @Test
    void theWorkersThreadBearsTheTasksNameAndSoDoesTheOneThatTells() {
        var names = new ConcurrentLinkedQueue<String>();
        Deadline<Integer> call =
                start(
                        LONG,
                        () -> {
                            names.add(Thread.currentThread().getName());
                            return 42;
                        });
        call.onDecided((_, _) -> names.add(Thread.currentThread().getName()));

        await().until(() -> names.size() == 2);
        assertThat(names).containsExactly("test-1", "test-1-outcome");
    }

    @Test
    void aFailureIsToldAndIsNoCut() {
        Deadline<Integer> call =
                start(
                        LONG,
                        () -> {
                            throw new IOException("gone");
                        });

        assertThatThrownBy(() -> call.outcome().join()).hasRootCauseInstanceOf(IOException.class);
        assertThat(permits.numbers().inUse()).isZero();
        assertThat(finished("ended")).isEqualTo(1);
    }

    @Test
    void aDeadlineFreesThreadAndPermit() {
        var worker = new AtomicReference<Thread>();
        Deadline<Integer> call =
                start(
                        SHORT,
                        () -> {
                            worker.set(Thread.currentThread());
                            new CountDownLatch(1).await();
                            return 1;
                        });

        assertThatThrownBy(() -> call.outcome().join()).hasCauseInstanceOf(TimeoutException.class);
        await().until(() -> permits.numbers().inUse() == 0);
        await().until(() -> !Objects.requireNonNull(worker.get()).isAlive());
        await().until(() -> finished("freed") == 1);
    }

    @Test
    void aPermitIsNotBackBeforeTheWorkHasEnded() {
        var ignoring = new Stubborn();
        Deadline<Integer> call = start(SHORT, ignoring);

        assertThatThrownBy(() -> call.outcome().join()).hasCauseInstanceOf(TimeoutException.class);
        await().until(() -> permits.numbers().cutNotFreed() == 1);
        assertThat(permits.tryAcquire()).isNull();

        ignoring.relent();
        await().until(() -> permits.numbers().inUse() == 0);
        assertThat(permits.numbers().cutNotFreed()).isZero();
    }

    @Test
    void aResultAfterTheDeadlineIsThrownAway() {
        var ignoring = new Stubborn();
        Deadline<Integer> call = start(SHORT, ignoring);
        await().until(() -> call.outcome().isDone());
        ignoring.relent();
        await().until(() -> permits.numbers().inUse() == 0);

        assertThatThrownBy(() -> call.outcome().join()).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void aCutEndsTheCallNow() {
        Deadline<Integer> call =
                start(
                        LONG,
                        () -> {
                            new CountDownLatch(1).await();
                            return 1;
                        });
        call.cancel();

        assertThatThrownBy(() -> call.outcome().join()).isInstanceOf(CancellationException.class);
        await().until(() -> permits.numbers().inUse() == 0);
    }

    @Test
    void aCutBeforeTheWorkerRanFreesAllTheSame() {
        // The worker's thread is held back until the call has been cancelled.
        var held = new CountDownLatch(1);
        ThreadFactory slow =
                run ->
                        threads.newThread(() -> {
                            awaitQuietly(held);
                            run.run();
                        });
        Deadline<Integer> call =
                Deadline.start(
                        ledger,
                        slow,
                        Objects.requireNonNull(permits.tryAcquire()),
                        "test",
                        "held",
                        LONG,
                        () -> {
                            new CountDownLatch(1).await();
                            return 1;
                        });
        call.cancel();
        held.countDown();

        await().until(() -> permits.numbers().inUse() == 0);
        await().until(() -> finished("freed") == 1);
    }

    @Test
    void whoIsToldMayBlockWithoutMakingOtherDeadlinesLate() {
        var blocked = new CountDownLatch(1);
        var pool = new PermitPools(new SimpleMeterRegistry()).open("more", 2, () -> {});
        Callable<Integer> hang =
                () -> {
                    new CountDownLatch(1).await();
                    return 1;
                };
        Deadline<Integer> first = start(pool.tryAcquire(), SHORT, hang);
        first.onDecided((result, failure) -> awaitQuietly(blocked));
        await().until(() -> first.outcome().isDone());

        Deadline<Integer> second = start(pool.tryAcquire(), SHORT, hang);

        await().atMost(Duration.ofSeconds(5)).until(() -> second.outcome().isDone());
        blocked.countDown();
    }

    private Deadline<Integer> start(Duration budget, Callable<Integer> work) {
        return start(permits.tryAcquire(), budget, work);
    }

    private Deadline<Integer> start(
            @Nullable Permit permit, Duration budget, Callable<Integer> work) {
        return Deadline.start(
                ledger, threads, Objects.requireNonNull(permit), "test", "call", budget, work);
    }

    private double finished(String outcome) {
        return meters.get("epro.leakwatch.finished")
                .tag("kind", "test")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        boolean waiting = true;
        while (waiting) {
            try {
                latch.await();
                waiting = false;
            } catch (InterruptedException e) {
                // It is told to go on by its latch alone.
            }
        }
    }

    /** Work that ignores being cancelled. */
    private static final class Stubborn implements Callable<Integer> {

        private final CompletableFuture<Integer> relented = new CompletableFuture<>();

        @Override
        public Integer call() {
            // join() does not hear an interrupt.
            return relented.join();
        }

        void relent() {
            relented.complete(1);
        }
    }
}
