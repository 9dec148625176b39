package io.eprointake.journal;

import io.eprointake.alerts.Alerts;
import io.eprointake.alerts.RaisedAlert;
import io.eprointake.journal.DueOutcomes.Due;
import io.eprointake.journal.SetAside.Row;
import io.eprointake.report.Analysis;
import io.eprointake.report.Assessment.Grade;
import io.eprointake.report.ReportState;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Store;
import io.eprointake.store.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What became of reports, for those who want to be told: an outcome is written in the transaction
 * that it comes from, and stays until somebody says that it was sent. Closed, as it is unless
 * somebody opens it, nothing is written, so that nothing piles up for nobody.
 */
public final class Outbox {

    /** Of those reports that stand where something came out of them. */
    static final String RECORD =
            """
            insert into outbox (report, state, decided_at, due_at)
            select r.seq, %1$s, ?, ? from %2$s
            where r.report_id = ? and %1$s in ('analyzed', 'analysis_failed')
            """
                    .formatted(Reports.STATE, Reports.AS_IT_STANDS);

    private static final String RECORD_WAITING_TOO =
            """
            insert into outbox (report, state, decided_at, due_at)
            select r.seq, %1$s, ?, ? from %2$s
            where r.report_id = ? and %1$s in ('quarantined', 'analyzed', 'analysis_failed')
            """
                    .formatted(Reports.STATE, Reports.AS_IT_STANDS);

    private static final String CLAIM = "update outbox set due_at = ? where seq = ?";

    private static final String HAND_BACK =
            "update outbox set due_at = ? where seq = ? and due_at = ?";

    private static final String SENT = "delete from outbox where seq = ?";

    private final Store store;
    private final DueOutcomes dueOutcomes;
    private volatile boolean open;

    Outbox(Store store, Json json, StudyKeys keys, Alerts alerts) {
        this.store = store;
        this.dueOutcomes = new DueOutcomes(json, keys, alerts);
    }

    /** From now on outcomes are written. */
    public void open() {
        open = true;
    }

    /** Where reports stand now, but for those that wait for a person as they did before. */
    void record(Tx tx, Collection<UUID> reportIds) throws SQLException {
        record(tx, RECORD, reportIds);
    }

    /** Where reports stand now, also those that wait for a person: their alerts are others. */
    void recordNews(Tx tx, Collection<UUID> reportIds) throws SQLException {
        record(tx, RECORD_WAITING_TOO, reportIds);
    }

    private void record(Tx tx, String sql, Collection<UUID> reportIds) throws SQLException {
        if (open && !reportIds.isEmpty()) {
            long now = tx.now().toEpochMilli();
            long due = tx.steady().toEpochMilli();
            tx.updateAll(
                    sql,
                    reportIds.stream().map(id -> new @Nullable Object[] {now, due, id}).toList());
        }
    }

    /** Whether anything waits to be sent; it costs no write. */
    public boolean holdsAny() {
        return store.read(reading ->
                !reading.sql("select 1 from outbox where set_aside is null limit 1")
                        .query()
                        .listOfRows()
                        .isEmpty());
    }

    /**
     * Claims up to so many outcomes, the oldest first, and of one report no more than one. What
     * cannot be read is set aside.
     *
     * @param lease after which another replica may claim what was neither sent nor handed back
     */
    public Claimed claim(int limit, Duration lease) {
        CompletableFuture<Claimed> committed =
                store.write(tx -> take(tx, limit, lease))
                        .thenApply(taken -> {
                            SetAside.tell(SetAside.UNREADABLE, taken.unreadable);
                            return taken.claimed;
                        });
        try {
            return store.await(committed);
        } catch (RuntimeException | Error e) {
            // It may be committed yet, and then nobody holds it.
            var _ = committed.thenCompose(late -> write(HAND_BACK, back(late, late.outcomes())));
            throw e;
        }
    }

    private Taken take(Tx tx, int limit, Duration lease) throws SQLException {
        long now = tx.steady().toEpochMilli();
        long until = now + lease.toMillis();
        List<Due> due = dueOutcomes.read(tx, now, until + Backlog.MARGIN.toMillis(), limit);
        List<Row> unreadable =
                due.stream()
                        .filter(one -> one.outcome() == null)
                        .map(one -> new Row(one.seq(), one.reportId()))
                        .toList();
        SetAside.put(tx, SetAside.UNREADABLE, unreadable);
        List<Outcome> outcomes = DueOutcomes.readable(due);
        if (!outcomes.isEmpty()) {
            tx.updateAll(
                    CLAIM,
                    outcomes.stream().map(o -> new @Nullable Object[] {until, o.seq()}).toList());
        }
        return new Taken(new Claimed(until, outcomes), unreadable);
    }

    private static List<@Nullable Object[]> back(Claimed claimed, List<Outcome> outcomes) {
        return outcomes.stream()
                .map(o -> new @Nullable Object[] {0L, o.seq(), claimed.until()})
                .toList();
    }

    /** Of these no event can be made; nobody waits for them until a person brings them back. */
    public void setAside(List<Outcome> outcomes) {
        if (!outcomes.isEmpty()) {
            List<Row> rows = outcomes.stream().map(o -> new Row(o.seq(), o.reportId())).toList();
            store.await(
                    store.write(
                                    tx -> {
                                        SetAside.put(tx, SetAside.UNWRITABLE, rows);
                                        return rows;
                                    })
                            .thenAccept(done -> SetAside.tell(SetAside.UNWRITABLE, done)));
        }
    }

    /** These need not be sent again. */
    public void sent(List<Outcome> outcomes) {
        change(SENT, outcomes.stream().map(o -> new @Nullable Object[] {o.seq()}).toList());
    }

    /** These may be claimed again at once, unless that lease ended meanwhile. */
    public void handBack(Claimed claimed, List<Outcome> outcomes) {
        change(HAND_BACK, back(claimed, outcomes));
    }

    private void change(String sql, List<@Nullable Object[]> rows) {
        store.await(write(sql, rows));
    }

    private CompletableFuture<int[]> write(String sql, List<@Nullable Object[]> rows) {
        return rows.isEmpty()
                ? CompletableFuture.completedFuture(new int[0])
                : store.write(tx -> tx.updateAll(sql, rows));
    }

    /** What a claim came to. */
    private record Taken(Claimed claimed, List<Row> unreadable) {}

    /**
     * Outcomes that nobody else sends, for as long as a lease holds.
     *
     * @param until by the store's clock, in epoch milliseconds
     */
    public record Claimed(long until, List<Outcome> outcomes) {}

    /**
     * What came out of a report.
     *
     * @param seq grows from one outcome of a report to its next
     * @param state {@code quarantined}, {@code analyzed} or {@code analysis_failed}
     * @param decidedAt when it came to that
     * @param alerts those that stand by now
     * @param analysis null unless it is {@code analyzed}
     */
    public record Outcome(
            long seq,
            UUID reportId,
            ReportState state,
            Instant decidedAt,
            String study,
            String site,
            List<Grade> grades,
            List<RaisedAlert> alerts,
            @Nullable Analysis analysis) {

        Outcome with(List<RaisedAlert> its) {
            return new Outcome(seq, reportId, state, decidedAt, study, site, grades, its, analysis);
        }
    }
}
