package io.eprointake.journal;

import io.eprointake.journal.Alerts.New;
import io.eprointake.report.Alert;
import io.eprointake.report.Analysis;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.Narrative;
import io.eprointake.store.Sql;
import io.eprointake.store.Store;
import io.eprointake.store.Together;
import io.eprointake.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for analysis. A claim is a lease with a fence: whoever holds the report's current
 * attempt may write its outcome, and nobody else.
 */
public final class Backlog {

    static final Sql GIVE_UP_EXPIRED =
            Sql.of(
                    """
                    update report
                    set state = case when state = 'quarantined' then state else 'analysis_failed' end,
                        due_at = null, claimed_by = null, last_failure = 'lease_ended'
                    where seq in (select seq from report
                                  where due_at <= ? and attempts_left = 0
                                  order by due_at limit ? %s)
                    returning report_id
                    """,
                    Sql.SKIP_LOCKED);

    static final Sql CLAIM =
            Sql.of(
                    """
                    with due as materialized (
                        select seq from report
                        where due_at <= ? and attempts_left > 0
                        order by due_at limit ? %s)
                    update report
                    set state = case when state = 'quarantined' then state else 'analyzing' end,
                        attempt = attempt + 1, attempts_left = attempts_left - 1,
                        due_at = ?, claimed_by = ?
                    where seq in (select seq from due)
                    returning report_id, attempt, attempts_left, language, narrative, received_at
                    """,
                    Sql.SKIP_LOCKED);

    /**
     * A clock was set back: nothing waits that long. Whoever holds a claim keeps it for a lease.
     */
    private static final Sql TOO_FAR =
            Sql.of(
                    """
                    update report
                    set due_at = case when claimed_by is null then ? else ? end
                    where seq in (select seq from report where due_at > ? limit ? %s)
                    """,
                    Sql.SKIP_LOCKED);

    static final String COMPLETE =
            """
            update report
            set state = case when state = 'quarantined' then state else 'analyzed' end,
                analysis = ?, analyzed_at = ?,
                turn = case when turn < ? then turn else ? end,
                due_at = null, claimed_by = null, last_failure = null
            where report_id = ? and attempt = ? and claimed_by is not null
            """;

    /** Holds the row until the commit, so that no other attempt takes the claim meanwhile. */
    private static final String FLAG =
            """
            update report set turn = ?
            where report_id = ? and attempt = ? and claimed_by is not null
            """;

    private static final String RETRY =
            """
            update report
            set state = case when state = 'quarantined' then state
                             when attempts_left > 0 then 'received' else 'analysis_failed' end,
                due_at = case when attempts_left > 0 then ? end,
                claimed_by = null, last_failure = ?
            where report_id = ? and attempt = ? and claimed_by is not null
            """;

    private static final String HAND_BACK =
            """
            update report
            set state = case when state = 'quarantined' then state else 'received' end,
                due_at = ?, attempts_left = attempts_left + 1, claimed_by = null
            where report_id = ? and attempt = ? and claimed_by is not null
            """;

    /** Whether this attempt's analysis is what is stored. */
    private static final String COMPLETED =
            """
            select 1 from report
            where report_id = ? and attempt = ? and claimed_by is null and analysis is not null
            """;

    private static final String RETRIED =
            """
            select 1 from report
            where report_id = ? and attempt = ? and claimed_by is null and analysis is null
                and last_failure = ?
            """;

    private static final String HANDED_BACK =
            """
            select 1 from report
            where report_id = ? and attempt = ? and claimed_by is null and analysis is null
                and due_at is not null
            """;

    /** By so much may two transactions that are at work have begun apart. */
    static final Duration MARGIN = Duration.ofMinutes(1);

    /** Of those that are given up at a time; the rest follow with the next claim. */
    private static final int MOST_GIVEN_UP = 1000;

    private static final Logger log = LoggerFactory.getLogger(Backlog.class);

