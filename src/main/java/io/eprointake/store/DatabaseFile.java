package io.eprointake.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteOpenMode;

/**
 * A SQLite database's file. A name alone says nothing: files can be moved, deleted and replaced
 * under a process that has them open, and what it writes then goes where nobody finds it. So it
 * knows them by what the file system knows them by.
 */
public final class DatabaseFile implements StoreLocation {

    static final String PREFIX = "jdbc:sqlite:";

    private static final Logger log = LoggerFactory.getLogger(DatabaseFile.class);

    private final String url;
    private final Path path;
    private final long minFree;
    private final AtomicReference<@Nullable Trouble> told = new AtomicReference<>();
    private @Nullable FileChannel lock;
    private boolean hadStore;
    private boolean begunAnew;
    private @Nullable Connection kept;
    private @Nullable FileChannel synced;
    private volatile @Nullable Opened opened;

    DatabaseFile(String url, long minFree) {
        this.url = url;
        this.path = path(url);
        this.minFree = minFree;
    }

    /**
     * The file that an address names; nothing is opened yet.
     *
     * @throws IllegalStateException when it names none, as {@code :memory:} does
     */
    public static DatabaseFile at(String url) {
        return new DatabaseFile(url, 0);
    }

    private static Path path(String url) {
        String name = url.substring(PREFIX.length()).replaceFirst("^file:", "");
        String file = name.replaceFirst("\\?.*", "");
        if (file.isEmpty() || file.startsWith(":") || name.matches(".*[?&](mode|vfs)=mem.*")) {
            throw new IllegalStateException(
                    "spring.datasource.url is %s, which ends with the process; it must name a file, such as jdbc:sqlite:data/epro.db"
                            .formatted(url));
        }
        return Path.of(file).toAbsolutePath();
    }

