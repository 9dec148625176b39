package io.eprointake.store;

import com.zaxxer.hikari.HikariDataSource;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database: reads go to a pool of connections, writes to its one writer. */
public final class Store {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final GroupCommit writer;
    private final Dialect dialect;
    private final JdbcClient reader;
    private final Duration commitTimeout;

    Store(HikariDataSource pool, Dialect dialect, GroupCommit writer, Duration commitTimeout) {
        this.writer = writer;
        this.dialect = dialect;
        this.reader = JdbcClient.create(pool);
        this.commitTimeout = commitTimeout;
    }

    /** For reads only. */
    public JdbcClient read() {
        return reader;
    }

    /**
     * How far a list in the order of its numbers is complete: whatever is stored from now on, by
     * whichever replica, has a higher number than this. Rows above it may be stored already, behind
     * one that is still being stored; a reader who goes by the last number that it saw must not see
     * them yet.
     *
     * @param sequence from which transactions take those numbers, after {@link Tx#number}
     */
    public long settled(String sequence) {
        return dialect.settled(reader, sequence);
    }

    /**
     * Hands a change to the writer and returns at once. The future completes after its commit is on
     * the disk, or with {@link Refused}.
     *
     * @throws Refused when too many writes are waiting already
     */
    public <T> CompletableFuture<T> write(Write<T> write) {
        return writer.submit(null, GroupCommit.each(), write);
    }

    /**
     * Hands over a change as {@link #write(Write)} does; no transaction of any replica that has the
     * same key runs at the same time, and it sees what those before it committed.
     */
    public <T> CompletableFuture<T> write(String key, Write<T> write) {
        return writer.submit(key, GroupCommit.each(), write);
    }

    /**
     * Hands over a change as {@link #write(String, Write)} does, to be applied together with others
     * of its kind that wait for the same commit.
     *
     * @param kind the same object for all that may be applied together
     */
    public <W, T> CompletableFuture<T> write(String key, Together<W, T> kind, W write) {
        return writer.submit(key, kind, write);
    }

    /** Hands over a change as above, when the locks of the rows that it changes suffice. */
    public <W, T> CompletableFuture<T> write(Together<W, T> kind, W write) {
        return writer.submit(null, kind, write);
    }

    /**
     * Waits for a write's commit.
     *
     * @throws Refused when it failed, or its commit takes too long; then it may still commit, and
     *     sending the same again is safe
     */
    public <T> T await(CompletableFuture<T> committed) {
        return await(committed, patience());
    }

    /** The moment, by {@link System#nanoTime()}, until which one caller waits from now. */
    public long patience() {
        return System.nanoTime() + commitTimeout.toNanos();
    }

    /**
     * Waits for one of several commits that share a caller's patience.
     *
     * @throws Refused as {@link #await(CompletableFuture)}
     */
    public <T> T await(CompletableFuture<T> committed, long patience) {
        try {
            return committed.get(patience - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(Objects.requireNonNull(e.getCause()));
        } catch (TimeoutException e) {
            throw new Refused(
                    Problem.STORE_UNAVAILABLE,
                    "No commit within " + commitTimeout.toMillis() + " ms.",
                    RETRY_AFTER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Problem.STORE_UNAVAILABLE, "Stopping.", RETRY_AFTER);
        }
    }

    private static RuntimeException failure(Throwable cause) {
        return cause instanceof RuntimeException failure ? failure : new CompletionException(cause);
    }
}
