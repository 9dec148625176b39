package io.eprointake.store;

import io.eprointake.leakwatch.Loop;
import io.eprointake.logging.Faults;
import io.eprointake.store.Commits.Failure;
import io.eprointake.store.Dialect.Blame;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes that wait for a lock which somebody else holds, such as a person's open transaction. They
 * wait here, so that all others go on without them: each is tried in turn until its time is up.
 */
final class LockWaiters implements Loop.Work {

    private static final Logger log = LoggerFactory.getLogger(LockWaiters.class);
    private static final int MOST = 64;
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Faults faults = new Faults(log, Level.WARN, "A lock was waited for in vain");
    private final Commits commits;
    private final Duration commitTimeout;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MOST);
    private volatile int tried;

    LockWaiters(Commits commits, Duration commitTimeout, MeterRegistry meters) {
        this.commits = commits;
        this.commitTimeout = commitTimeout;
        Gauge.builder("epro.store.locked", this, it -> it.queue.size() + it.tried)
                .description("Writes that wait for a lock which somebody else holds")
                .register(meters);
    }

    /** Whether it may wait here; then the loop is to be woken. */
    boolean offer(Pending<?, ?> write) {
        return queue.offer(new Waiting(write, System.nanoTime() + commitTimeout.toNanos()));
    }

    @Override
    public Duration round() {
        Waiting waiting = queue.poll();
        if (waiting == null) {
            return POLL;
        }
        tried = 1;
        try {
            return goOn(waiting, tried(waiting));
        } catch (RuntimeException | Error e) {
            // It is in no queue now, so nobody else would answer it.
            waiting.write.refuse(new Failure(e, Blame.STORE));
            throw e;
        } finally {
            tried = 0;
        }
    }

    private Duration goOn(Waiting waiting, @Nullable Failure failure) {
        if (failure == null) {
            return Duration.ZERO;
        }
        if (failure.blame() != Blame.OTHER
                || System.nanoTime() - waiting.end > 0
                || !queue.offer(waiting)) {
            waiting.write.refuse(failure);
            faults.came(failure.cause());
        }
        return PAUSE;
    }

    /** Each once more. */
    @Override
    public void last() {
        for (Waiting waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            Failure failure = tried(waiting);
            if (failure != null) {
                waiting.write.refuse(failure);
            }
        }
        commits.disconnect();
    }

    private @Nullable Failure tried(Waiting waiting) {
        return commits.commit(List.of(waiting.write), true);
    }

    /**
     * A write, and until when it waits.
     *
     * @param end by {@link System#nanoTime()}
     */
    private record Waiting(Pending<?, ?> write, long end) {}
}
