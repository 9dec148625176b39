package io.eprointake.store;

import io.eprointake.leakwatch.Loop;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Callers that wait for their commits. One look at all of them, again and again, ends the waits
 * whose deadline has passed: a timer for each would cost more than a sixth of all that is accepted.
 */
final class CommitWaits implements Loop.Work {

    /** By so much may a wait end late. */
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Queue<Wait> waits = new ConcurrentLinkedQueue<>();

    /** True after the last look: nobody would end a wait that begins now. */
    private volatile boolean ended;

    /**
     * Waits.
     *
     * @param deadline by {@link System#nanoTime()}
     * @throws TimeoutException when it passes; what is waited for goes on
     */
    <T> T get(CompletableFuture<T> committed, long deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (committed.isDone()) {
            return committed.get();
        }
        if (System.nanoTime() - deadline >= 0) {
            throw new TimeoutException();
        }
        // Of its own, so that what is committed late is not refused.
        CompletableFuture<T> answer = committed.copy();
        waits.add(new Wait(answer, deadline));
        if (ended) {
            round();
        }
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException late) {
                throw late;
            }
            throw e;
        }
    }

    @Override
    public Duration round() {
        long now = System.nanoTime();
        waits.removeIf(wait -> wait.over(now, ended));
        return LOOK;
    }

    @Override
    public void last() {
        ended = true;
        round();
    }

    /** Before the first look. */
    void begin() {
        ended = false;
    }

    private record Wait(CompletableFuture<?> answer, long deadline) {

        boolean over(long now, boolean ended) {
            if (ended || now - deadline > 0) {
                answer.completeExceptionally(new TimeoutException());
            }
            return answer.isDone();
        }
    }
}
