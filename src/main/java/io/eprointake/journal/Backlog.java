package io.eprointake.journal;

import io.eprointake.report.Narrative;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Sql;
import io.eprointake.store.Store;
import io.eprointake.store.Tx;
import io.eprointake.tracing.Step;
import io.eprointake.tracing.Traces;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for analysis. A claim is a lease with a fence: whoever holds the report's current
 * attempt may give it back, or write what was found ({@link Analyses}), and nobody else.
 */
public final class Backlog {

    static final Sql GIVE_UP_EXPIRED =
            Sql.of(
                    """
                    update open_report
                    set analysis_state = 'analysis_failed',
                        due_at = null, claimed_by = null, last_failure = 'lease_ended'
                    where seq in (select seq from open_report
                                  where due_at <= ? and attempts_left = 0
                                  order by due_at limit ? %s)
                    returning (select report_id from report r where r.seq = open_report.seq)
                    """,
                    Sql.SKIP_LOCKED);

    static final Sql CLAIM =
            Sql.of(
                    """
                    with due as materialized (
                        select seq from open_report
                        where due_at <= ? and attempts_left > 0
                        order by due_at limit ? %s)
                    update open_report
                    set analysis_state = 'analyzing',
                        attempt = attempt + 1, attempts_left = attempts_left - 1,
                        due_at = ?, claimed_by = ?
                    where seq in (select seq from due)
                    returning (select report_id from report r where r.seq = open_report.seq),
                              attempt, attempts_left,
                              (select language from report r where r.seq = open_report.seq),
                              (select narrative from report r where r.seq = open_report.seq),
                              (select received_at from report r where r.seq = open_report.seq),
                              (select study from report r where r.seq = open_report.seq)
                    """,
                    Sql.SKIP_LOCKED);

    /**
     * A clock was set back: nothing waits that long. Whoever holds a claim keeps it for a lease.
     */
    static final Sql TOO_FAR =
            Sql.of(
                    """
                    update open_report
                    set due_at = case when claimed_by is null then ? else ? end
                    where seq in (select seq from open_report where due_at > ? limit ? %s)
                    """,
                    Sql.SKIP_LOCKED);

    static final String RETRY =
            """
            update open_report
            set analysis_state =
                    case when attempts_left > 0 then 'received' else 'analysis_failed' end,
                due_at = case when attempts_left > 0 then ? end,
                claimed_by = null, last_failure = ?
            where seq = (select seq from report where report_id = ?) and attempt = ? and claimed_by is not null
            """;

    private static final String HAND_BACK =
            """
            update open_report
            set analysis_state = 'received',
                due_at = ?, attempts_left = attempts_left + 1, claimed_by = null
            where seq = (select seq from report where report_id = ?) and attempt = ? and claimed_by is not null
            """;

    static final String RETRIED =
            """
            select 1 from open_report
            where seq = (select seq from report where report_id = ?) and attempt = ?
                and claimed_by is null and last_failure = ?
            """;

    private static final String HANDED_BACK =
            """
            select 1 from open_report
            where seq = (select seq from report where report_id = ?) and attempt = ?
                and claimed_by is null and due_at is not null
            """;

    /** By so much may two transactions that are at work have begun apart. */
    static final Duration MARGIN = Duration.ofMinutes(1);

    /** Of those that are given up at a time; the rest follow with the next claim. */
    private static final int MOST_GIVEN_UP = 1000;

    private static final Logger log = LoggerFactory.getLogger(Backlog.class);

    private final Store store;
    private final JournalProperties settings;
    private final LostClaims lost;
    private final Outbox outbox;
    private final StudyKeys keys;
    private final Traces traces;
    private volatile Duration maxBackoff = Duration.ZERO;
    private volatile CompletableFuture<?> handingBack = CompletableFuture.completedFuture(null);

    Backlog(
            Store store,
            JournalProperties settings,
            LostClaims lost,
            Outbox outbox,
            StudyKeys keys,
            Traces traces) {
        this.store = store;
        this.settings = settings;
        this.lost = lost;
        this.outbox = outbox;
        this.keys = keys;
        this.traces = traces;
    }

    /** From now on nobody waits longer than this, or than a lease, for a further attempt. */
    public void boundBackoff(Duration longest) {
        maxBackoff = longest;
    }

