package io.eprointake.store;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.flywaydb.core.Flyway;

/** A store over a file of a test's, as the service would open it. */
public final class TestStore implements AutoCloseable {

    private final HikariDataSource pool = new HikariDataSource();
    private final GroupCommit writer;
    private final Store store;

    public TestStore(Path folder) {
        this(folder, 2048);
    }

    TestStore(Path folder, int queueCapacity) {
        var dialect = new SqliteDialect();
        pool.setJdbcUrl("jdbc:sqlite:" + folder.resolve("epro.db"));
        dialect.prepare(pool);
        Flyway.configure().dataSource(pool).load().migrate();
        var settings = new StoreProperties(queueCapacity, 256, Duration.ofSeconds(10));
        writer = new GroupCommit(pool, dialect, settings, new SimpleMeterRegistry());
        store = new Store(pool, writer, settings.commitTimeout());
        writer.start();
    }

    public Store store() {
        return store;
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
