package io.eprointake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CommitWaitsTest {

    private final CommitWaits waits = new CommitWaits();
    private final CompletableFuture<String> committed = new CompletableFuture<>();

    @Test
    void aWaitEndsAfterItsDeadlineAndNotBefore() throws InterruptedException {
        var early = waiting(Duration.ofMillis(1));
        var late = waiting(Duration.ofHours(1));

        Awaitility.await().until(() -> looked(early));

        assertThatThrownBy(early::join).hasCauseInstanceOf(TimeoutException.class);
        waits.round();
        assertThat(late).isNotDone();
        // What is committed late is not refused, for whoever still waits or keeps the books of it.
        assertThat(committed).isNotDone();
        committed.complete("stored");
        assertThat(late.join()).isEqualTo("stored");
    }

    private boolean looked(CompletableFuture<?> wait) {
        waits.round();
        return wait.isDone();
    }

    @Test
    void aDeadlineThatHasPassedIsNotWaitedForAtAll() {
        assertThatThrownBy(() -> waits.get(committed, System.nanoTime() - 1))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void whatFailedSaysWhy() {
        committed.completeExceptionally(new IllegalStateException("a"));

        assertThatThrownBy(() -> waits.get(committed, deadline(Duration.ofHours(1))))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("a");
    }

    @Test
    void afterTheLastLookNobodyWaits() throws InterruptedException {
        var before = waiting(Duration.ofHours(1));

        waits.last();

        assertThatThrownBy(before::join).hasCauseInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> waits.get(committed, deadline(Duration.ofHours(1))))
                .isInstanceOf(TimeoutException.class);
        waits.begin();
        var again = waiting(Duration.ofHours(1));
        committed.complete("stored");
        assertThat(again.join()).isEqualTo("stored");
    }

    /** A wait on another thread, which has begun. */
    private CompletableFuture<String> waiting(Duration atMost) throws InterruptedException {
        var answer = new CompletableFuture<String>();
        var begun = new CountDownLatch(1);
        Thread waiter =
                Thread.ofVirtual()
                        .name("waiter")
                        .start(() -> {
                            begun.countDown();
                            try {
                                answer.complete(waits.get(committed, deadline(atMost)));
                            } catch (ExecutionException
                                    | TimeoutException
                                    | InterruptedException e) {
                                answer.completeExceptionally(e);
                            }
                        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        Awaitility.await()
                .until(() -> waiter.getState() == Thread.State.WAITING || answer.isDone());
        return answer;
    }

    private static long deadline(Duration atMost) {
        return System.nanoTime() + atMost.toNanos();
    }
}
