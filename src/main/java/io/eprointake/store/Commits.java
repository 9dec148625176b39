package io.eprointake.store;

import com.zaxxer.hikari.HikariDataSource;
import io.eprointake.store.Dialect.Blame;
import io.eprointake.store.StoreLocation.Trouble;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Commits batches on a connection of its own, and finds what is to blame when one fails. */
final class Commits {

    private final WriteConnection connection;
    private final Dialect dialect;
    private final StoreLocation location;
    private final Timer commits;
    private final DistributionSummary batches;

    Commits(HikariDataSource pool, Dialect dialect, StoreLocation location, MeterRegistry meters) {
        this.connection = new WriteConnection(pool, dialect);
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
            connection.commit(batch, again);
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

    void disconnect() {
        connection.disconnect();
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
