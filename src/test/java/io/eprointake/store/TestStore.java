package io.eprointake.store;

import com.zaxxer.hikari.HikariDataSource;
import io.eprointake.testing.Clock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.springframework.boot.jdbc.DatabaseDriver;

/** A store of a test's, as the service would open it. */
public final class TestStore implements AutoCloseable {

    private final HikariDataSource pool = new HikariDataSource();
    private final GroupCommit writer;
    private final Store store;

    /**
     * Opens one; several of one address are replicas.
     *
     * @param clock of this replica's machine
     */
    public TestStore(String url, InstantSource clock) {
        this(url, clock, 2048);
    }

    TestStore(String url, InstantSource clock, int queueCapacity) {
        this(url, clock, new StoreProperties(queueCapacity, 256, Duration.ofSeconds(10)));
    }

    TestStore(String url, InstantSource clock, StoreProperties settings) {
        var dialect = Dialect.of(url, clock);
        pool.setJdbcUrl(url);
        pool.setConnectionTimeout(2000);
        dialect.prepare(pool);
        Flyway.configure()
                .dataSource(pool)
                .locations("db/migration", "db/" + DatabaseDriver.fromJdbcUrl(url).getId())
                .load()
                .migrate();
        writer = new GroupCommit(pool, dialect, settings, new SimpleMeterRegistry());
        store = new Store(pool, dialect, writer, settings.commitTimeout());
        writer.start();
    }

    /** The address of a file in this folder. */
    public static String sqlite(Path folder) {
        return "jdbc:sqlite:" + folder.resolve("epro.db");
    }

    public Store store() {
        return store;
    }

    /**
     * Lets time pass for what is due: the clock is ticked, and where the database has a clock of
     * its own, the rows move instead.
     */
    public void pass(Clock clock, Duration time) {
        clock.advance(time);
        if (pool.getJdbcUrl().startsWith(PostgresDialect.PREFIX)) {
            for (String table : List.of("report", "outbox")) {
                String move =
                        "update %s set due_at = due_at - ? where due_at is not null"
                                .formatted(table);
                store.await(store.write(tx -> tx.update(move, time.toMillis())));
            }
        }
    }

    /** Commits what is waiting, as a stop of the service does. */
    void stopWriter() {
        writer.stop();
    }

    @Override
    public void close() {
        writer.stop();
        pool.close();
    }
}
