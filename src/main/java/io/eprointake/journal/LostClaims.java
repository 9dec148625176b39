package io.eprointake.journal;

import io.eprointake.store.Replica;
import io.eprointake.store.Sql;
import io.eprointake.store.Tx;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims of this replica that nobody here holds, though they may be committed, or be yet: whoever
 * made them had given up, or the connection was lost. Each is looked for, and what it took is put
 * back in line as if it had not been claimed, until its lease is over and it was looked for after
 * that.
 */
final class LostClaims {

    private static final Logger log = LoggerFactory.getLogger(LostClaims.class);

    /**
     * Those that come after so many, while the store is away, most likely never reached it. One of
     * them costs an attempt when it did.
     */
    static final int MOST = 1000;

    private static final int MOST_ROWS = 1000;

    /** By so much may this machine's clock and the store's disagree over the length of a lease. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /**
     * In line again, with the attempt that no call was made for. A lost claim's lease ends no
     * earlier than a lease after it was made, so nothing before that is looked through.
     */
    static final Sql HAND_BACK =
            Sql.of(
                    """
                    update open_report
                    set analysis_state = 'received',
                        due_at = ?, attempts_left = attempts_left + 1, claimed_by = null
                    where seq in (select seq from open_report
                                  where due_at > ? and claimed_by in (
                                      select e.value ->> 'by' from %s as e)
                                  limit ? %s)
                    """,
                    Sql.JSON_ELEMENTS, Sql.SKIP_LOCKED);

    private final Replica replica;
    private final Json json;
    private final Duration lease;
    private final LongSupplier nanos;
    private final Counter lost;
    private final Counter handedBack;
    private final AtomicLong made = new AtomicLong();
    private final Map<Token, Ending> remembered = new LinkedHashMap<>();
    private long lookedAt;

    /**
     * Begins with none.
     *
     * @param nanos a clock that is never set
     */
    LostClaims(
            Replica replica, Json json, Duration lease, LongSupplier nanos, MeterRegistry meters) {
        this.replica = replica;
        this.json = json;
        this.lease = lease;
        this.nanos = nanos;
        this.lookedAt = nanos.getAsLong();
        this.lost =
                Counter.builder("epro.claims.lost")
                        .description("Claims whose commit was not known in time, or at all")
                        .register(meters);
        this.handedBack =
                Counter.builder("epro.claims.handed.back")
                        .description("Reports that such a claim took, and that are back in line")
                        .register(meters);
    }

    /** For a claim that is about to be made: no other has the same. */
    Token token() {
        return new Token(replica.name() + ":" + made.incrementAndGet(), nanos.getAsLong());
    }

    /**
     * Nobody holds this claim, whatever becomes of it.
     *
     * @param committed when its transaction is over, however
     */
    void add(Token token, CompletableFuture<?> committed) {
        lost.increment();
        synchronized (this) {
            if (remembered.size() >= MOST) {
                return;
            }
            remembered.put(token, Ending.OPEN);
        }
        var _ = committed.whenComplete((result, failure) -> ended(token));
    }

    /** From now on its lease runs, if it was committed. */
    private synchronized void ended(Token token) {
        long over = nanos.getAsLong() + lease.plus(MARGIN).toNanos();
        remembered.computeIfPresent(token, (its, open) -> new Ending(true, over));
    }

    /** Whether there is any to look for, and nobody did lately. */
    synchronized boolean overdue() {
        return !remembered.isEmpty() && nanos.getAsLong() - lookedAt >= PAUSE.toNanos();
    }

    /** Looks for all of them: what they took is back in line when this is committed. */
    Look handBack(Tx tx) throws SQLException {
        long began;
        List<Token> tokens;
        synchronized (this) {
            began = nanos.getAsLong();
            lookedAt = began;
            tokens = List.copyOf(remembered.keySet());
        }
        if (tokens.isEmpty()) {
            return new Look(began, 0);
        }
        long age = tokens.stream().mapToLong(token -> began - token.madeAt).max().orElseThrow();
        long now = tx.steady().toEpochMilli();
        long earliest = now - Duration.ofNanos(age).toMillis() + lease.minus(MARGIN).toMillis();
        var words = tokens.stream().map(token -> Map.of("by", token.word)).toList();
        return new Look(began, tx.update(HAND_BACK, now, earliest, json.write(words), MOST_ROWS));
    }

    /** A look was committed: what it would have found is not looked for again. */
    void looked(Look look) {
        handedBack.increment(look.rows);
        if (look.rows > 0) {
            log.atWarn()
                    .addKeyValue("count", look.rows)
                    .log(
                            "Reports were claimed by a commit that came too late; they are back in line");
        }
        if (look.rows < MOST_ROWS) {
            synchronized (this) {
                remembered.values().removeIf(ending -> ending.before(look.began));
            }
        }
    }

    /**
     * Who holds a claim.
     *
     * @param word this replica's name, a colon, and a number
     */
    record Token(String word, long madeAt) {}

    /** That a look began, by the clock that is never set, and how many reports it put back. */
    record Look(long began, int rows) {}

    /**
     * When a claim's lease is surely over.
     *
     * @param known false while its transaction is not over itself
     */
    private record Ending(boolean known, long over) {

        private static final Ending OPEN = new Ending(false, 0);

        private boolean before(long moment) {
            return known && over - moment < 0;
        }
    }
}
