package io.eprointake.store;

import com.zaxxer.hikari.HikariConfig;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;

/**
 * A file in write-ahead mode, with an fsync at every commit. Its transactions write one at a time,
 * on one machine, whose clock they go by; what is due goes by that clock as it stood at the start,
 * whoever sets it later.
 */
final class SqliteDialect implements Dialect {

    /**
     * Primary result codes that blame one statement or its values; all others blame the database.
     */
    private static final Set<SQLiteErrorCode> ONE_STATEMENT =
            Set.of(
                    SQLiteErrorCode.SQLITE_ERROR,
                    SQLiteErrorCode.SQLITE_TOOBIG,
                    SQLiteErrorCode.SQLITE_CONSTRAINT,
                    SQLiteErrorCode.SQLITE_MISMATCH,
                    SQLiteErrorCode.SQLITE_RANGE);

    private static final int PAGE_BYTES = 4096;

    /** A millisecond's work. */
    private static final int STEPS = 20_000;

    private final InstantSource clock;
    private final ClockWatch watch;
    private final Instant startedAt;
    private final long started;

    SqliteDialect(InstantSource clock, ClockWatch watch) {
        this.clock = clock;
        this.watch = watch;
        this.startedAt = clock.instant();
        this.started = watch.nanos();
    }

    @Override
    public void prepareReads(HikariConfig pool, Duration longest) {
        prepareWrites(pool);
    }

    @Override
    public void prepareWrites(HikariConfig pool) {
        var settings = pragmas();
        // Only a migration makes a store: an empty one in place of one that is gone would be none.
        settings.setProperty(Pragma.OPEN_MODE.pragmaName, DatabaseFile.existing());
        settings.setProperty(
                Pragma.WAL_AUTOCHECKPOINT.pragmaName, Integer.toString(Checkpoints.COMMITTER));
        // A log that was longer is cut when it begins anew.
        settings.setProperty(
                Pragma.JOURNAL_SIZE_LIMIT.pragmaName,
                Integer.toString(Checkpoints.MOST * PAGE_BYTES));
        pool.setDataSourceProperties(settings);
    }

    @Override
    public void prepareMigrations(SimpleDriverDataSource connections) {
        DatabaseFile.at(Objects.requireNonNull(connections.getUrl())).folder();
        connections.setConnectionProperties(pragmas());
    }

    private static Properties pragmas() {
        var pragmas = new Properties();
        pragmas.setProperty(Pragma.JOURNAL_MODE.pragmaName, "WAL");
        pragmas.setProperty(Pragma.SYNCHRONOUS.pragmaName, "FULL");
        pragmas.setProperty(Pragma.FOREIGN_KEYS.pragmaName, "true");
        pragmas.setProperty(Pragma.BUSY_TIMEOUT.pragmaName, "5000");
        // A transaction that begins by reading could not become a writer once another process has
        // written.
        pragmas.setProperty(Pragma.TRANSACTION_MODE.pragmaName, "IMMEDIATE");
        return pragmas;
    }

    /** It asks between steps of a statement; nothing else ends one that is at work. */
    @Override
    public void limit(Connection reading, Duration longest) throws SQLException {
        long end = System.nanoTime() + longest.toNanos();
        ProgressHandler.setHandler(
                reading.unwrap(SQLiteConnection.class),
                STEPS,
                new ProgressHandler() {
                    @Override
                    protected int progress() {
                        return System.nanoTime() - end > 0 ? 1 : 0;
                    }
                });
    }

    @Override
    public Moment begin(Connection connection, Set<String> keys) {
        long asked = watch.nanos();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        watch.look(now, asked);
        Instant steady = startedAt.plusNanos(asked - started).truncatedTo(ChronoUnit.MILLIS);
        return new Moment(now, steady);
    }

    /** There is no other transaction. */
    @Override
    public void hurry(Connection connection) {}

    /** Transactions write one at a time, so numbers are committed in their order. */
    @Override
    public void number(Connection connection, String sequence) {}

    @Override
    public long settled(JdbcClient reader, String sequence) {
        return Long.MAX_VALUE;
    }

    @Override
    public String spell(Sql sql) {
        return sql.sqlite();
    }

    @Override
    public Object bound(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    @Override
    public Blame blame(SQLException failure) {
        SQLiteErrorCode primary = SQLiteErrorCode.getErrorCode(failure.getErrorCode() & 0xff);
        return ONE_STATEMENT.contains(primary) ? Blame.WRITE : Blame.STORE;
    }
}