    /** Its folder, which is made if it is not there. */
    Path folder() {
        Path folder = Objects.requireNonNull(path.getParent());
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + folder, e);
        }
    }

    public Path path() {
        return path;
    }

    /** It, and what belongs to it while it is written. */
    public List<Path> files() {
        return Stream.of("", "-wal", "-shm", "-journal")
                .map(end -> path.resolveSibling(path.getFileName() + end))
                .toList();
    }

    private Path lockFile() {
        return path.resolveSibling(path.getFileName() + ".lock");
    }

    /**
     * From here on it is this process's, until that ends, however it ends.
     *
     * @throws IllegalStateException when it is another's
     */
    public void claim() {
        folder();
        try {
            FileChannel channel =
                    FileChannel.open(
                            lockFile(),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            lock = channel;
            if (!locked(channel)) {
                String holder = Files.readString(lockFile(), US_ASCII).strip();
                close();
                throw new IllegalStateException(
                        "spring.datasource.url is %s, and another process works with that file (%s holds %s); it must be one's alone: stop that one first"
                                .formatted(url, holder.isEmpty() ? "it" : holder, lockFile()));
            }
            hadStore = channel.size() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + lockFile(), e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false; // another service in this process
        }
    }

    @Override
    public void begun() {
        begunAnew = hadStore;
        if (begunAnew) {
            log.warn(
                    """
                    A NEW, EMPTY STORE
                    *******************************************************************************
                    {} had no store in it, and a service has kept its store there before.
                    A new one was made. NO REPORT THAT WAS SENT BEFORE IS IN IT.
                    If that is not meant: stop the service, put the former file back or restore a
                    backup, and start again. With epro.store.expected=true it would not have started.
                    *******************************************************************************\
                    """,
                    path);
        } else {
            log.info("A new store was made: {}", path);
        }
    }

    @Override
    public boolean begunAnew() {
        return begunAnew;
    }

    /** Whether there is anything at its path. */
    public boolean exists() {
        return files().stream().anyMatch(Files::exists);
    }

    /**
     * Reads what is stored, beside a service that may be writing; makes nothing that is not there.
     */
    public Connection read() throws SQLException {
        var settings = new Properties();
        settings.setProperty(Pragma.OPEN_MODE.pragmaName, flags(SQLiteOpenMode.READONLY));
        settings.setProperty(Pragma.BUSY_TIMEOUT.pragmaName, "5000");
        return DriverManager.getConnection(url, settings);
    }

    /** Of a connection that writes into what is there, beside a service that is at work. */
    public Properties writing() {
        var pragmas = new Properties();
        pragmas.setProperty(Pragma.OPEN_MODE.pragmaName, existing());
        pragmas.setProperty(Pragma.BUSY_TIMEOUT.pragmaName, "30000");
        return pragmas;
    }

    /** How a connection opens a database that is there, and never makes an empty one. */
    static String existing() {
        return flags(SQLiteOpenMode.READWRITE);
    }

    private static String flags(SQLiteOpenMode mode) {
        return Integer.toString(mode.flag | SQLiteOpenMode.OPEN_URI.flag);
    }

    /**
     * It keeps a connection of its own, so that SQLite, which deletes the log with the last of
     * them, has one and the same log for as long as the service runs.
     */
    @Override
    public void open() {
        if (opened != null) {
            return;
        }
        Object file = key(path);
        try {
            Connection connection = connect(5000);
            kept = connection;
            try (Statement first = connection.createStatement()) {
                first.execute("select count(*) from sqlite_schema"); // opens the log, too
            }
            Path wal = path.toRealPath().resolveSibling(path.toRealPath().getFileName() + "-wal");
            Object itsLog = key(wal);
            if (file == null || itsLog == null) {
                throw new IllegalStateException(
                        "spring.datasource.url is %s, where SQLite keeps no log; it must be on a disk of this machine"
                                .formatted(url));
            }
            synced = FileChannel.open(path, StandardOpenOption.READ);
            opened = new Opened(file, wal, itsLog);
            note();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot open " + path, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot find " + path, e);
        }
    }

    /**
     * A connection to it, which syncs as a commit does.
     *
     * @param busyMillis how long it waits for others' locks
     */
    Connection connect(int busyMillis) throws SQLException {
        var settings = new Properties();
        settings.setProperty(Pragma.OPEN_MODE.pragmaName, existing());
        settings.setProperty(Pragma.JOURNAL_MODE.pragmaName, "WAL");
        settings.setProperty(Pragma.SYNCHRONOUS.pragmaName, "FULL");
        settings.setProperty(Pragma.BUSY_TIMEOUT.pragmaName, Integer.toString(busyMillis));
        return DriverManager.getConnection(url, settings);
    }

    /**
     * What was written to it is on the disk. It has the file open until all connections are closed:
     * a process that closes a file loses all its locks on it, SQLite's too.
     */
    void sync() throws IOException {
        FileChannel file = synced;
        if (file != null) {
            file.force(false);
        }
    }

    /** How long the log is that it has open. */
    double logBytes() {
        Opened now = opened;
        return now == null ? 0 : now.wal.toFile().length();
    }

    /** Who holds the lock; and that there was a store here, for whoever finds none. */
    private void note() throws IOException {
        if (lock != null) {
            lock.truncate(0);
            String holder = "process %d%n".formatted(ProcessHandle.current().pid());
            lock.write(ByteBuffer.wrap(holder.getBytes(US_ASCII)), 0);
        }
    }

    @Override
    public @Nullable Trouble trouble() {
        Opened then = opened;
        if (then == null) {
            return null;
        }
        Trouble now = look(then);
        if (told.getAndSet(now) != now) {
            tell(now);
        }
        return now;
    }

    private @Nullable Trouble look(Opened then) {
        Object file = key(path);
        if (file == null) {
            return Trouble.GONE;
        }
        if (!file.equals(then.file)) {
            return Trouble.REPLACED;
        }
        if (!then.log.equals(key(then.wal))) {
            return Trouble.LOG_GONE;
        }
        if (!Files.isWritable(then.wal) || !Files.isWritable(then.wal.getParent())) {
            return Trouble.READ_ONLY;
        }
        return freeBytes() < minFree ? Trouble.FULL : null;
    }

    /** By what the file system knows a file, whatever its name is; null when it is not there. */
    private static @Nullable Object key(Path file) {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? "there" : key; // some file systems know them by their names
        } catch (IOException e) {
            return null;
        }
    }

    /** Zero while its folder is not there. */
    @Override
    public double freeBytes() {
        return Objects.requireNonNull(path.getParent()).toFile().getUsableSpace();
    }

    private void tell(@Nullable Trouble now) {
        if (now == null) {
            log.warn("{} is as it should be again: what is sent is stored", path);
            return;
        }
        log.error(
                "{}. Nothing is stored until that is mended, and all that is sent gets 503.",
                switch (now) {
                    case GONE ->
                            "%s was moved or deleted while the service has it open. Put it back with its -wal, and the service goes on; if it was deleted, do not stop the service: see \"The store\" in the manual, running.md"
                                    .formatted(path);
                    case REPLACED ->
                            "%s is another file than the one that the service has open. Put that one back with its -wal, or stop the service, decide which is right, and start it"
                                    .formatted(path);
                    case LOG_GONE ->
                            "The -wal of %s is not the one that the service has open. Stop the service by SIGTERM, which saves what was in it, and start it again"
                                    .formatted(path);
                    case READ_ONLY ->
                            "The folder of %s cannot be written to. Make it writable, and the service goes on"
                                    .formatted(path);
                    case FULL ->
                            "Less than %d MB are free where %s is (epro.store.min-free). Make room, and the service goes on"
                                    .formatted(minFree >> 20, path);
                });
    }

    /** Others may have it from here on. */
    @Override
    public void close() {
        opened = null;
        try {
            if (kept != null) {
                kept.close();
            }
            if (synced != null) {
                synced.close();
            }
            if (lock != null) {
                lock.close();
            }
        } catch (SQLException | IOException e) {
            log.warn("{} was not closed: {}", path, e.getClass().getName());
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** Which files the service has open. */
    private record Opened(Object file, Path wal, Object log) {}
}
