package io.eprointake.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL server of the tests' own, as durable as one that a site would run. */
public final class Postgres implements AutoCloseable {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final EmbeddedPostgres server;

    private Postgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** The one that this JVM's tests share; it ends with the JVM. */
    public static Postgres shared() {
        return Shared.SERVER;
    }

    /**
     * One of a test's own, with its files in a folder that is kept.
     *
     * @param port 0 for any
     * @param settings of the server, names and values in turn
     */
    public static Postgres start(Path folder, int port, String... settings) {
        var builder =
                EmbeddedPostgres.builder()
                        .setDataDirectory(folder)
                        .setCleanDataDirectory(false)
                        .setPort(port);
        for (int i = 0; i < settings.length; i += 2) {
            builder.setServerConfig(settings[i], settings[i + 1]);
        }
        return start(builder);
    }

    /** One that whoever starts it closes; only then are its files deleted. */
    public static Postgres startWithoutHook() {
        return start(EmbeddedPostgres.builder().setRegisterShutdownHook(false));
    }

    static Postgres startForAll() {
        return start(EmbeddedPostgres.builder());
    }

    private static Postgres start(EmbeddedPostgres.Builder builder) {
        try {
            return new Postgres(
                    builder.setServerConfig("fsync", "on")
                            .setServerConfig("synchronous_commit", "on")
                            .setServerConfig("log_min_messages", "fatal")
                            .setPGStartupWait(Duration.ofSeconds(60))
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of a new, empty database. */
    public String database() {
        String name = "epro" + DATABASES.incrementAndGet();
        execute(server.getJdbcUrl("postgres", "postgres"), "create database " + name);
        return url(name);
    }

    /** The address of a new database, a copy of that one, to which nobody is connected now. */
    public String copyOf(String template) {
        String name = "epro" + DATABASES.incrementAndGet();
        execute(
                server.getJdbcUrl("postgres", "postgres"),
                "create database %s template %s".formatted(name, name(template)));
        return url(name);
    }

    private static String name(String url) {
        return url.substring(url.lastIndexOf('/') + 1, url.indexOf('?'));
    }

    public String url(String database) {
        // Not "localhost", whose other address it does not listen on.
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres&password=postgres"
                .formatted(port(), database);
    }

    public int port() {
        return server.getPort();
    }

    public static void execute(String url, String... statements) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** How many transactions on a database were ended since they waited for each other. */
    public static long deadlocks(String url) {
        return Long.parseLong(
                list(
                                url,
                                "select deadlocks from pg_stat_database where datname = current_database()")
                        .getFirst());
    }

    /** The first column of all rows, as text. */
    public static List<String> list(String url, String sql) {
        List<String> column = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                column.add(row.getString(1));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return column;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        // No lambda: it would be this class's, which another thread cannot enter before it is made.
        static final Postgres SERVER = SharedThreads.begin(Postgres::startForAll);
    }
}
