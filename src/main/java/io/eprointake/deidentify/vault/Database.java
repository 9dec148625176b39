package io.eprointake.deidentify.vault;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/** A vault's SQLite file: one transaction at a time in this process, each durable when it ends. */
final class Database implements AutoCloseable {

    /** Marks the file as a vault, in the place that SQLite has for it: "ePRv". */
    private static final int APPLICATION_ID = 0x65505276;

    // Pseudonyms come in no order, so a thousand of them touch about as many pages. These two keep
    // most of the pages in memory, and those that are touched often from being copied each time.
    private static final int CACHE_KIB = 64 * 1024;
    private static final int LOG_PAGES = 16_384;

    /**
     * Reads and writes the file that is there, and no other that a link in its place leads to.
     * SQLite's own files beside it get its rights, and are never behind a link either.
     */
    private static final int READWRITE_NOFOLLOW = SQLiteOpenMode.READWRITE.flag | 0x0100_0000;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration OTHER_PROCESS = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Connection connection;
    private boolean closed;

    Database(Path file) {
        this.file = file;
    }

    /** Makes an empty file that only its owner may read, unless there is a file. */
    void create() {
        try {
            OwnFile.create(file).close();
        } catch (FileAlreadyExistsException e) {
            // Whether it is a vault shows when it is opened.
            closeEmpty();
        } catch (IOException e) {
            throw new Unusable("The vault " + file + " cannot be made", e);
        }
    }

    /** An empty file becomes a vault, and others may have rights on it. */
    private void closeEmpty() {
        try {
            var there =
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (there.isRegularFile() && there.size() == 0) {
                OwnFile.close(file);
            }
        } catch (IOException e) {
            throw new Unusable("The vault " + file + " cannot be made its owner's alone", e);
        }
    }

    interface Work<T> {
        T apply(Connection connection) throws SQLException;
    }

    /**
     * Commits what the work does, with an fsync; nothing of it when it fails.
     *
     * @throws Unusable when the file cannot be read or written, or is no vault
     */
    <T> T transact(Work<T> work) {
        await();
        try {
            Connection writing = connected();
            writing.setAutoCommit(false);
            T result = work.apply(writing);
            // Commits; why not by commit(), the store's Commits says.
            writing.setAutoCommit(true);
            return result;
        } catch (SQLException e) {
            disconnect(e);
            throw new Unusable(why(e), e);
        } catch (RuntimeException | Error e) {
            disconnect(e);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** SQLite's own message may quote a value. */
    private String why(SQLException e) {
        if (Files.isSymbolicLink(file)) {
            return file + " is a link, and no vault: name the file itself";
        }
        var code = SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
        return code == SQLiteErrorCode.SQLITE_NOTADB
                ? notVault()
                : "The vault " + file + " cannot be used: " + code.name();
    }

    private void await() {
        try {
            if (!lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Unusable(
                        "The vault %s was busy for %d s".formatted(file, PATIENCE.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unusable("Interrupted while waiting for the vault " + file, e);
        }
    }

    private Connection connected() throws SQLException {
        if (closed) {
            throw new IllegalStateException("the vault is closed");
        }
        if (connection == null) {
            Properties opening = new Properties();
            opening.setProperty(
                    SQLiteConfig.Pragma.OPEN_MODE.getPragmaName(),
                    Integer.toString(READWRITE_NOFOLLOW));
            SQLiteConfig config = new SQLiteConfig(opening);
            config.setBusyTimeout((int) OTHER_PROCESS.toMillis());
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            config.setCacheSize(-CACHE_KIB);
            // Two that begin by reading could not both become writers.
            config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
            connection = config.createConnection("jdbc:sqlite:" + withoutLinks());
            prepareInTurn(connection);
        }
        return connection;
    }

    /** SQLite would refuse a link on the way too, and those are harmless. */
    private Path withoutLinks() {
        Path whole = file.toAbsolutePath();
        try {
            Path folder = Objects.requireNonNull(whole.getParent()).toRealPath();
            return folder.resolve(Objects.requireNonNull(whole.getFileName()));
        } catch (IOException e) {
            throw new Unusable("The vault " + file + " cannot be read", e);
        }
    }

    /**
     * Where several make the same vault at once, SQLite refuses some of the marks at once, since
     * two that wait for each other would wait for ever; whoever is refused comes again.
     */
    private void prepareInTurn(Connection fresh) throws SQLException {
        long end = System.nanoTime() + OTHER_PROCESS.toNanos();
        while (true) {
            try {
                prepare(fresh);
                return;
            } catch (SQLException e) {
                boolean busy =
                        SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff)
                                == SQLiteErrorCode.SQLITE_BUSY;
                if (!busy || System.nanoTime() - end > 0) {
                    throw e;
                }
                LockSupport.parkNanos(this, PAUSE.toNanos());
            }
        }
    }

    /** Changes nothing in a file that is no vault. */
    private void prepare(Connection fresh) throws SQLException {
        try (Statement sql = fresh.createStatement()) {
            // In this order: whoever makes a vault marks it first, so one with tables has its mark.
            boolean empty = number(sql, "select count(*) from sqlite_schema") == 0;
            if (number(sql, "pragma application_id") != APPLICATION_ID) {
                if (!empty) {
                    throw new Unusable(notVault());
                }
                sql.execute("pragma application_id = " + APPLICATION_ID);
            }
            sql.execute("pragma journal_mode = wal");
            sql.execute("pragma wal_autocheckpoint = " + LOG_PAGES);
        }
    }

    private static int number(Statement sql, String query) throws SQLException {
        try (ResultSet row = sql.executeQuery(query)) {
            return row.getInt(1);
        }
    }

    private String notVault() {
        return file + " is no vault";
    }

    /** Nobody knows what state the connection is in; the next transaction opens another. */
    private void disconnect(Throwable failure) {
        try (Connection _ = connection) {
            connection = null;
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** The last to close the file leaves it alone, without SQLite's own files beside it. */
    @Override
    public void close() {
        await();
        try (Connection _ = connection) {
            closed = true;
            connection = null;
        } catch (SQLException e) {
            throw new Unusable("The vault " + file + " did not close", e);
        } finally {
            lock.unlock();
        }
    }
}
