package io.eprointake.store;

import com.zaxxer.hikari.HikariDataSource;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.store.Dialect.Blame;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The one writer. What has gathered while it was busy becomes the next transaction, so a commit is
 * shared by as many as wait for one, and nobody waits for a timer. One bad write fails alone.
 */
final class GroupCommit implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private static final Together<Write<Object>, Object> EACH =
            (tx, writes) -> {
                List<Object> results = new ArrayList<>(writes.size());
                for (Write<Object> write : writes) {
                    results.add(write.apply(tx));
                }
                return results;
            };

    private final WriteConnection connection;
    private final Dialect dialect;
    private final int maxBatch;
    private final Duration patience;
    private final BlockingQueue<Pending<?, ?>> queue;
    private final Timer commits;
    private final DistributionSummary batches;
    private volatile boolean open;
    private @Nullable Thread committer;

    GroupCommit(
            HikariDataSource pool,
            Dialect dialect,
            StoreProperties settings,
            MeterRegistry meters) {
        this.connection = new WriteConnection(pool, dialect);
        this.dialect = dialect;
        this.maxBatch = settings.maxBatch();
        this.patience = settings.commitTimeout();
        this.queue = new ArrayBlockingQueue<>(settings.queueCapacity());
        this.commits =
                Timer.builder("epro.store.commit")
                        .description("Time of one commit, its writes included")
                        .publishPercentileHistogram()
                        .minimumExpectedValue(Duration.ofMillis(1))
                        .maximumExpectedValue(Duration.ofSeconds(10))
                        .register(meters);
        this.batches =
                DistributionSummary.builder("epro.store.batch")
                        .description("Writes that shared one commit")
                        .publishPercentileHistogram()
                        .minimumExpectedValue(1.0)
                        .maximumExpectedValue(1024.0)
                        .register(meters);
        Gauge.builder("epro.store.queue", queue, BlockingQueue::size)
                .description("Writes that wait for a commit")
                .register(meters);
    }

    <W, T> CompletableFuture<T> submit(@Nullable String key, Together<W, T> kind, W write) {
        var pending = new Pending<>(key, kind, write);
        if (!open || !queue.offer(pending)) {
            throw overloaded();
        }
        // The committer may have ended between the two checks: whoever takes it out of the queue
        // answers it.
        if (!open && queue.remove(pending)) {
            throw overloaded();
        }
        return pending.committed();
    }

    private Refused overloaded() {
        return new Refused(
                Problem.OVERLOADED,
                open ? "The queue of writes is full." : "The service is starting or stopping.",
                RETRY_AFTER);
    }

    private void work() {
        List<Pending<?, ?>> batch = new ArrayList<>(maxBatch);
        while (open || !queue.isEmpty()) {
            try {
                Pending<?, ?> first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, maxBatch - 1);
                    commit(batch);
                }
            } catch (InterruptedException e) {
                log.debug("The committer ends when it is closed, not when it is interrupted");
            } catch (RuntimeException | Error e) {
                // Nobody else can write: it goes on, and leaves no caller waiting.
                refuse(batch, e, true);
            }
            batch.clear();
        }
        connection.disconnect();
    }

    /** Whether the store can be written to, as far as is known. */
    private boolean commit(List<Pending<?, ?>> batch) {
        return commit(batch, false);
    }

    private boolean commit(List<Pending<?, ?>> batch, boolean again) {
        long started = System.nanoTime();
        try {
            connection.commit(batch, again);
        } catch (SQLException | RuntimeException | Error failure) {
            SQLException sql = sqlFailure(failure);
            Blame blame = sql == null ? Blame.WRITE : dialect.blame(sql);
            if (blame == Blame.STORE || batch.size() == 1) {
                refuse(batch, sql == null ? failure : sql, blame != Blame.WRITE);
            } else {
                commitOneByOne(batch);
            }
            return blame != Blame.STORE;
        }
        commits.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
        batches.record(batch.size());
        batch.forEach(Pending::complete);
        return true;
    }

    /**
     * Each waits for a lock only shortly, so that one that must wait keeps none of the others from
     * its commit in time. It ends when the store fails, or when nobody waits for them any more.
     */
    private void commitOneByOne(List<Pending<?, ?>> batch) {
        long end = System.nanoTime() + patience.toNanos();
        int tried = 0;
        boolean worthIt = true;
        while (worthIt && tried < batch.size() && end - System.nanoTime() > 0) {
            worthIt = commit(List.of(batch.get(tried)), true);
            tried++;
        }
        refuse(batch.subList(tried, batch.size()), new SQLException("not tried"), true);
    }

    /** One by one, in the order in which they came. */
    @SuppressWarnings("unchecked") // each of the writes answers with the type of its own future
    static <T> Together<Write<T>, T> each() {
        return (Together<Write<T>, T>) (Together<?, ?>) EACH;
    }

    private static @Nullable SQLException sqlFailure(Throwable failure) {
        return failure instanceof SQLException sql
                ? sql
                : failure.getCause() instanceof SQLException sql ? sql : null;
    }

    private static void refuse(List<Pending<?, ?>> batch, Throwable failure, boolean unavailable) {
        if (batch.isEmpty()) {
            return;
        }
        // A database's own message may quote a value, so only its type and code are told.
        String code =
                failure instanceof SQLException sql
                        ? " " + sql.getErrorCode() + " " + sql.getSQLState()
                        : "";
        log.error("{} writes failed: {}{}", batch.size(), failure.getClass().getName(), code);
        var refused =
                unavailable
                        ? new Refused(
                                Problem.STORE_UNAVAILABLE,
                                "It is not known to be stored; send it again.",
                                RETRY_AFTER)
                        : new Refused(Problem.INTERNAL, "The store refused this write.");
        batch.forEach(pending -> pending.refuse(refused));
    }

    @Override
    public void start() {
        open = true;
        committer = Thread.ofPlatform().name("store-committer").start(this::work);
    }

    /** Commits what is waiting, then ends. */
    @Override
    public void stop() {
        open = false;
        Thread ending = committer;
        try {
            if (ending != null && !ending.join(DRAIN)) {
                log.error("The committer did not end within {} s", DRAIN.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return open;
    }

    /** Starts before and stops after everything that writes. */
    @Override
    public int getPhase() {
        return 0;
    }
}
