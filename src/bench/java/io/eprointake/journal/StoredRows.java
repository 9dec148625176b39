package io.eprointake.journal;

import io.eprointake.testing.Postgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a report costs in PostgreSQL while ever more are stored, and the plans of the statements
 * that are run for each. Arguments: the folder of the plans, then how many rows, in rising order.
 */
public final class StoredRows {

    private static final Duration TURN = Duration.ofSeconds(10);

    /** In which most pages are written to the log whole, as each is once after a checkpoint. */
    private static final Duration SETTLING = Duration.ofSeconds(30);

    /** As a site would set them on a machine of this size; the defaults are for a small one. */
    private static final String[] SETTINGS = {
        "shared_buffers", "8GB", "max_wal_size", "16GB", "checkpoint_timeout", "30min"
    };

    private static final String FILL =
            """
            insert into report (report_id, study, site, subject, language, completed_at,
                                received_at, received_as, content_sha256, body, narrative, scores,
                                findings, assessment, content_form)
            select gen_random_uuid(), 'ONC-301', 'SITE' || n % 100, 'S-' || n % ?, 'en',
                   1700000000000 + n, 1700000000000 + n, 'received', repeat('c', 64),
                   convert_to(repeat('x', 600), 'UTF8'), 'My hands have been numb since ' || n,
                   '{"PROCTCAE_9A_SCL":3,"PROCTCAE_9B_SCL":1}', '[]', '{"grades":[]}', 2
            from generate_series(?::bigint, ?::bigint) as n
            """;

    private final Path plans;
    private final String url;
    private final TestReplica replica;

    private JournalLoad load;

    private StoredRows(Path plans, String url) {
        this.plans = plans;
        this.url = url;
        this.replica = new TestReplica(url, InstantSource.system());
        this.load = new JournalLoad(replica, 10_000, null);
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("epro-rows");
        try (Postgres server = Postgres.start(folder.resolve("pg"), 0, SETTINGS)) {
            var bench =
                    new StoredRows(Files.createDirectories(Path.of(args[0])), server.database());
            System.out.println(
                    "| rows stored | accepted/s after a checkpoint | p50 ms | p99 ms | half a"
                            + " minute later | p50 ms | p99 ms | claimed and completed/s | claim"
                            + " of 64, p50 ms | single-row inserts/s | MB |");
            System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
            bench.accept(TURN); // to warm up
            for (String rows : Arrays.asList(args).subList(1, args.length)) {
                bench.measure(Long.parseLong(rows));
            }
            bench.replica.close();
        }
    }

    private void measure(long rows) throws Exception {
        fill(rows);
        String accepted = accept(TURN);
        accept(SETTLING);
        String settled = accept(TURN);
        String claimed = claim(TURN);
        double single = single(TURN);
        System.out.printf(
                Locale.ROOT,
                "| %,d | %s | %s | %s | %,.0f | %,d |%n",
                rows,
                accepted,
                settled,
                claimed,
                single,
                number(
                        "select (pg_total_relation_size('report') + pg_total_relation_size('analysis')) / 1048576"));
        explain(rows);
    }

