package io.eprointake.store;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteErrorCode;

/**
 * A file in write-ahead mode, with an fsync at every commit. Its transactions write one at a time,
 * on one machine, whose clock they go by.
 */
final class SqliteDialect implements Dialect {

    static final String PREFIX = "jdbc:sqlite:";

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

    private final InstantSource clock;

    SqliteDialect(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void prepare(HikariConfig pool) {
        createFolder(pool.getJdbcUrl());
        pool.addDataSourceProperty(Pragma.JOURNAL_MODE.pragmaName, "WAL");
        pool.addDataSourceProperty(Pragma.SYNCHRONOUS.pragmaName, "FULL");
        pool.addDataSourceProperty(Pragma.FOREIGN_KEYS.pragmaName, "true");
        pool.addDataSourceProperty(Pragma.BUSY_TIMEOUT.pragmaName, "5000");
        // A transaction that begins by reading could not become a writer once another process has
        // written.
        pool.addDataSourceProperty(Pragma.TRANSACTION_MODE.pragmaName, "IMMEDIATE");
    }

    @Override
    public Instant begin(Connection connection, Set<String> keys) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
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
    public String spell(String sql) {
        return sql.replaceAll("for update (of \\w+ )?skip locked", "") // nobody else is writing
                .replace("json_array_elements(cast(? as json))", "json_each(?)");
    }

    @Override
    public Blame blame(SQLException failure) {
        SQLiteErrorCode primary = SQLiteErrorCode.getErrorCode(failure.getErrorCode() & 0xff);
        return ONE_STATEMENT.contains(primary) ? Blame.WRITE : Blame.STORE;
    }

    private static void createFolder(String url) {
        String file =
                url.substring(PREFIX.length()).replaceFirst("^file:", "").replaceFirst("\\?.*", "");
        Path folder = file.startsWith(":") ? null : Path.of(file).toAbsolutePath().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the folder of " + url, e);
        }
    }
}
