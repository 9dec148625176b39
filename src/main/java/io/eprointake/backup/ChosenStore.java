package io.eprointake.backup;

import io.eprointake.sealing.DataKeys;
import io.eprointake.sealing.SealingProperties;
import io.eprointake.sealing.WrappingKeys;
import io.eprointake.store.DatabaseFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import picocli.CommandLine.Option;

/** Which store is meant: that of the service which would be started here. */
final class ChosenStore {

    private static final String SQLITE = "jdbc:sqlite:";

    @Option(
            names = "--store",
            paramLabel = "URL",
            description =
                    "Its address, as jdbc:sqlite:data/epro.db; else spring.datasource.url of the"
                            + " environment or application.yaml.")
    private @Nullable String store;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "Its key file; else that of epro.sealing.key-file, or the one beside the store.")
    private @Nullable Path key;

    private @Nullable StandardEnvironment environment;

    /** What the service would read, and where from. */
    private @Nullable String setting(String name) {
        if (environment == null) {
            environment = new StandardEnvironment();
            ConfigDataEnvironmentPostProcessor.applyTo(environment);
        }
        return environment.getProperty(name);
    }

    private String url() {
        return store == null ? Objects.requireNonNull(setting("spring.datasource.url")) : store;
    }

    /** By which its data keys are wrapped. */
    WrappingKeys wrapping() {
        String set = key == null ? setting(SealingProperties.KEY_FILE) : null;
        var settings = new SealingProperties(set == null ? key : Path.of(set));
        return new WrappingKeys(settings.keyFile(url()));
    }

    /**
     * The file.
     *
     * @throws IllegalStateException when the store is none
     */
    DatabaseFile file() {
        if (!url().startsWith(SQLITE)) {
            throw new IllegalStateException(
                    "the store is a server's: use pg_dump and pg_restore, then verify; see \"Backup and restore\" in the manual, running.md");
        }
        return DatabaseFile.at(url());
    }

    /** A file that is there. */
    DatabaseFile existing() {
        DatabaseFile file = file();
        if (!file.exists()) {
            throw new IllegalStateException("there is no store at " + file);
        }
        return file;
    }

    /** To whatever it is, to be read. */
    Connection read() throws SQLException {
        if (url().startsWith(SQLITE)) {
            return existing().read();
        }
        Properties login = login();
        login.setProperty("readOnly", "true");
        Connection connection = DriverManager.getConnection(url(), login);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        return connection;
    }

    private Properties login() {
        var login = new Properties();
        for (String name : new String[] {"username", "password"}) {
            String said = setting("spring.datasource." + name);
            if (said != null) {
                login.setProperty(name.replace("username", "user"), said);
            }
        }
        login.setProperty("logServerErrorDetail", "false");
        return login;
    }

    /** To whatever it is, to change its data keys, while a service may be at work. */
    DataKeys dataKeys() throws SQLException {
        Properties login = url().startsWith(SQLITE) ? existing().writing() : login();
        var connections = new DriverManagerDataSource(url());
        connections.setConnectionProperties(login);
        return new DataKeys(connections, null);
    }

    /** To a backup, if there is one, else to whatever it is; to be read. */
    Connection read(@Nullable Path backup) throws SQLException {
        if (backup == null) {
            return read();
        }
        if (!Files.isRegularFile(backup)) {
            throw new IllegalStateException("there is no file " + backup);
        }
        return DatabaseFile.at(SQLITE + backup.toAbsolutePath()).read();
    }

    String name(@Nullable Path backup) {
        return backup == null ? name() : backup.toString();
    }

    /** As messages name it, without what an address may hold. */
    String name() {
        return url().startsWith(SQLITE) ? file().toString() : "the database";
    }
}
