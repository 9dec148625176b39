package io.eprointake.store;

import io.eprointake.leakwatch.Loop;
import io.eprointake.leakwatch.LoopLifecycle;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.Phase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.UncategorizedSQLException;

/**
 * Brings what is in a SQLite file's log into the file, on a connection and a thread of its own, so
 * that no commit waits for it. Each comes as far as readers and the commits beside it let it. While
 * reports come without a pause some pages are always left, and the log would grow for ever: once it
 * is as long as {@link #COMMITTER}, the committer brings over those few after a commit, when nobody
 * adds any, and begins the log anew.
 */
final class Checkpoints implements LoopLifecycle {

    /** So many wait for each other: a page that is changed again is brought over once. */
    static final int PAGES = 1000;

    /** From there on the committer does what is left, and all of it if this loop does nothing. */
    static final int COMMITTER = 4 * PAGES;

    /** More than that is held by somebody who reads for long, as a backup does. */
    static final int MOST = 16 * PAGES;

    private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);
    private static final Duration POLL = Duration.ofMillis(100);

    /** While much is written: some hundred pages come in that time. */
    private static final Duration SOON = Duration.ofMillis(20);

    private static final Duration LAST = Duration.ofSeconds(10);

    /** After which fewer are brought over, too. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private static final int BUSY_MILLIS = 100;

    private final DatabaseFile file;
    private final LongSupplier nanos;
    private final Loop loop;
    private @Nullable Connection connection;
    private long lastAt;
    private boolean told;

    Checkpoints(DatabaseFile file, Loops loops, MeterRegistry meters) {
        this(file, loops, meters, System::nanoTime);
    }

    /**
     * Not begun yet.
     *
     * @param nanos a clock that is never set
     */
    Checkpoints(DatabaseFile file, Loops loops, MeterRegistry meters, LongSupplier nanos) {
        this.file = file;
        this.nanos = nanos;
        this.lastAt = nanos.getAsLong();
        this.loop = loops.loop("store-checkpoints", Phase.STORE, LAST, this);
        Gauge.builder("epro.store.log", file, DatabaseFile::logBytes)
                .description("The log beside a SQLite file, whose pages are brought over to it")
                .baseUnit("bytes")
                .register(meters);
    }

    @Override
    public Duration round() {
        if (file.trouble() != null) {
            return POLL; // what is not in its place is left as it is, for whoever saves it
        }
        Pages now = ask("noop");
        boolean much = now.left() > PAGES / 10;
        boolean quiet = nanos.getAsLong() - lastAt >= QUIET.toNanos();
        if (now.left() >= PAGES || (quiet && now.left() > 0)) {
            now = ask("passive");
            sync();
            lastAt = nanos.getAsLong();
        }
        tell(now);
        return much ? SOON : POLL;
    }

    /** One that is not complete syncs nothing, and left all of that to the committer. */
    private void sync() {
        try {
            file.sync();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tell(Pages now) {
        boolean much = now.left() > MOST;
        if (much && !told) {
            log.atWarn()
                    .addKeyValue("pages", now.all)
                    .log("The log of the store grows, since somebody reads from it for long");
        }
        told = much;
    }

    /** The committer has ended before, see {@link StoreConfiguration}. */
    @Override
    public void last() {
        try {
            if (file.trouble() == null) {
                ask("truncate");
            }
        } finally {
            disconnect();
        }
    }

    @Override
    public void lost() {
        disconnect();
    }

    /**
     * Has a checkpoint done.
     *
     * @param mode {@code noop} only looks
     */
    private Pages ask(String mode) {
        try {
            if (connection == null) {
                connection = file.connect(BUSY_MILLIS);
            }
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("pragma wal_checkpoint(" + mode + ")")) {
                row.next();
                return new Pages(row.getInt("log"), row.getInt("checkpointed"));
            }
        } catch (SQLException e) {
            disconnect();
            throw new UncategorizedSQLException("checkpoint", null, e);
        }
    }

    private void disconnect() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            log.debug("A connection was not closed", e);
        } finally {
            connection = null;
        }
    }

    @Override
    public Loop loop() {
        return loop;
    }

    /**
     * What is in the log.
     *
     * @param all of them
     * @param done those that are in the file, too
     */
    private record Pages(int all, int done) {

        int left() {
            return all - done;
        }
    }
}
