package io.eprointake.store;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** A server that several replicas share. */
final class PostgresDialect implements Dialect {

    static final String PREFIX = "jdbc:postgresql:";

    /**
     * Keys are locked in one order, so that no two transactions wait for each other; one whose hash
     * is that of another only waits for it. The time is read after that.
     */
    private static final String BEGIN =
            """
            select count(pg_advisory_xact_lock(lock)),
                   (extract(epoch from clock_timestamp()) * 1000)::bigint
            from (select distinct hashtextextended(key, 0) as lock
                  from unnest(?::text[]) as key order by lock) as locks
            """;

    /** What those at work said that it was when they began. */
    private static final String NUMBERING =
            """
            select distinct objid::bigint from pg_locks
            where locktype = 'advisory' and objsubid = 2 and granted
              and classid::bigint = hashtext(?)::bigint & 4294967295
              and database = (select oid from pg_database where datname = current_database())
            """;

    /** Of a number, such a lock has room for its last 31 bits. */
    private static final long ROOM = 1L << 31;

    /**
     * Of each session. Commits wait for the disk; a standby may be waited for, too. A transaction
     * whose client vanished gives its locks back, and nobody waits longer for them.
     */
    private static final String SESSION =
            """
            select set_config('synchronous_commit', 'on', false)
            where current_setting('synchronous_commit') = 'off';
            set idle_in_transaction_session_timeout = '5s';
            """;

    /** What waits longer for a lock waits alone, and not with the others of its transaction. */
    private static final String WRITES = SESSION + "set lock_timeout = '250ms'";

    private static final String READS =
            SESSION + "set lock_timeout = '1s'; set statement_timeout = %d";

    /** A server that does not answer is given up after so long, a connection and all. */
    private static final String SOCKET_TIMEOUT_SECONDS = "10";

    /**
     * With it the driver does not say which rows of a batch were stored, and new ones would be
     * taken for old.
     */
    private static final Pattern REWRITES =
            Pattern.compile("[?&]reWriteBatchedInserts(=(?!false)|&|$)", Pattern.CASE_INSENSITIVE);

    /** Classes of SQLSTATE that blame one statement or its values. */
    private static final Set<String> WRITE = Set.of("21", "22", "23", "42", "44", "54");

    /** A deadlock, a wait for a lock that took too long, too many locks. */
    private static final Set<String> OTHER = Set.of("40001", "40P01", "55P03", "53200");

    private final ClockWatch watch;

    PostgresDialect(ClockWatch watch) {
        this.watch = watch;
    }

    @Override
    public void prepareReads(HikariConfig pool, Duration longest) {
        prepare(pool);
        pool.setConnectionInitSql(READS.formatted(longest.toMillis()));
    }

    @Override
    public void prepareWrites(HikariConfig pool) {
        prepare(pool);
        pool.setConnectionInitSql(WRITES);
    }

    static boolean isRewriting(String url) {
        return REWRITES.matcher(url).find();
    }

    private static void prepare(HikariConfig pool) {
        if (isRewriting(pool.getJdbcUrl())) {
            throw new IllegalStateException(
                    "spring.datasource.url must not set reWriteBatchedInserts");
        }
        // The address wins over these.
        pool.addDataSourceProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS);
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        // Else the driver's exceptions quote rows and parameters.
        pool.addDataSourceProperty("logServerErrorDetail", "false");
        pool.addDataSourceProperty("ApplicationName", "epro-intake");
        pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    }

    /** What an address says last is what holds. */
    @Override
    public void prepareMigrations(SimpleDriverDataSource connections) {
        String url = Objects.requireNonNull(connections.getUrl());
        connections.setUrl(
                url + (url.contains("?") ? "&" : "?") + "socketTimeout=0&tcpKeepAlive=true");
    }

    /** Each of its statements has one from its pool. */
    @Override
    public void limit(Connection reading, Duration longest) {}

    @Override
    public Moment begin(Connection connection, Set<String> keys) throws SQLException {
        long asked = watch.nanos();
        try (PreparedStatement begin = connection.prepareStatement(BEGIN)) {
            begin.setArray(1, connection.createArrayOf("text", keys.toArray()));
            try (ResultSet now = begin.executeQuery()) {
                now.next();
                Instant moment = Instant.ofEpochMilli(now.getLong(2));
                watch.look(moment, asked);
                return new Moment(moment, moment);
            }
        }
    }

    @Override
    public void hurry(Connection connection) throws SQLException {
        try (Statement limit = connection.createStatement()) {
            limit.execute("set local lock_timeout = '20ms'");
        }
    }

    /**
     * Takes a lock that shuts nobody out, until the transaction ends: it says that all numbers up
     * to the last were taken before this transaction takes its own.
     */
    @Override
    public void number(Connection connection, String sequence) throws SQLException {
        try (Statement lock = connection.createStatement()) {
            lock.execute(
                    "select pg_advisory_xact_lock_shared(hashtext('%s'), (last & %d)::integer) from (%s) as its"
                            .formatted(sequence, ROOM - 1, last(sequence)));
        }
    }

    /** The last number that was taken from a sequence. */
    private static String last(String sequence) {
        return "select case when is_called then last_value else last_value - 1 end as last from "
                + sequence;
    }

    /**
     * In this order: one that begins after the first read takes higher numbers, and one that was
     * gone at the second had committed before the caller reads any row.
     */
    @Override
    public long settled(JdbcClient reader, String sequence) {
        long last = reader.sql(last(sequence)).query(Long.class).single();
        return reader.sql(NUMBERING).param(sequence).query(Long.class).list().stream()
                .mapToLong(said -> last - Math.floorMod(last - said, ROOM))
                // One that is higher than the last began after it was read.
                .map(before -> last - before < ROOM / 2 ? before : last)
                .reduce(last, Math::min);
    }

    @Override
    public String spell(Sql sql) {
        return sql.postgres();
    }

    @Override
    public Object bound(UUID id) {
        return id;
    }

    @Override
    public Blame blame(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) { // the pool's own
            return Blame.STORE;
        }
        return OTHER.contains(state)
                ? Blame.OTHER
                : WRITE.contains(state.substring(0, 2)) ? Blame.WRITE : Blame.STORE;
    }
}