    /**
     * Claims up to so many reports, oldest due first; those whose last lease ended unused are given
     * up, and those that claims took which nobody holds are back in line.
     *
     * @throws io.eprointake.store.StoreRefusal when it is not known to be committed; if it is, what
     *     it took is back in line with the next claim
     */
    public List<Claim> claim(int limit) {
        long began = System.nanoTime();
        LostClaims.Token token = lost.token();
        CompletableFuture<Taken> committed =
                store.<Taken>write(tx -> claim(tx, token, limit)).whenComplete(this::tell);
        try {
            List<Claim> claims = store.await(committed).claims;
            for (Claim claim : claims) {
                traces.ended(Step.CLAIM, claim.reportId(), began, claim.attempt(), null);
            }
            return claims;
        } catch (RuntimeException | Error e) {
            lost.add(token, committed);
            throw e;
        }
    }

    private Taken claim(Tx tx, LostClaims.Token token, int limit) throws SQLException {
        long now = tx.steady().toEpochMilli();
        long leaseEnd = now + settings.lease().toMillis();
        LostClaims.Look look = lost.handBack(tx);
        long farthest = Math.max(leaseEnd, now + maxBackoff.toMillis()) + MARGIN.toMillis();
        int tooFar = tx.update(TOO_FAR, now, leaseEnd, farthest, MOST_GIVEN_UP);
        outbox.record(tx, tx.query(GIVE_UP_EXPIRED, Backlog::id, now, MOST_GIVEN_UP));
        return new Taken(
                tx.query(CLAIM, this::claim, now, limit, leaseEnd, token.word()), look, tooFar);
    }

    private void tell(@Nullable Taken taken, @Nullable Throwable failure) {
        if (taken != null) {
            lost.looked(taken.look);
            if (taken.tooFar > 0) {
                log.atWarn()
                        .addKeyValue("count", taken.tooFar)
                        .log(
                                "Reports waited for a time that lies too far ahead, as after a clock was set back; they do no longer");
            }
        }
    }

    /**
     * Puts what lost claims took back in line, when there are any and nothing was claimed lately.
     * It does not wait for its commit.
     */
    public void handBackLost() {
        if (lost.overdue() && handingBack.isDone()) {
            handingBack = store.write(lost::handBack).thenAccept(lost::looked);
        }
    }

    /**
     * Puts the report back in line, or gives it up when this was its last attempt.
     *
     * @param failure a stable word, never the analyzer's own
     * @return as {@link Analyses#complete}
     */
    public boolean retry(Claim claim, Duration backoff, String failure) {
        UUID id = claim.reportId();
        int attempt = claim.attempt();
        return store.await(
                store.write(tx -> {
                    long due = tx.steady().plus(backoff).toEpochMilli();
                    boolean changed = tx.update(RETRY, due, failure, id, attempt) == 1;
                    if (changed) {
                        outbox.record(tx, List.of(id));
                    }
                    return changed || tx.any(RETRIED, id, attempt, failure);
                }));
    }

    /**
     * Puts the report back in line as if it had not been claimed.
     *
     * @return as {@link Analyses#complete}
     */
    public boolean handBack(Claim claim) {
        return handBack(claim, Duration.ZERO);
    }

    /**
     * As above, but that it is not claimed again before so much time has passed.
     *
     * @return as {@link Analyses#complete}
     */
    public boolean handBack(Claim claim, Duration pause) {
        UUID id = claim.reportId();
        int attempt = claim.attempt();
        return store.await(
                store.write(tx ->
                        tx.update(HAND_BACK, tx.steady().plus(pause).toEpochMilli(), id, attempt)
                                        == 1
                                || tx.any(HANDED_BACK, id, attempt)));
    }

    /**
     * What a claim came to.
     *
     * @param tooFar how many waited for a time that is none
     */
    private record Taken(List<Claim> claims, LostClaims.Look look, int tooFar) {}

    private static UUID id(ResultSet row) throws SQLException {
        return Objects.requireNonNull(Sql.uuid(row, 1));
    }

    private Claim claim(ResultSet row) throws SQLException {
        UUID id = id(row);
        String study = row.getString(7);
        return new Claim(
                id,
                study,
                row.getInt(2),
                row.getInt(3),
                row.getString(4),
                new Narrative(keys.openText(study, id, "narrative", row.getBytes(5))),
                Instant.ofEpochMilli(row.getLong(6)));
    }
}
