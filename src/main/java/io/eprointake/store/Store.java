package io.eprointake.store;

import io.eprointake.store.StoreRefusal.Why;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database: reads go to a few threads, each with a connection of a pool, writes to its one
 * writer.
 */
public final class Store {

    private final GroupCommit writer;
    private final Readers readers;
    private final Dialect dialect;
    private final StoreProperties settings;
    private final DataSource apart;

    Store(
            GroupCommit writer,
            Readers readers,
            Dialect dialect,
            StoreProperties settings,
            DataSource apart) {
        this.writer = writer;
        this.readers = readers;
        this.dialect = dialect;
        this.settings = settings;
        this.apart = apart;
    }

    /**
     * Reads, with one connection for all that the query asks. It runs on another thread, so it must
     * not ask for a further read.
     *
     * @throws StoreRefusal when too many reads wait already, or it takes too long
     */
    public <T> T read(Function<JdbcClient, T> query) {
        return readers.read(query);
    }

    /**
     * Connections of no pool, each opened for what is needed now and then while a read or a write
     * is at hand, which has its own.
     */
    public DataSource apart() {
        return apart;
    }

    /** An id as a reader's statement must be given it; a write's takes it as it is. */
    public Object bound(UUID id) {
        return dialect.bound(id);
    }

    /**
     * How far a list in the order of its numbers is complete: whatever is stored from now on, by
     * whichever replica, has a higher number than this. Rows above it may be stored already, behind
     * one that is still being stored; a reader who goes by the last number that it saw must not see
     * them yet.
     *
     * @param reading before any row of the list is read
     * @param sequence from which transactions take those numbers, after {@link Tx#number}
     */
    public long settled(JdbcClient reading, String sequence) {
        return dialect.settled(reading, sequence);
    }

    /**
     * Hands a change of the service's own to the writer and returns at once. The future completes
     * after its commit is on the disk, or with {@link StoreRefusal}. There is room for it however
     * much comes from outside.
     *
     * @throws StoreRefusal when too many writes are waiting already
     */
    public <T> CompletableFuture<T> write(Write<T> write) {
        return writer.submit(null, GroupCommit.each(), write, false);
    }

    /**
     * Hands over a change as {@link #write(Write)} does; no transaction of any replica that has the
     * same key runs at the same time, and it sees what those before it committed.
     */
    public <T> CompletableFuture<T> write(String key, Write<T> write) {
        return writer.submit(key, GroupCommit.each(), write, false);
    }

    /**
     * Hands over a change as {@link #write(Write)} does, to be applied together with others of its
     * kind that wait for the same commit; the locks of the rows that it changes suffice.
     *
     * @param kind the same object for all that may be applied together
     */
    public <W, T> CompletableFuture<T> write(BatchedWrite<W, T> kind, W write) {
        return writer.submit(null, kind, write, false);
    }

    /**
     * Hands over a change that somebody outside asks for, who can ask again: it is refused while
     * the places for those are taken.
     *
     * @param key as above
     * @throws StoreRefusal when too many are waiting already
     */
    public <T> CompletableFuture<T> admit(String key, Write<T> write) {
        return writer.submit(key, GroupCommit.each(), write, true);
    }

    /** Hands over a change as above, to be applied together with others of its kind. */
    public <W, T> CompletableFuture<T> admit(String key, BatchedWrite<W, T> kind, W write) {
        return writer.submit(key, kind, write, true);
    }

    /** The same, of those for which the locks of the rows that they change suffice. */
    public <W, T> CompletableFuture<T> admit(BatchedWrite<W, T> kind, W write) {
        return writer.submit(null, kind, write, true);
    }

    /** How many writes of the service's own have room whatever comes from outside. */
    public int reserved() {
        return settings.reserved();
    }

    /**
     * Waits for a write's commit.
     *
     * @throws StoreRefusal when it failed, or its commit takes too long; then it may still commit,
     *     and sending the same again is safe
     */
    public <T> T await(CompletableFuture<T> committed) {
        return await(committed, deadline());
    }

    /** The moment, by {@link System#nanoTime()}, until which one caller waits from now. */
    public long deadline() {
        return System.nanoTime() + settings.commitTimeout().toNanos();
    }

    /**
     * Waits for one of several commits that share a caller's deadline.
     *
     * @throws StoreRefusal as {@link #await(CompletableFuture)}
     */
    public <T> T await(CompletableFuture<T> committed, long deadline) {
        try {
            return writer.await(committed, deadline);
        } catch (ExecutionException e) {
            throw failure(Objects.requireNonNull(e.getCause()));
        } catch (TimeoutException e) {
            throw new StoreRefusal(
                    Why.STORE_UNAVAILABLE,
                    "No commit within " + settings.commitTimeout().toMillis() + " ms.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreRefusal(Why.STORE_UNAVAILABLE, "Stopping.");
        }
    }

    private static RuntimeException failure(Throwable cause) {
        return cause instanceof RuntimeException failure ? failure : new CompletionException(cause);
    }
}
