package io.eprointake.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.zaxxer.hikari.HikariDataSource;
import io.eprointake.store.Dialect.Blame;
import io.eprointake.store.StoreLocation.Trouble;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Commits batches on a connection of its own, which is kept for as long as it works, and finds what
 * is to blame when one fails.
 */
final class Commits {

    private final String name;
    private final HikariDataSource pool;
    private final Dialect dialect;
    private final StoreLocation location;
    private final Timer commits;
    private final DistributionSummary batches;
    private @Nullable Connection connection;
    private @Nullable Tx tx;

    /**
     * Not connected yet.
     *
     * @param name no other of this replica has it
     */
    Commits(
            String name,
            HikariDataSource pool,
            Dialect dialect,
            StoreLocation location,
            MeterRegistry meters) {
        this.name = name;
        this.pool = pool;
        this.dialect = dialect;
        this.location = location;
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
    }

    /**
     * Commits all of a batch and answers it, or does neither.
     *
     * @param again after it failed in company: then it waits for locks hardly at all
     * @return why not; null when it did
     */
    @Nullable Failure commit(List<Pending<?, ?>> batch, boolean again) {
        long started = System.nanoTime();
        try {
            mustBeInPlace();
            write(batch, again);
            // Nobody is told of what went into a file that nobody finds again.
            mustBeInPlace();
        } catch (SQLException | RuntimeException | Error failure) {
            SQLException sql = sqlFailure(failure);
            return new Failure(
                    sql == null ? failure : sql, sql == null ? Blame.WRITE : dialect.blame(sql));
        }
        if (!batch.isEmpty()) {
            commits.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
            batches.record(batch.size());
            batch.forEach(Pending::complete);
        }
        return null;
    }

    private void mustBeInPlace() throws SQLException {
        Trouble trouble = location.trouble();
        if (trouble != null) {
            throw new SQLException("the store is " + trouble.word());
        }
    }

    /**
     * All of the batch in one transaction, or nothing of it.
     *
     * @param again after it failed in company: then it waits for locks only shortly
     */
    private void write(List<Pending<?, ?>> batch, boolean again) throws SQLException {
        try {
            Connection writing = connection();
            writing.setAutoCommit(false);
            Tx shared = transaction(writing);
            if (again) {
                dialect.hurry(writing);
            }
            shared.begin(keys(batch));
            for (var group :
                    batch.stream()
                            .collect(groupingBy(Pending::kind, LinkedHashMap::new, toList()))
                            .values()) {
                Pending.apply(shared, group);
            }
            // Commits. After commit() SQLite's driver would begin the next transaction at once, and
            // so keep every other program from writing for as long as nothing is to be written.
            writing.setAutoCommit(true);
        } catch (SQLException | RuntimeException | Error failure) {
            if (!(failure instanceof SQLException sql
                    && dialect.blame(sql) != Blame.STORE
                    && rolledBack())) {
                // Nobody knows what state it is in; a new one is cheap where failures are rare.
                disconnect();
            }
            throw failure;
        }
    }

    /** A write that cannot be made, or not now, may be one of hundreds that are tried alone. */
    private boolean rolledBack() {
        try {
            if (connection == null || tx == null) {
                return false;
            }
            tx.reset();
            connection.rollback();
            connection.setAutoCommit(true);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    void disconnect() {
        Connection broken = connection;
        tx = null;
        connection = null;
        if (broken != null) {
            pool.evictConnection(broken);
        }
    }

    private Connection connection() throws SQLException {
        if (connection == null) {
            connection = pool.getConnection();
        }
        return connection;
    }

    private Tx transaction(Connection writing) {
        if (tx == null) {
            tx = new Tx(name, writing, dialect);
        }
        return tx;
    }

    private static Set<String> keys(List<Pending<?, ?>> batch) {
        Set<String> keys = new HashSet<>();
        for (Pending<?, ?> pending : batch) {
            if (pending.key() != null) {
                keys.add(pending.key());
            }
        }
        return keys;
    }

    private static @Nullable SQLException sqlFailure(Throwable failure) {
        return failure instanceof SQLException sql
                ? sql
                : failure.getCause() instanceof SQLException sql ? sql : null;
    }

    /** Why a batch was not committed. */
    record Failure(Throwable cause, Blame blame) {

        /** A database's own message may quote a value, so only its type and code are told. */
        @Override
        public String toString() {
            return cause instanceof SQLException sql
                    ? "%s %d %s"
                            .formatted(
                                    sql.getClass().getName(), sql.getErrorCode(), sql.getSQLState())
                    : cause.getClass().getName();
        }
    }
}