    private final Store store;
    private final Json json;
    private final JournalProperties settings;
    private final LostClaims lost;
    private final Outbox outbox;
    private final Alerts alerts;
    private final Together<Completion, Written> completing = this::complete;
    private volatile Duration maxBackoff = Duration.ZERO;
    private volatile CompletableFuture<?> handingBack = CompletableFuture.completedFuture(null);

    Backlog(
            Store store,
            Json json,
            JournalProperties settings,
            LostClaims lost,
            Outbox outbox,
            Alerts alerts) {
        this.alerts = alerts;
        this.store = store;
        this.json = json;
        this.settings = settings;
        this.lost = lost;
        this.outbox = outbox;
    }

    /** From now on nobody waits longer than this, or than a lease, for a further attempt. */
    public void boundBackoff(Duration longest) {
        maxBackoff = longest;
    }

    /**
     * Claims up to so many reports, oldest due first; those whose last lease ended unused are given
     * up, and those that claims took which nobody holds are back in line.
     *
     * @throws io.eprointake.store.StoreRefusal when it is not known to be committed; if it is, what it
     *     took is back in line with the next claim
     */
    public List<Claim> claim(int limit) {
        LostClaims.Token token = lost.token();
        CompletableFuture<Taken> committed =
                store.<Taken>write(tx -> claim(tx, token, limit)).whenComplete(this::tell);
        try {
            return store.await(committed).claims;
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
        outbox.record(tx, tx.query(GIVE_UP_EXPIRED, row -> row.getString(1), now, MOST_GIVEN_UP));
        return new Taken(
                tx.query(CLAIM, Backlog::claim, now, limit, leaseEnd, token.word()), look, tooFar);
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
     * Raises an alert for each red flag while the analysis goes on, once, however often it is
     * asked.
     *
     * @return false when another attempt holds the claim by now; then nothing is raised
     */
    public boolean raise(Claim claim, Analysis found) {
        String id = id(claim);
        List<New> redFlags = news(id, redFlags(found));
        CompletableFuture<Written> committed =
                store.<Written>write(
                                tx -> {
                                    if (tx.update(FLAG, Turn.RED_FLAG, id, claim.attempt()) == 0) {
                                        return Written.NOT;
                                    }
                                    List<New> raised = alerts.raise(tx, redFlags);
                                    if (!raised.isEmpty()) {
                                        outbox.recordNews(tx, List.of(id));
                                    }
                                    return new Written(true, raised);
                                })
                        .whenComplete(this::count);
        return store.await(committed).stored;
    }

    /**
     * Writes what an analysis found, and raises an alert for each red flag that has none yet.
     *
     * @return whether it is written, now or by an earlier call that did not learn of it; false when
     *     another attempt holds the claim by now
     */
    public boolean complete(Claim claim, Analysis analysis) {
        var completion = new Completion(claim, json.write(analysis), redFlags(analysis));
        return store.await(store.write(completing, completion).whenComplete(this::count)).stored;
    }

    /** When it is committed, also if that is too late for the caller, who asks again. */
    private void count(@Nullable Written written, @Nullable Throwable failure) {
        if (written != null) {
            alerts.count(written.raised.stream().map(New::alert).toList(), false);
        }
    }

    private static List<Alert> redFlags(Analysis analysis) {
        return analysis.redFlags().stream()
                .map(RedFlag::kind)
                .distinct()
                .map(Alert::redFlag)
                .toList();
    }

    private static List<New> news(String reportId, List<Alert> alerts) {
        return alerts.stream().map(alert -> new New(reportId, alert, false)).toList();
    }

    private List<Written> complete(Tx tx, List<Completion> completions) throws SQLException {
        long now = tx.now().toEpochMilli();
        // In one order at all replicas, so that none waits for a row that waits for another of its.
        List<Integer> order =
                IntStream.range(0, completions.size())
                        .boxed()
                        .sorted(Comparator.comparing(i -> id(completions.get(i).claim)))
                        .toList();
        int[] changed =
                tx.updateAll(
                        COMPLETE, order.stream().map(i -> completions.get(i).row(now)).toList());
        List<New> redFlags = new ArrayList<>();
        for (int i = 0; i < changed.length; i++) {
            Completion completion = completions.get(order.get(i));
            if (changed[i] == 1) {
                redFlags.addAll(news(id(completion.claim), completion.redFlags));
            }
        }
        Map<String, List<New>> raised =
                alerts.raise(tx, redFlags).stream().collect(Collectors.groupingBy(New::reportId));
        Written[] written = new Written[changed.length];
        List<String> others = new ArrayList<>();
        for (int i = 0; i < changed.length; i++) {
            Claim claim = completions.get(order.get(i)).claim;
            String id = id(claim);
            if (changed[i] == 0) {
                boolean before = holds(tx, COMPLETED, id, claim.attempt());
                written[order.get(i)] = before ? Written.BEFORE : Written.NOT;
                continue;
            }
            if (!raised.containsKey(id)) {
                others.add(id);
            }
            written[order.get(i)] = new Written(true, raised.getOrDefault(id, List.of()));
        }
        outbox.record(tx, others);
        outbox.recordNews(tx, raised.keySet());
        return List.of(written);
    }

    /**
     * Puts the report back in line, or gives it up when this was its last attempt.
     *
     * @param failure a stable word, never the analyzer's own
     * @return as {@link #complete}
     */
    public boolean retry(Claim claim, Duration backoff, String failure) {
        String id = id(claim);
        int attempt = claim.attempt();
        return store.await(
                store.write(tx -> {
                    long due = tx.steady().plus(backoff).toEpochMilli();
                    boolean changed = tx.update(RETRY, due, failure, id, attempt) == 1;
                    if (changed) {
                        outbox.record(tx, List.of(id));
                    }
                    return changed || holds(tx, RETRIED, id, attempt, failure);
                }));
    }

    /**
     * Puts the report back in line as if it had not been claimed.
     *
     * @return as {@link #complete}
     */
    public boolean handBack(Claim claim) {
        return handBack(claim, Duration.ZERO);
    }

    /**
     * As above, but that it is not claimed again before so much time has passed.
     *
     * @return as {@link #complete}
     */
    public boolean handBack(Claim claim, Duration pause) {
        String id = id(claim);
        int attempt = claim.attempt();
        return store.await(
                store.write(tx ->
                        tx.update(HAND_BACK, tx.steady().plus(pause).toEpochMilli(), id, attempt)
                                        == 1
                                || holds(tx, HANDED_BACK, id, attempt)));
    }

    private static boolean holds(Tx tx, String sql, Object... args) throws SQLException {
        return !tx.query(sql, row -> row.getInt(1), args).isEmpty();
    }

    /**
     * What a claim came to.
     *
     * @param tooFar how many waited for a time that is none
     */
    private record Taken(List<Claim> claims, LostClaims.Look look, int tooFar) {}

    /**
     * What became of an outcome.
     *
     * @param stored false when it is fenced off
     * @param raised what it raised that was not on record
     */
    private record Written(boolean stored, List<New> raised) {

        static final Written NOT = new Written(false, List.of());

        /** By the same attempt, whose caller did not learn of it. */
        static final Written BEFORE = new Written(true, List.of());
    }

    /**
     * An outcome that is to be written.
     *
     * @param analysis as JSON
     */
    private record Completion(Claim claim, String analysis, List<Alert> redFlags) {

        private Object[] row(long now) {
            int turn = redFlags.isEmpty() ? Turn.LAST : Turn.RED_FLAG;
            return new Object[] {analysis, now, turn, turn, id(claim), claim.attempt()};
        }

        @Override
        public String toString() {
            return "Completion[" + claim.reportId() + "]";
        }
    }

    private static String id(Claim claim) {
        return claim.reportId().toString();
    }

    private static Claim claim(ResultSet row) throws SQLException {
        return new Claim(
                UUID.fromString(row.getString(1)),
                row.getInt(2),
                row.getInt(3),
                row.getString(4),
                new Narrative(row.getString(5)),
                Instant.ofEpochMilli(row.getLong(6)));
    }
}
