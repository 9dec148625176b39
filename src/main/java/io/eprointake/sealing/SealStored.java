package io.eprointake.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import io.eprointake.store.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The migration to schema 12: what patients said is sealed from then on, and what an earlier
 * release stored of it is sealed here. That is one transaction; then the database is written anew,
 * so that nothing plain is left in its free pages. Until both are done it is begun again.
 */
public final class SealStored implements JavaMigration {

    private static final MigrationVersion VERSION = MigrationVersion.fromVersion("12");

    /**
     * Whose columns are sealed; the longest come last, so that the others are read without them.
     */
    private static final List<Table> TABLES =
            List.of(
                    new Table(
                            "report",
                            "seq",
                            "report t",
                            "t",
                            List.of(
                                    "content_sha256",
                                    "scores",
                                    "findings",
                                    "assessment",
                                    "narrative",
                                    "body")),
                    new Table(
                            "analysis",
                            "seq",
                            "analysis t join report r on r.seq = t.seq",
                            "r",
                            List.of("found")),
                    new Table(
                            "alert",
                            "id",
                            "alert t join report r on r.seq = t.report",
                            "r",
                            List.of("score", "previous")));

    private static final Set<String> NULLABLE = Set.of("narrative", "score", "previous");
    private static final int AT_A_TIME = 500;

    private final Aead wrapping;

    /**
     * Made for each start.
     *
     * @param wrapping by which data keys are wrapped
     */
    public SealStored(Aead wrapping) {
        this.wrapping = wrapping;
    }

    @Override
    public MigrationVersion getVersion() {
        return VERSION;
    }

    @Override
    public String getDescription() {
        return "sealed";
    }

    @Override
    public @Nullable Integer getChecksum() {
        return null;
    }

    /** It has one of its own: what follows that cannot be in one. */
    @Override
    public boolean canExecuteInTransaction() {
        return false;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        boolean sqlite = connection.getMetaData().getURL().startsWith("jdbc:sqlite:");
        boolean any;
        try (ResultSet done = connection.getMetaData().getTables(null, null, "data_key", null)) {
            any = done.next();
        }
        if (!any) {
            connection.setAutoCommit(false);
            try {
                any = seal(connection, sqlite ? "blob" : "bytea");
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
        if (any) {
            execute(connection, sqlite ? "vacuum" : "vacuum full report, analysis, alert");
            if (sqlite) {
                execute(connection, "pragma wal_checkpoint(truncate)");
            }
        }
    }

    /** Whether there was anything. */
    private boolean seal(Connection connection, String bytes) throws SQLException {
        execute(
                connection,
                "create table data_key (study text primary key, wrapped %s not null)"
                        .formatted(bytes));
        var rows = new DataKeys(new SingleConnectionDataSource(connection, true), null);
        var keys = new StudyKeys(rows, wrapping);
        keys.begin();
        boolean any = false;
        for (Table table : TABLES) {
            for (String column : table.columns) {
                String rule = NULLABLE.contains(column) ? "" : " not null default ''";
                execute(connection, table.alter("add column sealed_%s %s", column, bytes + rule));
            }
            any |= table.seal(connection, keys);
            for (String column : table.columns) {
                execute(connection, table.alter("drop column %s", column));
                execute(connection, table.alter("rename column sealed_%1$s to %1$s", column));
            }
        }
        return any;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * A table.
     *
     * @param from it, as {@code t}, with the report
     * @param report what the report is called there
     * @param columns that are sealed
     */
    private record Table(
            String name, String key, String from, String report, List<String> columns) {

        String alter(String change, String... words) {
            return "alter table %s ".formatted(name) + change.formatted((Object[]) words);
        }

        /** A few rows at a time, whether there was any. */
        boolean seal(Connection connection, StudyKeys keys) throws SQLException {
            String select =
                    "select t.%2$s, %1$s.report_id, %1$s.study, t.%3$s from %4$s where t.%2$s > ? order by t.%2$s limit %5$d"
                            .formatted(report, key, String.join(", t.", columns), from, AT_A_TIME);
            String update =
                    "update %s set sealed_%s = ? where %s = ?"
                            .formatted(name, String.join(" = ?, sealed_", columns), key);
            long last = 0;
            try (PreparedStatement rows = connection.prepareStatement(select);
                    PreparedStatement sealed = connection.prepareStatement(update)) {
                for (int found = AT_A_TIME; found == AT_A_TIME; ) {
                    found = 0;
                    rows.setLong(1, last);
                    try (ResultSet row = rows.executeQuery()) {
                        for (; row.next(); found++) {
                            last = row.getLong(1);
                            seal(row, keys, sealed);
                        }
                    }
                    sealed.executeBatch();
                }
            }
            return last > 0;
        }

        private void seal(ResultSet row, StudyKeys keys, PreparedStatement sealed)
                throws SQLException {
            UUID id = Objects.requireNonNull(Sql.uuid(row, 2));
            String study = row.getString(3);
            keys.prepare(study);
            int at = 1;
            for (String column : columns) {
                byte[] plain =
                        switch (row.getObject(3 + at)) {
                            case null -> null;
                            case byte[] bytes -> bytes;
                            case Object text -> text.toString().getBytes(UTF_8);
                        };
                sealed.setBytes(at++, plain == null ? null : keys.seal(study, id, column, plain));
            }
            sealed.setLong(at, row.getLong(1));
            sealed.addBatch();
        }
    }
}
