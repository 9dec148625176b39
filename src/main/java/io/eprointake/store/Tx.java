package io.eprointake.store;

import io.eprointake.store.Dialect.Moment;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The transaction at hand. Each statement is prepared once for all the writes that share it. */
public final class Tx {

    private final String writer;
    private final Connection connection;
    private final Dialect dialect;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    private Moment began = new Moment(Instant.EPOCH, Instant.EPOCH);

    Tx(String writer, Connection connection, Dialect dialect) {
        this.writer = writer;
        this.connection = connection;
        this.dialect = dialect;
    }

    void begin(Set<String> keys) throws SQLException {
        began = dialect.begin(connection, keys);
    }

    /**
     * Whose transaction it is, of the few writers of a replica. Each has one at a time; only one
     * whose connection was lost may still end when the next has begun.
     */
    public String writer() {
        return writer;
    }

    /** When this transaction began, in whole milliseconds, by the clock that all replicas share. */
    public Instant now() {
        return began.now();
    }

    /**
     * The same moment by a clock that goes on a second a second, whoever sets the other one: what
     * is due is reckoned by it, and nothing that people read.
     */
    public Instant steady() {
        return began.steady();
    }

    /** Forgets what it has prepared and was given, after a transaction that failed. */
    void reset() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }

    /**
     * From here to its end, this transaction may take numbers from a sequence: see {@link
     * Store#settled}.
     */
    public void number(String sequence) throws SQLException {
        dialect.number(connection, sequence);
    }

    /** How many rows it changed. */
    public int update(String sql, @Nullable Object... args) throws SQLException {
        return bind(sql, args).executeUpdate();
    }

    /** How many rows it changed. */
    public int update(Sql sql, @Nullable Object... args) throws SQLException {
        return update(dialect.spell(sql), args);
    }

    /** How many rows it changed for each of these, all sent at once. */
    public int[] updateAll(String sql, List<@Nullable Object[]> rows) throws SQLException {
        if (rows.size() == 1) {
            return new int[] {update(sql, rows.getFirst())};
        }
        for (Object[] args : rows) {
            bind(sql, args).addBatch();
        }
        int[] changed = prepared(sql).executeBatch();
        if (Arrays.stream(changed).anyMatch(count -> count < 0)) {
            throw new IllegalStateException("the driver does not say which rows it changed");
        }
        return changed;
    }

    /** Every row that it answers, also for a statement with {@code returning}. */
    public <T> List<T> query(String sql, Row<T> row, @Nullable Object... args) throws SQLException {
        try (ResultSet rows = bind(sql, args).executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(row.read(rows));
            }
            return result;
        }
    }

    /** Every row that it answers, also for a statement with {@code returning}. */
    public <T> List<T> query(Sql sql, Row<T> row, @Nullable Object... args) throws SQLException {
        return query(dialect.spell(sql), row, args);
    }

    /** Whether it answers any row. */
    public boolean any(String sql, @Nullable Object... args) throws SQLException {
        return !query(sql, row -> true, args).isEmpty();
    }

    private PreparedStatement bind(String sql, @Nullable Object[] args) throws SQLException {
        PreparedStatement statement = prepared(sql);
        for (int i = 0; i < args.length; i++) {
            statement.setObject(i + 1, args[i] instanceof UUID id ? dialect.bound(id) : args[i]);
        }
        return statement;
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    /** Reads the row that a result set stands on. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }
}
