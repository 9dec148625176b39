package io.eprointake.store;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** In what the databases differ. */
interface Dialect {

    /**
     * Of the database that the address names.
     *
     * @param clock of this machine, for a database that has none of its own
     * @param watch told of each moment at which a transaction begins
     */
    static Dialect of(String url, InstantSource clock, ClockWatch watch) {
        if (url.startsWith(DatabaseFile.PREFIX)) {
            return new SqliteDialect(clock, watch);
        }
        if (url.startsWith(PostgresDialect.PREFIX)) {
            return new PostgresDialect(watch);
        }
        throw new IllegalStateException(
                "spring.datasource.url must start with %s or %s but is of another kind"
                        .formatted(DatabaseFile.PREFIX, PostgresDialect.PREFIX));
    }

    /**
     * Sets limits of time that the data source's address leaves out.
     *
     * @param longest that one statement may take
     */
    void prepareReads(HikariConfig pool, Duration longest);

    /** Sets what durability needs, and limits of time that the data source's address leaves out. */
    void prepareWrites(HikariConfig pool);

    /** Leaves a migration the time that it takes, however long. */
    void prepareMigrations(SimpleDriverDataSource connections);

    /** From now on, a connection that reads gives up what takes longer than this. */
    void limit(Connection reading, Duration longest) throws SQLException;

    /**
     * Begins what a transaction does: from here to its end, no other transaction of any replica
     * holds one of these keys.
     *
     * @return when it begins
     */
    Moment begin(Connection connection, Set<String> keys) throws SQLException;

    /** From here to its end, a transaction that has begun waits for others' locks hardly at all. */
    void hurry(Connection connection) throws SQLException;

    /** From here to its end, a transaction may take numbers from this sequence, and is known to. */
    void number(Connection connection, String sequence) throws SQLException;

    /**
     * No transaction that is still at work, or that begins later, commits a row with this number of
     * the sequence or a lower one.
     */
    long settled(JdbcClient reader, String sequence);

    /** A statement as this database has it. */
    String spell(Sql sql);

    /** An id as it is handed to this database; {@link Sql#uuid} reads it back. */
    Object bound(UUID id);

    /** What is to blame for a failure. */
    Blame blame(SQLException failure);

    /**
     * A moment, by two clocks.
     *
     * @param now by the one that all replicas share and people read
     * @param steady by one that is never set, where the database has one: for what is due
     */
    record Moment(Instant now, Instant steady) {}

    /** What is to blame for a failure. */
    enum Blame {
        /** The database as a whole cannot write now, so that trying each write alone is no use. */
        STORE,
        /** One write, which will fail again. */
        WRITE,
        /** Another transaction that was in the way; alone, and later, a write may fare better. */
        OTHER
    }
}
