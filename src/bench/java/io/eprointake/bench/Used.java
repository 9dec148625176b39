package io.eprointake.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What processes use of the machine while something is measured: processor time, and pages that
 * they change in a SQLite file. Each page that a transaction changed is in the log once, so pages
 * are counted by how the log grows.
 */
public final class Used implements AutoCloseable {

    /** In which the log never grows by as much as it has when it begins anew. */
    private static final long LOOK = Duration.ofMillis(5).toNanos();

    private final List<Long> processes;
    private final Duration before;
    private final @Nullable Thread looking;
    private volatile boolean done;
    private long pages;

    /**
     * From now on.
     *
     * @param database a SQLite file, or null when there is none
     */
    public Used(List<Long> processes, @Nullable Path database) {
        this.processes = processes;
        this.before = processor();
        this.looking =
                database == null
                        ? null
                        : Thread.ofPlatform().name("log-pages").start(() -> look(database));
    }

    /** Microseconds since it was made, of all the processes together. */
    public double micros() {
        return processor().minus(before).toNanos() / 1e3;
    }

    /** What was written to the log by now; it ends the count. */
    public long pages() {
        close();
        return pages;
    }

    private Duration processor() {
        return processes.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    private void look(Path database) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            long last = inLog(statement);
            while (!done) {
                LockSupport.parkNanos(LOOK);
                long now = inLog(statement);
                pages += now < last ? now : now - last;
                last = now;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asked for in a way that brings nothing over. */
    private static long inLog(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("pragma wal_checkpoint(noop)")) {
            row.next();
            return row.getLong("log");
        }
    }

    @Override
    public void close() {
        done = true;
        try {
            if (looking != null) {
                looking.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
