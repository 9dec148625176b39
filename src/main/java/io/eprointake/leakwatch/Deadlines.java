package io.eprointake.leakwatch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The deadlines the JVM has pending, and how late what they start really runs. One thread fires
 * them all, so a continuation that blocks it makes every other late; and a cancellation goes on in
 * a virtual thread, so it is as late when all their carriers are taken.
 */
@Component
final class Deadlines {

    private static final long PROBE = TimeUnit.MILLISECONDS.toNanos(1);

    /** After which one that nothing was heard of is taken for lost, and another one sent. */
    private static final long LOST = TimeUnit.SECONDS.toNanos(5);

    private final ThreadFactory threads;
    private final Supplier<CompletableFuture<Void>> futures;
    private volatile @Nullable Probe last;

    @Autowired
    Deadlines(Threads threads) {
        this(threads.virtual("deadline-probe-"), CompletableFuture::new);
    }

    Deadlines(ThreadFactory threads, Supplier<CompletableFuture<Void>> futures) {
        this.threads = threads;
        this.futures = futures;
    }

    /**
     * Arms one deadline of its own, unless the last one is still to come. Does not wait for it.
     * Called by one thread at a time.
     */
    void probe() {
        long now = System.nanoTime();
        Probe before = last;
        if (before != null && !before.ran && now - before.dueAt < LOST) {
            return;
        }
        Probe next = new Probe(now + PROBE, before);
        var deadline = futures.get();
        // Before it is armed: a stage added to a future that is done runs here, not on the timer.
        var _ = deadline.whenComplete((_, _) -> started(next));
        var _ = deadline.orTimeout(PROBE, TimeUnit.NANOSECONDS);
        // Only what is armed is waited for: had one of those lines failed, the next look tries
        // anew.
        last = next;
    }

    /** On the timer's thread, as a cancellation begins. */
    private void started(Probe probe) {
        try {
            threads.newThread(probe::ran).start();
        } catch (Throwable noThread) {
            // A cancellation goes on right here then, and so it is not later than this.
            probe.ran();
        }
    }

    /** Whether one is still to come. */
    boolean probing() {
        Probe probe = last;
        return probe != null && !probe.ran;
    }

    /** Of every {@code orTimeout} and delayed task of the JVM. */
    long pending() {
        return ForkJoinPool.commonPool().getDelayedTaskCount();
    }

    /** How late the last probe ran, or how late the one still to come is by now. */
    Duration lag() {
        Probe probe = last;
        return Duration.ofNanos(probe == null ? 0 : probe.lag());
    }

    /** One deadline, and when what it started ran. */
    private static final class Probe {

        private final long dueAt;

        /** When the first of those was due that nothing was heard of since. */
        private final long waitingSince;

        private final long lagBefore;
        private volatile boolean ran;
        private volatile long lag;

        Probe(long dueAt, @Nullable Probe before) {
            this.dueAt = dueAt;
            this.waitingSince = before != null && !before.ran ? before.waitingSince : dueAt;
            this.lagBefore = before == null ? 0 : before.lag();
        }

        void ran() {
            lag = Math.max(0, System.nanoTime() - waitingSince);
            ran = true;
        }

        /** While it is still to come it is no less than what was found last. */
        long lag() {
            return ran ? lag : Math.max(lagBefore, System.nanoTime() - waitingSince);
        }
    }
}
