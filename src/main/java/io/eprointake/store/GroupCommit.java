package io.eprointake.store;

import com.zaxxer.hikari.HikariDataSource;
import io.eprointake.leakwatch.Loop;
import io.eprointake.leakwatch.LoopLifecycle;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.Phase;
import io.eprointake.logging.Faults;
import io.eprointake.store.Commits.Failure;
import io.eprointake.store.Dialect.Blame;
import io.eprointake.store.StoreLocation.Trouble;
import io.eprointake.store.StoreRefusal.Why;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The one writer. What has gathered while it was busy becomes the next transaction, so a commit is
 * shared by as many as wait for one, and nobody waits for a timer. One bad write fails alone, and
 * what waits for a lock waits alone.
 */
final class GroupCommit implements LoopLifecycle {

    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final long PROBE = Duration.ofSeconds(1).toNanos();

    private static final BatchedWrite<Write<Object>, Object> EACH =
            (tx, writes) -> {
                List<Object> results = new ArrayList<>(writes.size());
                for (Write<Object> write : writes) {
                    results.add(write.apply(tx));
                }
                return results;
            };

    /** Made while there is memory for it. */
    private static final Failure ENDED =
            new Failure(new SQLException("the writer has ended"), Blame.STORE);

    private final StoreLocation location;
    private final Faults faults = new Faults(log, Level.ERROR, "A commit failed");
    private final Commits commits;
    private final LockWaiters lockWaiters;
    private final Loop committer;
    private final Loop waiting;
    private final CommitWaits waits = new CommitWaits();
    private final Loop ending;
    private final int maxBatch;
    private final Duration commitTimeout;
    private final BlockingQueue<Pending<?, ?>> queue;

    /** The places in the queue for what comes from outside; the rest is for the service's own. */
    private final Semaphore admission;

    private final List<Pending<?, ?>> batch;
    private volatile boolean open;
    private volatile boolean failing;
    private volatile long busySince;
    private long lastTried = System.nanoTime();

    GroupCommit(
            HikariDataSource pool,
            Dialect dialect,
            StoreLocation location,
            StoreProperties settings,
            Loops loops,
            MeterRegistry meters) {
        this.location = location;
        this.commits = new Commits("committer", pool, dialect, location, meters);
        this.maxBatch = settings.maxBatch();
        this.commitTimeout = settings.commitTimeout();
        this.lockWaiters =
                new LockWaiters(
                        new Commits("lock-waiters", pool, dialect, location, meters),
                        commitTimeout,
                        meters);
        this.queue = new ArrayBlockingQueue<>(settings.queueCapacity() + settings.reserved());
        this.admission = new Semaphore(settings.queueCapacity());
        this.batch = new ArrayList<>(maxBatch);
        this.committer = loops.vital("store-committer", Phase.STORE, DRAIN, this);
        this.waiting = loops.loop("store-lock-waiters", Phase.STORE, DRAIN, lockWaiters);
        this.ending = loops.loop("store-commit-waits", Phase.STORE, DRAIN, waits);
        Gauge.builder("epro.store.queue", queue, BlockingQueue::size)
                .description("Writes that wait for a commit")
                .register(meters);
        Gauge.builder("epro.store.writable", this, it -> it.trouble() == null ? 1 : 0)
                .description("Whether what is sent can be stored: 1 or 0")
                .register(meters);
        Gauge.builder("epro.store.in_place", location, GroupCommit::inPlace)
                .description("Whether the store's files are those that are open: 1 or 0")
                .register(meters);
        Gauge.builder("epro.store.new", location, it -> it.begunAnew() ? 1 : 0)
                .description("Whether an empty store was made where one had been: 1 or 0")
                .register(meters);
        Gauge.builder("epro.store.free", location, StoreLocation::freeBytes)
                .description("Room on the store's disk; NaN over a server")
                .baseUnit("bytes")
                .register(meters);
    }

    private static int inPlace(StoreLocation location) {
        Trouble trouble = location.trouble();
        return trouble != null && trouble.misplaced() ? 0 : 1;
    }

    /**
     * Hands over a change.
     *
     * @param admitted whether it comes from outside, from somebody who can come again
     */
    <W, T> CompletableFuture<T> submit(
            @Nullable String key, BatchedWrite<W, T> kind, W write, boolean admitted) {
        var pending = new Pending<>(key, kind, write, admitted);
        if (!open || (admitted && !admission.tryAcquire())) {
            throw overloaded();
        }
        if (!queue.offer(pending)) {
            leave(pending);
            throw overloaded();
        }
        // The committer may have ended between the two checks: whoever takes it out of the queue
        // answers it.
        if (!open && queue.remove(pending)) {
            leave(pending);
            throw overloaded();
        }
        return pending.committed();
    }

    /**
     * Waits for what was handed over.
     *
     * @param deadline by {@link System#nanoTime()}
     */
    <T> T await(CompletableFuture<T> committed, long deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return waits.get(committed, deadline);
    }

    private void leave(Pending<?, ?> pending) {
        if (pending.admitted()) {
            admission.release();
        }
    }

