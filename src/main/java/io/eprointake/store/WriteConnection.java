package io.eprointake.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.zaxxer.hikari.HikariDataSource;
import io.eprointake.store.Dialect.Blame;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The connection that writes. It is the committer's alone, and kept for as long as it works. */
final class WriteConnection {

    private final HikariDataSource pool;
    private final Dialect dialect;
    private @Nullable Connection connection;
    private @Nullable Tx tx;

    WriteConnection(HikariDataSource pool, Dialect dialect) {
        this.pool = pool;
        this.dialect = dialect;
    }

    /**
     * All of the batch in one transaction, or nothing of it.
     *
     * @param again after it failed in company: then it waits for locks only shortly
     */
    void commit(List<Pending<?, ?>> batch, boolean again) throws SQLException {
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
            tx = new Tx(writing, dialect);
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
}
