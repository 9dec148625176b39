package io.eprointake.store;

import com.zaxxer.hikari.HikariDataSource;
import io.eprointake.store.StoreRefusal.Why;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Reads on a few threads of their own. A database in the process runs in native code, which would
 * keep the virtual threads of HTTP on their carriers, and those are as few as the processors: two
 * long reads would stop everything else, cuts at a deadline too.
 */
final class Readers implements AutoCloseable {

    private final HikariDataSource pool;
    private final Dialect dialect;
    private final Duration longest;
    private final ThreadPoolExecutor threads;
    private final Counter refused;
    private final Counter givenUp;

    Readers(
            HikariDataSource pool,
            Dialect dialect,
            StoreProperties settings,
            MeterRegistry meters) {
        this.pool = pool;
        this.dialect = dialect;
        this.longest = settings.readTimeout();
        int most = pool.getMaximumPoolSize();
        this.threads =
                new ThreadPoolExecutor(
                        most,
                        most,
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(settings.readQueueCapacity()),
                        Thread.ofPlatform().daemon().name("store-reader-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        this.refused = counter("refused", meters);
        this.givenUp = counter("given_up", meters);
        Gauge.builder("epro.store.reads.waiting", threads, it -> it.getQueue().size())
                .description("Reads that wait for their turn")
                .register(meters);
    }

    private static Counter counter(String outcome, MeterRegistry meters) {
        return Counter.builder("epro.store.reads.failed")
                .description("Reads that found too many before them, or took too long")
                .tag("outcome", outcome)
                .register(meters);
    }

    /**
     * Runs a read and waits for it, not longer than a read may take.
     *
     * @throws StoreRefusal when too many wait already, or it takes too long
     */
    <T> T read(Function<JdbcClient, T> query) {
        long end = System.nanoTime() + longest.toNanos();
        Future<T> reading = submit(query, end);
        try {
            return reading.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(Objects.requireNonNull(e.getCause()), end);
        } catch (TimeoutException e) {
            reading.cancel(true);
            throw tooLong();
        } catch (InterruptedException e) {
            reading.cancel(true);
            Thread.currentThread().interrupt();
            throw new StoreRefusal(Why.STORE_UNAVAILABLE, "Stopping.");
        }
    }

    private <T> Future<T> submit(Function<JdbcClient, T> query, long end) {
        try {
            return threads.submit(() -> run(query, end));
        } catch (RejectedExecutionException e) {
            refused.increment();
            throw new StoreRefusal(
                    Why.OVERLOADED,
                    threads.isShutdown() ? "The service is stopping." : "Too many reads wait.");
        }
    }

    private <T> T run(Function<JdbcClient, T> query, long end) {
        try (Connection connection = pool.getConnection()) {
            dialect.limit(connection, Duration.ofNanos(end - System.nanoTime()));
            return query.apply(JdbcClient.create(new SingleConnectionDataSource(connection, true)));
        } catch (SQLException e) {
            throw new CannotGetJdbcConnectionException("no connection to read by", e);
        }
    }

    private RuntimeException failure(Throwable cause, long end) {
        if (System.nanoTime() - end > 0) {
            return tooLong();
        }
        return cause instanceof RuntimeException failure ? failure : new CompletionException(cause);
    }

    private StoreRefusal tooLong() {
        givenUp.increment();
        return new StoreRefusal(
                Why.STORE_UNAVAILABLE, "Not read within " + longest.toMillis() + " ms.");
    }

    /** What still runs ends within its time. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