    private StoreRefusal overloaded() {
        return new StoreRefusal(
                Why.OVERLOADED,
                open ? "The queue of writes is full." : "The service is starting or stopping.");
    }

    /** Why nothing can be stored now; null when it can, as far as is known. */
    @Nullable String trouble() {
        long since = busySince;
        if (!committer.alive()) {
            return "ended";
        }
        if (since != 0 && System.nanoTime() - since > commitTimeout.toNanos()) {
            return "hanging";
        }
        Trouble trouble = location.trouble();
        if (trouble != null) {
            return trouble.word();
        }
        return failing ? "failing" : null;
    }

    @Override
    public Duration round() throws InterruptedException {
        try {
            Pending<?, ?> first = queue.poll(100, TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
                queue.drainTo(batch, maxBatch - 1);
                for (Pending<?, ?> taken : batch) {
                    leave(taken);
                }
                commit(batch);
            } else if (System.nanoTime() - lastTried > PROBE) {
                // Nobody sends anything to a replica that is not ready, so it tries by itself.
                commit(List.of());
            }
        } catch (RuntimeException | Error e) {
            // Nobody else can write: it goes on, and leaves no caller waiting. If not even that
            // can be done, the round fails, and the service with it; who waits is answered then.
            refuse(batch, new Failure(e, Blame.STORE));
        }
        batch.clear();
        return Duration.ZERO;
    }

    /** What was handed over before the end is committed. */
    @Override
    public void last() {
        while (!queue.isEmpty()) {
            try {
                round();
            } catch (InterruptedException e) {
                log.debug("The committer ends when nothing waits, not when it is interrupted");
            }
        }
        commits.disconnect();
    }

    /** Nobody commits from here on: nothing more is taken, and nobody is left waiting. */
    @Override
    public void lost() {
        open = false;
        batch.forEach(GroupCommit::refuseLost);
        for (var left = queue.poll(); left != null; left = queue.poll()) {
            refuseLost(left);
        }
    }

    /** Each by itself: one for which there is no memory keeps none of the others waiting. */
    private static void refuseLost(Pending<?, ?> pending) {
        try {
            pending.refuse(ENDED);
        } catch (RuntimeException | Error e) {
            // Its caller's time ends, and so does the process.
        }
    }

    private void commit(List<Pending<?, ?>> together) {
        busySince = System.nanoTime();
        try {
            Failure failure = tried(together, false);
            if (failure != null && failure.blame() != Blame.STORE && together.size() > 1) {
                commitOneByOne(together);
            } else if (failure != null) {
                refuseOrPark(together, failure);
            }
        } finally {
            busySince = 0;
            lastTried = System.nanoTime();
        }
    }

    /**
     * Each waits for a lock hardly at all, so that one that must wait keeps none of the others from
     * its commit in time. It ends when the store fails, or when nobody waits for them any more.
     */
    private void commitOneByOne(List<Pending<?, ?>> together) {
        long end = System.nanoTime() + commitTimeout.toNanos();
        for (int i = 0; i < together.size(); i++) {
            List<Pending<?, ?>> one = List.of(together.get(i));
            Failure failure = end - System.nanoTime() > 0 ? tried(one, true) : notTried();
            if (failure != null && failure.blame() == Blame.STORE) {
                refuse(together.subList(i, together.size()), failure);
                return;
            }
            if (failure != null) {
                refuseOrPark(one, failure);
            }
        }
    }

    private static Failure notTried() {
        return new Failure(new SQLException("not tried"), Blame.STORE);
    }

    private @Nullable Failure tried(List<Pending<?, ?>> together, boolean again) {
        Failure failure = commits.commit(together, again);
        failing = failure != null && failure.blame() == Blame.STORE;
        if (failure == null) {
            faults.stayedAway();
        }
        return failure;
    }

    private void refuseOrPark(List<Pending<?, ?>> together, Failure failure) {
        if (failure.blame() == Blame.OTHER
                && together.size() == 1
                && lockWaiters.offer(together.getFirst())) {
            waiting.wake();
        } else {
            refuse(together, failure);
        }
    }

    /** Also when nothing was to be written: it was a probe then, and nobody else would tell. */
    private void refuse(List<Pending<?, ?>> together, Failure failure) {
        // Who waits comes first: the log may fail too.
        together.forEach(pending -> pending.refuse(failure));
        faults.came(failure.cause());
    }

    /** One by one, in the order in which they came. */
    @SuppressWarnings("unchecked") // each of the writes answers with the type of its own future
    static <T> BatchedWrite<Write<T>, T> each() {
        return (BatchedWrite<Write<T>, T>) (BatchedWrite<?, ?>) EACH;
    }

    @Override
    public Loop loop() {
        return committer;
    }

    @Override
    public void start() {
        location.open();
        open = true;
        waits.begin();
        ending.start();
        LoopLifecycle.super.start();
        waiting.start();
    }

    /** Commits what is waiting, then ends. */
    @Override
    public void stop() {
        open = false;
        LoopLifecycle.super.stop();
        waiting.stop();
        ending.stop();
    }
}
