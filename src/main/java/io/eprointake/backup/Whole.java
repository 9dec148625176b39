package io.eprointake.backup;

import io.eprointake.audit.TrailCheck;
import io.eprointake.intake.ContentDigest;
import io.eprointake.journal.Analyses;
import io.eprointake.journal.Receipts;
import io.eprointake.journal.Receipts.Given;
import io.eprointake.sealing.DataKeys;
import io.eprointake.sealing.SealStored;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.sealing.WrappingKeys;
import io.eprointake.store.Schema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * What was found in a store that is whole: the database says so itself, every receipt is that of
 * the body beside it, each narrative waits for its analysis or has one, the audit trail fits, and
 * the tables hold so many rows.
 *
 * @param schema its version
 * @param rows by the tables that only grow
 * @param compared receipts whose digest is that of the body
 * @param older receipts of an older form of the digest, whose bodies were not digested
 */
record Whole(String schema, Map<String, Long> rows, long compared, long older) {

    /** What is taken in stays; a queue, such as the outbox, gets shorter too. */
    private static final String[] GROWING = {"report", "alert", "enrollment_update"};

    /**
     * Looks at all of it.
     *
     * @param reading is only read, and left open
     * @param where as messages name it
     * @param wrapping by which its data keys are wrapped
     * @throws IllegalStateException when it is not whole
     */
    static Whole of(Connection reading, String where, WrappingKeys wrapping) throws SQLException {
        String schema = Schema.version(reading, where, new SealStored(wrapping));
        if (reading.getMetaData().getURL().startsWith("jdbc:sqlite:")) {
            expect(reading, where, "pragma integrity_check", "ok");
            expect(reading, where, "pragma foreign_key_check", null);
        }
        reading.setAutoCommit(false); // one moment for all that follows
        try {
            var check = new Check(where);
            Receipts.each(reading, keys(reading, wrapping), check::compare);
            UUID lost = Analyses.lost(reading);
            if (lost != null) {
                throw new IllegalStateException(
                        "%s is damaged: the narrative of report %s neither waits for its analysis nor has one"
                                .formatted(where, lost));
            }
            trail(reading, where);
            return new Whole(schema, rows(reading), check.compared, check.older);
        } finally {
            reading.rollback();
            reading.setAutoCommit(true);
        }
    }

    private static void trail(Connection reading, String where) throws SQLException {
        if (has(reading, "audit_entry")) {
            try {
                TrailCheck.of(reading, List.of());
            } catch (TrailCheck.Broken broken) {
                throw new IllegalStateException(
                        "%s: its audit trail is not whole: %s"
                                .formatted(where, broken.getMessage()));
            }
        }
    }

    private static boolean has(Connection reading, String table) throws SQLException {
        try (ResultSet its = reading.getMetaData().getTables(null, null, table, null)) {
            return its.next();
        }
    }

    /** Null when nothing is sealed, as an earlier release left it. */
    static @Nullable StudyKeys keys(Connection reading, WrappingKeys wrapping) throws SQLException {
        if (!has(reading, "data_key")) {
            return null;
        }
        var rows = new DataKeys(new SingleConnectionDataSource(reading, true), null);
        return new StudyKeys(rows, wrapping);
    }

    /** How much is there this moment. */
    static Map<String, Long> rows(Connection reading) throws SQLException {
        Map<String, Long> rows = new LinkedHashMap<>();
        for (String table : GROWING) {
            if (!has(reading, table)) {
                continue; // of an earlier release
            }
            try (Statement count = reading.createStatement();
                    ResultSet row = count.executeQuery("select count(*) from " + table)) {
                row.next();
                rows.put(table, row.getLong(1));
            }
        }
        return rows;
    }

    private static void expect(
            Connection reading, String where, String pragma, @Nullable String first)
            throws SQLException {
        try (Statement check = reading.createStatement();
                ResultSet row = check.executeQuery(pragma)) {
            String said = row.next() ? row.getString(1) : null;
            if (!Objects.equals(said, first)) {
                throw new IllegalStateException(
                        "%s is damaged: SQLite's %s finds errors".formatted(where, pragma));
            }
        }
    }

    /** Fails unless as much is in it as was there before. */
    void mustHold(Map<String, Long> before, String where) {
        before.forEach((table, least) -> {
            if (rows.getOrDefault(table, 0L) < least) {
                throw new IllegalStateException(
                        "%s has %d rows of %s, and there were %d before"
                                .formatted(where, rows.getOrDefault(table, 0L), table, least));
            }
        });
    }

    /** As a line of a command's answer. */
    @Override
    public String toString() {
        return "whole, schema %s; %s; %d receipts are those of their reports%s"
                .formatted(
                        schema,
                        rows.entrySet().stream()
                                .map(it -> it.getKey() + " " + it.getValue())
                                .collect(Collectors.joining(", ")),
                        compared,
                        older == 0 ? "" : ", %d are of an older form".formatted(older));
    }

    /** Each receipt beside its body. */
    private static final class Check {

        private final String where;
        private long compared;
        private long older;

        Check(String where) {
            this.where = where;
        }

        void compare(Given receipt) {
            if (receipt.contentForm() != ContentDigest.FORM) {
                older++;
            } else if (receipt.contentSha256().equals(ContentDigest.of(receipt.body()))) {
                compared++;
            } else {
                throw new IllegalStateException(
                        "%s is damaged: the body of report %s is not what its receipt says"
                                .formatted(where, receipt.reportId()));
            }
        }
    }
}
