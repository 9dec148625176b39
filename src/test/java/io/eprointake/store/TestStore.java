package io.eprointake.store;

import com.zaxxer.hikari.HikariDataSource;
import io.eprointake.leakwatch.Loops;
import io.eprointake.sealing.SealStored;
import io.eprointake.testing.Clock;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.StoreKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;

/** A store of a test's, as the service would open it. */
public final class TestStore implements AutoCloseable {

    static final int RESERVED = 64;
    static final int READERS = 4;

    private final HikariDataSource pool = new HikariDataSource();
    private final HikariDataSource writers;
    private final StoreLocation location;
    private final Readers readers;
    private final GroupCommit writer;
    private final Store store;
    private volatile boolean goneDown;

    /**
     * Opens one; several of one address are replicas.
     *
     * @param clock of this replica's machine
     */
    public TestStore(String url, InstantSource clock) {
        this(url, clock, 2048);
    }

    /**
     * Opens one.
     *
     * @param commitTimeout how long callers wait for a commit
     */
    public TestStore(
            String url, InstantSource clock, Duration commitTimeout, MeterRegistry meters) {
        this(url, clock, settings(2048, 256, commitTimeout), meters);
    }

    TestStore(String url, InstantSource clock, int queueCapacity) {
        this(url, clock, settings(queueCapacity, 256, Duration.ofSeconds(10)));
    }

    TestStore(String url, InstantSource clock, StoreProperties settings) {
        this(url, clock, settings, new SimpleMeterRegistry());
    }

    TestStore(String url, InstantSource clock, StoreProperties settings, MeterRegistry meters) {
        // A server has a clock of its own, which goes as this machine's does.
        LongSupplier nanos =
                clock instanceof Clock its && !url.startsWith(PostgresDialect.PREFIX)
                        ? its::nanos
                        : System::nanoTime;
        location =
                url.startsWith(DatabaseFile.PREFIX)
                        ? new DatabaseFile(url, settings.minFree().toBytes())
                        : StoreLocation.SERVER;
        var dialect = Dialect.of(url, clock, new ClockWatch(nanos, meters));
        migrate(url, dialect);
        pool.setJdbcUrl(url);
        pool.setConnectionTimeout(2000);
        pool.setMaximumPoolSize(READERS);
        dialect.prepareReads(pool, settings.readTimeout());
        writers = StoreConfiguration.writersLike(pool, dialect);
        var loops = new Loops(meters, () -> goneDown = true);
        writer = new GroupCommit(writers, dialect, location, settings, loops, meters);
        readers = new Readers(pool, dialect, settings, meters);
        store = new Store(writer, readers, dialect, settings, StoreConfiguration.apart(pool));
        writer.start();
    }

    /** Unless it is a file that is not there yet: that begins as a copy of a migrated one. */
    private static void migrate(String url, Dialect dialect) {
        Path file = url.startsWith(DatabaseFile.PREFIX) ? DatabaseFile.at(url).path() : null;
        if (file == null || Files.exists(file)) {
            migrateNow(url, dialect, "latest");
            return;
        }
        try {
            Files.write(file, Template.BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes an empty store as an earlier release had it.
     *
     * @param version of its schema
     */
    public static void migrate(String url, String version) {
        var watch = new ClockWatch(System::nanoTime, new SimpleMeterRegistry());
        migrateNow(url, Dialect.of(url, InstantSource.system(), watch), version);
    }

    private static void migrateNow(String url, Dialect dialect, String version) {
        var migrations = new SimpleDriverDataSource();
        migrations.setDriver(driver(url));
        migrations.setUrl(url);
        dialect.prepareMigrations(migrations);
        var flyway =
                Flyway.configure()
                        .dataSource(migrations)
                        .locations("db/migration", "db/" + DatabaseDriver.fromJdbcUrl(url).getId())
                        .javaMigrations(new SealStored(StoreKey.wrapping(url)))
                        .target(version);
        flyway.getPluginRegister()
                .getPlugin(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        flyway.load().migrate();
    }

    /** An empty store, migrated once for all tests of this JVM. */
    private static final class Template {

        static final byte[] BYTES = migrated();

        private static byte[] migrated() {
            try {
                Path folder = Files.createTempDirectory("template");
                Path file = folder.resolve("epro.db");
                String url = DatabaseFile.PREFIX + file;
                migrate(url, "latest");
                byte[] bytes = Files.readAllBytes(file);
                FileSystemUtils.deleteRecursively(folder);
                return bytes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The address of an empty store on the server that all tests of this JVM share. */
    public static String postgres() {
        return Postgres.shared().copyOf(PostgresTemplate.URL);
    }

    /** The same for PostgreSQL, which copies a database faster than it migrates one. */
    private static final class PostgresTemplate {

        static final String URL = migrated();

        private static String migrated() {
            String url = Postgres.shared().database();
            migrate(url, "latest");
            return url;
        }
    }

    static StoreProperties settings(int queueCapacity, int maxBatch, Duration commitTimeout) {
        return new StoreProperties(
                queueCapacity,
                RESERVED,
                maxBatch,
                commitTimeout,
                64,
                Duration.ofSeconds(10),
                false,
                DataSize.ofMegabytes(1));
    }

    private static Driver driver(String url) {
        try {
            return DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
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
            for (String table : List.of("open_report", "outbox", "notice")) {
                String move =
                        "update %s set due_at = due_at - ? where due_at is not null"
                                .formatted(table);
                store.await(store.write(tx -> tx.update(move, time.toMillis())));
            }
        }
    }

    /** What it says of its writer's health. */
    @Nullable String trouble() {
        return writer.trouble();
    }

    /** Whether it had the service end. */
    boolean goneDown() {
        return goneDown;
    }

    /** Commits what is waiting, as a stop of the service does. */
    void stopWriter() {
        writer.stop();
    }

    @Override
    public void close() {
        writer.stop();
        readers.close();
        pool.close();
        writers.close();
        location.close();
    }
}