    private void fill(long rows) throws SQLException {
        load = new JournalLoad(replica, rows, null);
        // What the last measurement left waiting would be measured again.
        Postgres.execute(
                url,
                "insert into analysis (seq, attempt, found, analyzed_at) select seq, 1, '{}', 0 from open_report",
                "delete from open_report");
        long step = 250_000;
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement fill = connection.prepareStatement(FILL)) {
            for (long has = number("select count(*) from report"); has < rows; has += step) {
                fill.setLong(1, rows / JournalLoad.REPORTS_OF_A_SUBJECT);
                fill.setLong(2, has + 1);
                fill.setLong(3, Math.min(rows, has + step));
                fill.executeUpdate();
            }
        }
        Postgres.execute(url, "vacuum analyze report, open_report, analysis", "checkpoint");
    }

    private String accept(Duration time) throws InterruptedException {
        JournalLoad.Turn turn = load.accept(time);
        return String.format(
                Locale.ROOT,
                "%,.0f | %.1f | %.1f",
                turn.perSecond(),
                turn.percentile(50),
                turn.percentile(99));
    }

    private String claim(Duration time) {
        JournalLoad.Turn turn = load.claim(time);
        return String.format(Locale.ROOT, "%,.0f | %.1f", turn.perSecond(), turn.percentile(50));
    }

    /** The same insert, each by itself, from so many connections at once. */
    private double single(Duration time) throws Exception {
        var done = new AtomicLong();
        long end = System.nanoTime() + time.toNanos();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < JournalLoad.IN_FLIGHT; i++) {
            clients.add(
                    Thread.ofPlatform()
                            .name("client-" + i)
                            .start(() -> {
                                try (Connection connection = DriverManager.getConnection(url);
                                        PreparedStatement insert =
                                                connection.prepareStatement(Arrivals.INSERT)) {
                                    while (System.nanoTime() < end) {
                                        Object[] row = row();
                                        for (int column = 0; column < row.length; column++) {
                                            insert.setObject(column + 1, row[column]);
                                        }
                                        insert.executeUpdate();
                                        done.incrementAndGet();
                                    }
                                } catch (SQLException e) {
                                    throw new IllegalStateException(e);
                                }
                            }));
        }
        for (Thread client : clients) {
            client.join();
        }
        return done.get() / (time.toMillis() / 1e3);
    }

    private Object[] row() {
        long now = System.currentTimeMillis();
        return new Object[] {
            UUID.randomUUID(),
            "ONC-301",
            "SITE07",
            load.subject(),
            "en",
            now,
            now,
            "received",
            "c".repeat(64),
            JournalLoad.BODY.getBytes(StandardCharsets.UTF_8),
            "My hands are numb",
            "{}",
            "[]",
            "{\"grades\":[]}",
            2
        };
    }

    private String histories(long now) {
        List<String> subjects = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            subjects.add(
                    "{\"study\":\"ONC-301\",\"subject\":\"%s\",\"completed\":%d}"
                            .formatted(load.subject(), now));
        }
        return subjects.toString();
    }

    private void explain(long rows) throws SQLException, IOException {
        replica.journal.accept(load.submission()).join();
        var text = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            UUID id =
                    UUID.fromString(
                            one(connection, "select report_id from report order by seq limit 1"));
            long now = System.currentTimeMillis();
            plan(text, connection, SubjectHistory.LATEST.postgres(), histories(now));
            plan(text, connection, SubjectHistory.OTHERS.postgres(), "ONC-301", "S-77", now, 50);
            plan(text, connection, Arrivals.INSERT, row());
            plan(
                    text,
                    connection,
                    Arrivals.OPEN,
                    id,
                    "SITE07",
                    0,
                    "received",
                    2,
                    0,
                    12,
                    now,
                    "this");
            plan(text, connection, Receipts.FIRST_RECEIPT, id);
            plan(text, connection, Backlog.GIVE_UP_EXPIRED.postgres(), now, 1000);
            plan(text, connection, Backlog.CLAIM.postgres(), now, 64, now + 90_000, "this");
            plan(text, connection, Analyses.COMPLETE, id, 1);
            plan(text, connection, Analyses.INSERT, id, 1, "{}", now);
            connection.rollback();
        }
        Files.writeString(plans.resolve(rows + "-rows.txt"), text);
    }

    /**
     * The plan that a statement settles on after a while, when it is no longer made for its values.
     */
    private static void plan(
            StringBuilder text, Connection connection, String sql, Object... values)
            throws SQLException {
        text.append(sql).append('\n');
        try (Statement settings = connection.createStatement()) {
            settings.execute("set local plan_cache_mode = force_generic_plan");
        }
        try (PreparedStatement statement =
                connection.prepareStatement("explain (analyze, buffers) " + sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet line = statement.executeQuery()) {
                while (line.next()) {
                    text.append("    ").append(line.getString(1)).append('\n');
                }
            }
        }
        text.append('\n');
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return Long.parseLong(one(connection, sql));
        }
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
