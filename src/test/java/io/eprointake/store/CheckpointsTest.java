package io.eprointake.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.eprointake.leakwatch.Loops;
import io.eprointake.testing.Clock;
import io.eprointake.testing.LoggedLines;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the log comes into the file, and no commit does it. */
class CheckpointsTest {

    @TempDir Path folder;

    private final Clock clock = new Clock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private DatabaseFile file;
    private Checkpoints checkpoints;
    private Connection writing;
    private String url;

    @BeforeEach
    void open() throws SQLException {
        url = "jdbc:sqlite:" + folder.resolve("epro.db");
        writing = DriverManager.getConnection(url);
        execute("pragma journal_mode = wal");
        execute("pragma wal_autocheckpoint = 0");
        execute("create table page (bytes blob)");
        file = new DatabaseFile(url, 0);
        file.open();
        checkpoints = new Checkpoints(file, new Loops(meters, () -> {}), meters, clock::nanos);
    }

    @AfterEach
    void close() throws SQLException {
        checkpoints.last();
        writing.close();
        file.close();
    }

    @Test
    void aThousandPagesAreBroughtOverAtOnceAndFewerWhenItIsQuiet() throws SQLException {
        write(100);
        checkpoints.round();
        assertThat(left()).isGreaterThanOrEqualTo(100);

        write(Checkpoints.PAGES);
        checkpoints.round();
        assertThat(left()).isZero();

        write(5);
        checkpoints.round();
        assertThat(left()).isPositive();
        clock.advance(Duration.ofSeconds(10));
        checkpoints.round();
        assertThat(left()).isZero();
    }

    @Test
    void aReaderThatHoldsTheLogIsToldOfOnceAndTheLogIsEmptiedAfterIt() throws SQLException {
        write(1);
        try (var lines = new LoggedLines(Checkpoints.class.getName())) {
            try (Connection reading = file.read();
                    Statement held = reading.createStatement()) {
                reading.setAutoCommit(false);
                held.executeQuery("select * from page").next();
                write(Checkpoints.MOST + 1);
                checkpoints.round();
                write(1);
                checkpoints.round();
                reading.rollback();
            }
            assertThat(lines.all())
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line.getMessage()).startsWith("The log of the store grows"));
        }
        assertThat(meters.get("epro.store.log").gauge().value())
                .isGreaterThan(Checkpoints.MOST * 4096.0);

        checkpoints.round();
        assertThat(left()).isZero();
    }

    @Test
    void theLastOneLeavesNothingInTheLog() throws Exception {
        write(10);

        checkpoints.last();

        assertThat(Files.size(folder.resolve("epro.db-wal"))).isZero();
    }

    /** So that it ends under load, and also if nobody else does it. */
    @Test
    void theCommitterDoesWhatIsLeftOfALogThatIsLongAndCutsIt() throws SQLException {
        var pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        new SqliteDialect(clock, new ClockWatch(clock::nanos, meters)).prepareWrites(pool);
        try (pool;
                Connection committing = pool.getConnection()) {
            assertThat(number(committing, "pragma wal_autocheckpoint"))
                    .isEqualTo(Checkpoints.COMMITTER);
            assertThat(number(committing, "pragma synchronous")).isEqualTo(2);
            assertThat(number(committing, "pragma journal_size_limit"))
                    .isEqualTo(Checkpoints.MOST * 4096L);
            for (int i = 0; i < 17; i++) {
                execute(committing, pages(Checkpoints.PAGES));
            }
        }
        assertThat(meters.get("epro.store.log").gauge().value())
                .isLessThan(2.0 * Checkpoints.COMMITTER * 4096);
    }

    private void write(int pages) throws SQLException {
        execute(pages(pages));
    }

    private static String pages(int pages) {
        return """
        insert into page with recursive n (i) as (select 1 union all select i + 1 from n where i < %d)
        select zeroblob(4000) from n
        """
                .formatted(pages);
    }

    private void execute(String sql) throws SQLException {
        execute(writing, sql);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long left() throws SQLException {
        try (Statement statement = writing.createStatement();
                ResultSet row = statement.executeQuery("pragma wal_checkpoint(noop)")) {
            row.next();
            return row.getLong("log") - row.getLong("checkpointed");
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
