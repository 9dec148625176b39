package io.eprointake.journal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.eprointake.store.OwnCheckpoints;
import io.eprointake.store.TestStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * What a report costs in a SQLite file while ever more are stored. Arguments: how many rows, in
 * rising order, ten thousand to ten million unless said. These take 15 GB where {@code
 * java.io.tmpdir} is, until the end.
 */
public final class StoredRowsInFile {

    private static final Duration TURN = Duration.ofSeconds(10);

    /** Of a file that was just opened. */
    private static final Duration FIRST = Duration.ofSeconds(3);

    private static final int WARM_UPS = 3;
    private static final long STEP = 250_000;

    private static final String FILL =
            """
            insert into report (seq, report_id, study, site, subject, language, completed_at,
                                received_at, received_as, content_sha256, body, narrative, scores,
                                findings, assessment, content_form)
            with recursive n (i) as (select ?1 union all select i + 1 from n where i < ?2)
            select i, randomblob(16), 'ONC-301', 'SITE' || i % 100, 'S-' || i % ?3, 'en',
                   1700000000000 + i, 1700000000000 + i, 'received', ?4, cast(?5 as blob),
                   'My hands have been numb since the second cycle',
                   '{"PROCTCAE_9A_SCL":3,"PROCTCAE_9B_SCL":1}', '[]',
                   '{"grades":[{"group":9,"symptom":"Nausea","composite":3}]}', 2
            from n
            """;

    private static final String ANALYZED =
            """
            insert into analysis (seq, attempt, found, analyzed_at)
            select seq, 1, '{"analyzer":"embedded","signals":[],"red_flags":[]}', received_at
            from report where seq between ? and ?
            """;

    private final Path file;
    private final String url;

    private StoredRowsInFile(Path folder) {
        this.file = folder.resolve("epro.db");
        this.url = TestStore.sqlite(folder);
    }

    public static void main(String[] args) throws Exception {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        warmUp();
        System.out.println(
                "| rows stored | accepted/s | of the first | p50 ms | p99 ms | longest ms | processor"
                        + " µs | pages | claimed and completed/s | of the first | processor µs |"
                        + " pages | MB |");
        System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        Path folder = Files.createTempDirectory("epro-rows");
        try {
            var bench = new StoredRowsInFile(folder);
            List<Taken> all = new ArrayList<>();
            for (long rows : rows(args)) {
                bench.fill(rows);
                all.add(bench.take(rows));
                bench.print(rows, all.getLast(), all.getFirst());
            }
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private static long[] rows(String[] args) {
        return args.length == 0
                ? new long[] {10_000, 1_000_000, 10_000_000}
                : Stream.of(args).mapToLong(Long::parseLong).toArray();
    }

    /** In another file: with ten thousand rows a turn leaves ten times as many. */
    private static void warmUp() throws Exception {
        Path folder = Files.createTempDirectory("epro-warm");
        try {
            var bench = new StoredRowsInFile(folder);
            bench.fill(10_000);
            for (int turn = 0; turn < WARM_UPS; turn++) {
                bench.take(10_000);
            }
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private Taken take(long rows) throws InterruptedException {
        try (var replica = new TestReplica(url, InstantSource.system());
                var _ = new OwnCheckpoints(url)) {
            var load = new JournalLoad(replica, rows, file);
            load.accept(FIRST);
            return new Taken(load.accept(TURN), load.claim(TURN));
        }
    }

    /** Without a journal: nobody needs what is half filled. */
    private void fill(long rows) throws SQLException, IOException {
        if (!Files.exists(file)) {
            new TestReplica(url, InstantSource.system()).close();
        }
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = off");
            statement.execute("pragma synchronous = off");
            statement.execute("pragma cache_size = -1500000");
            // What the last measurement left waiting would be measured again.
            statement.execute(
                    "insert into analysis (seq, attempt, found, analyzed_at) select seq, 1, '{}', 0 from open_report");
            statement.execute("delete from open_report");
            long has =
                    statement.executeQuery("select coalesce(max(seq), 0) from report").getLong(1);
            connection.setAutoCommit(false);
            try (PreparedStatement fill = connection.prepareStatement(FILL);
                    PreparedStatement analyzed = connection.prepareStatement(ANALYZED)) {
                for (; has < rows; has = Math.min(rows, has + STEP)) {
                    long to = Math.min(rows, has + STEP);
                    set(
                            fill,
                            has + 1,
                            to,
                            rows / JournalLoad.REPORTS_OF_A_SUBJECT,
                            "c".repeat(64),
                            JournalLoad.BODY);
                    set(analyzed, has + 1, to);
                    connection.commit();
                }
            }
            connection.setAutoCommit(true);
            statement.execute("pragma journal_mode = wal");
        }
        try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
            written.force(true); // or it would be written while others are measured
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.executeUpdate();
    }

    private void print(long rows, Taken taken, Taken first) throws IOException {
        JournalLoad.Turn accepted = taken.accepted;
        JournalLoad.Turn claimed = taken.claimed;
        System.out.printf(
                Locale.ROOT,
                "| %,d | %,.0f | %.2f | %.1f | %.1f | %.1f | %.1f | %.1f | %,.0f | %.2f | %.1f | %.1f | %,d |%n",
                rows,
                accepted.perSecond(),
                accepted.perSecond() / first.accepted.perSecond(),
                accepted.percentile(50),
                accepted.percentile(99),
                accepted.longest(),
                accepted.micros(),
                accepted.pages(),
                claimed.perSecond(),
                claimed.perSecond() / first.claimed.perSecond(),
                claimed.micros(),
                claimed.pages(),
                Files.size(file) >> 20);
    }

    private record Taken(JournalLoad.Turn accepted, JournalLoad.Turn claimed) {}
}
