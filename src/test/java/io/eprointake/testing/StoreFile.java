package io.eprointake.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.audit.TrailCheck;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Sql;
import io.eprointake.testing.Phones.Acknowledged;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The database of a service, as another program sees it. */
public final class StoreFile {

    private static final String ALL =
            """
            select r.report_id, r.body, r.content_sha256, r.study,
                   case when o.seq is null then 'analyzed' when o.quarantined = 1 then 'quarantined'
                        else o.analysis_state end as state,
                   coalesce(o.attempt, a.attempt) as attempt, o.attempts_left, o.due_at,
                   o.claimed_by,
                   a.found, r.narrative is null as silent
            from report r left join open_report o on o.seq = r.seq
                          left join analysis a on a.seq = r.seq
            order by r.seq
            """;

    private final String url;

    /**
     * Of the service that runs, or ran, in this folder.
     *
     * @param folder of the service, not of the database
     */
    public StoreFile(Path folder) {
        this("jdbc:sqlite:" + folder.resolve("data").resolve("epro.db") + "?busy_timeout=20000");
    }

    /** Of the services that run, or ran, over the database with this address. */
    public StoreFile(String url) {
        this.url = url;
    }

    /** The first column of each row that a statement finds. */
    public List<String> texts(String sql) {
        List<String> texts = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return texts;
    }

    /** All reports; call it while no service runs, or it sees a moment of what is going on. */
    public List<Row> reports() {
        List<Row> rows = new ArrayList<>();
        StudyKeys keys = StoreKey.keys(url);
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ALL)) {
            while (row.next()) {
                rows.add(row(row, keys));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return rows;
    }

    /**
     * Fails unless each of these is stored once, byte for byte, no report twice, and the audit
     * trail is whole, with one entry for each.
     */
    public void assertHolds(Map<UUID, Acknowledged> acknowledged) {
        Map<UUID, Row> stored = new HashMap<>();
        for (Row row : reports()) {
            assertThat(stored.put(row.id(), row)).as("another row of %s", row.id()).isNull();
        }
        acknowledged.forEach((id, sent) -> {
            Row row = stored.get(id);
            assertThat(row).as("the row of the acknowledged report %s", id).isNotNull();
            if (row != null) {
                assertThat(row.body()).as("the body of %s", id).isEqualTo(sent.body());
                assertThat(row.contentSha256()).isEqualTo(sent.contentSha256());
            }
        });
        try (Connection reading = connect()) {
            reading.setAutoCommit(false);
            assertThat(TrailCheck.of(reading, List.of())).startsWith("whole");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * All that is in it, as text: the same while nothing was changed, whoever only asked.
     *
     * <p>What an earlier call leaves to be passed on goes by itself, a moment after the answer; so
     * this waits until the outbox is empty.
     */
    public String content() {
        await().until(() -> rowsOf("outbox") == 0);
        var content = new StringBuilder();
        try (Connection connection = connect();
                Statement tables = connection.createStatement();
                ResultSet table =
                        tables.executeQuery(
                                "select name from sqlite_master where type = 'table'"
                                        + " and name not like 'audit%'")) {
            while (table.next()) {
                String name = table.getString(1);
                content.append(name).append('\n');
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("select * from " + name)) {
                    while (row.next()) {
                        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                            content.append(row.getString(i)).append(' ');
                        }
                        content.append('\n');
                    }
                }
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return content.toString();
    }

    private int rowsOf(String table) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + table)) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Changes it, in a transaction for each statement. */
    public void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    private static Row row(ResultSet row, StudyKeys keys) throws SQLException {
        UUID id = Objects.requireNonNull(Sql.uuid(row, 1));
        String study = row.getString("study");
        byte[] found = row.getBytes("found");
        return new Row(
                id,
                keys.open(study, id, "body", row.getBytes("body")),
                keys.openText(study, id, "content_sha256", row.getBytes("content_sha256")),
                row.getString("state"),
                row.getInt("attempt"),
                row.getInt("attempts_left"),
                row.getLong("due_at"),
                row.getString("claimed_by"),
                found != null
                        ? keys.openText(study, id, "found", found)
                        : row.getBoolean("silent") ? "nothing" : null);
    }

    /**
     * A stored report.
     *
     * @param dueAt milliseconds since 1970; 0 when it is not in line
     */
    public record Row(
            UUID id,
            byte[] body,
            String contentSha256,
            String state,
            int attempt,
            int attemptsLeft,
            long dueAt,
            @Nullable String claimedBy,
            @Nullable String analysis) {

        @Override
        public String toString() {
            return id + " " + state + ", attempt " + attempt + ", " + attemptsLeft + " left";
        }
    }
}
