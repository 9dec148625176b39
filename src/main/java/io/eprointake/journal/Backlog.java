package io.eprointake.journal;

import io.eprointake.journal.Alerts.New;
import io.eprointake.report.Alert;
import io.eprointake.report.Analysis;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.Narrative;
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
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What waits for analysis. A claim is a lease with a fence: whoever holds the report's current
 * attempt may write its outcome, and nobody else.
 */
public final class Backlog {

    static final String GIVE_UP_EXPIRED =
            """
            update report
            set state = case when state = 'quarantined' then state else 'analysis_failed' end,
                due_at = null, claimed_by = null, last_failure = 'lease_ended'
            where seq in (select seq from report
                          where due_at <= ? and attempts_left = 0
                          order by due_at limit ? for update skip locked)
            returning report_id
            """;

    static final String CLAIM =
            """
            with due as materialized (
                select seq from report
                where due_at <= ? and attempts_left > 0
                order by due_at limit ? for update skip locked)
            update report
            set state = case when state = 'quarantined' then state else 'analyzing' end,
                attempt = attempt + 1, attempts_left = attempts_left - 1,
                due_at = ?, claimed_by = ?
            where seq in (select seq from due)
            returning report_id, attempt, attempts_left, language, narrative, received_at
            """;

    static final String COMPLETE =
            """
            update report
            set state = case when state = 'quarantined' then state else 'analyzed' end,
                analysis = ?, analyzed_at = ?,
                turn = case when turn < ? then turn else ? end,
                due_at = null, claimed_by = null, last_failure = null
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

    /** Of those that are given up at a time; the rest follow with the next claim. */
    private static final int MOST_GIVEN_UP = 1000;

    private final Store store;
    private final Json json;
    private final JournalProperties settings;
    private final Replica replica;
    private final Outbox outbox;
    private final Alerts alerts;
    private final Together<Completion, Boolean> completing = this::complete;

    Backlog(
            Store store,
            Json json,
            JournalProperties settings,
            Replica replica,
            Outbox outbox,
            Alerts alerts) {
        this.alerts = alerts;
        this.store = store;
        this.json = json;
        this.settings = settings;
        this.replica = replica;
        this.outbox = outbox;
    }

    /**
     * Claims up to so many reports, oldest due first; those whose last lease ended unused are given
     * up.
     */
    public List<Claim> claim(int limit) {
        return store.await(
                store.write(tx -> {
                    long now = tx.now().toEpochMilli();
                    outbox.record(
                            tx,
                            tx.query(GIVE_UP_EXPIRED, row -> row.getString(1), now, MOST_GIVEN_UP));
                    return tx.query(
                            CLAIM,
                            Backlog::claim,
                            now,
                            limit,
                            now + settings.lease().toMillis(),
                            replica.name());
                }));
    }

    /**
     * Writes what an analysis found, and raises an alert for each red flag.
     *
     * @return whether it was written; false when another attempt holds the claim by now
     */
    public boolean complete(Claim claim, Analysis analysis) {
        List<Alert> redFlags =
                analysis.redFlags().stream()
                        .map(RedFlag::kind)
                        .distinct()
                        .map(Alert::redFlag)
                        .toList();
        boolean written =
                store.await(
                        store.write(
                                completing, new Completion(claim, json.write(analysis), redFlags)));
        if (written) {
            alerts.count(redFlags, false);
        }
        return written;
    }

    private List<Boolean> complete(Tx tx, List<Completion> completions) throws SQLException {
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
        Boolean[] written = new Boolean[changed.length];
        List<New> redFlags = new ArrayList<>();
        List<String> flagged = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < changed.length; i++) {
            Completion completion = completions.get(order.get(i));
            written[order.get(i)] = changed[i] == 1;
            if (changed[i] == 1) {
                String id = id(completion.claim);
                (completion.redFlags.isEmpty() ? others : flagged).add(id);
                completion.redFlags.forEach(flag -> redFlags.add(new New(id, flag, false)));
            }
        }
        alerts.raise(tx, redFlags);
        outbox.record(tx, others);
        outbox.recordNews(tx, flagged);
        return List.of(written);
    }

    /**
     * Puts the report back in line, or gives it up when this was its last attempt.
     *
     * @param failure a stable word, never the analyzer's own
     */
    public boolean retry(Claim claim, Duration backoff, String failure) {
        return write(
                id(claim),
                (tx, now) ->
                        tx.update(
                                RETRY,
                                now + backoff.toMillis(),
                                failure,
                                id(claim),
                                claim.attempt()));
    }

    /** Puts the report back in line as if it had not been claimed. */
    public boolean handBack(Claim claim) {
        return write(id(claim), (tx, now) -> tx.update(HAND_BACK, now, id(claim), claim.attempt()));
    }

    /** How many reports wait or are in work, and since when the oldest does. */
    public Depth depth() {
        return store.read(reading ->
                reading.sql(
                                "select count(*), min(received_at) from report where due_at is not null")
                        .query((row, n) -> Depth.read(row))
                        .single());
    }

    private boolean write(String reportId, Update update) {
        return store.await(
                store.write(tx -> {
                    boolean changed = update.apply(tx, tx.now().toEpochMilli()) == 1;
                    if (changed) {
                        outbox.record(tx, List.of(reportId));
                    }
                    return changed;
                }));
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

    /** An update of one row, and the time in epoch milliseconds that it goes by. */
    @FunctionalInterface
    private interface Update {

        int apply(Tx tx, long now) throws SQLException;
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
