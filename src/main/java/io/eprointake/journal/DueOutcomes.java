package io.eprointake.journal;

import io.eprointake.journal.Outbox.Outcome;
import io.eprointake.report.Analysis;
import io.eprointake.report.ReportState;
import io.eprointake.store.Sql;
import io.eprointake.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the outcomes that are due, each by itself, so that one that cannot be read stops none. */
record DueOutcomes(Json json, Alerts alerts) {

    /**
     * Of one report only the first that is left, so that the next waits until it was sent. What is
     * set aside is waited for by nobody. What lies farther ahead than any lease is due: a clock was
     * set back.
     */
    private static final Sql DUE =
            Sql.of(
                    """
                    select o.seq, o.report_id, o.state, o.decided_at,
                           r.study, r.site, r.assessment, r.analysis
                    from outbox o join report r on r.report_id = o.report_id
                    where (o.due_at <= ? or o.due_at > ?) and o.set_aside is null
                      and not exists (select 1 from outbox earlier
                        where earlier.report_id = o.report_id and earlier.seq < o.seq
                          and earlier.set_aside is null)
                    order by o.seq limit ? %s
                    """,
                    Sql.skipLockedOf("o"));

    /**
     * Up to so many that are due at that time, the oldest first.
     *
     * @param farthest that any of them can be ahead
     */
    List<Due> read(Tx tx, long now, long farthest, int limit) throws SQLException {
        return withAlerts(tx, tx.query(DUE, this::due, now, farthest, limit));
    }

    private Due due(ResultSet row) throws SQLException {
        long seq = row.getLong(1);
        String reportId = row.getString(2);
        try {
            return new Due(seq, reportId, outcome(row));
        } catch (RuntimeException unreadable) { // what the store throws is no such
            return new Due(seq, reportId, null);
        }
    }

    private Outcome outcome(ResultSet row) throws SQLException {
        ReportState state = ReportState.of(row.getString(3));
        String analysis = state == ReportState.ANALYZED ? row.getString(8) : null;
        return new Outcome(
                row.getLong(1),
                UUID.fromString(row.getString(2)),
                state,
                Instant.ofEpochMilli(row.getLong(4)),
                row.getString(5),
                row.getString(6),
                json.read(row.getString(7), Grades.class).grades(),
                List.of(),
                analysis == null ? null : json.read(analysis, Analysis.class));
    }

    private List<Due> withAlerts(Tx tx, List<Due> due) throws SQLException {
        List<Outcome> readable = readable(due);
        if (readable.isEmpty()) {
            return due;
        }
        try {
            var raised = alerts.of(tx, readable.stream().map(Outcome::reportId).toList());
            return due.stream()
                    .map(one -> one.with(id -> raised.getOrDefault(id, List.of())))
                    .toList();
        } catch (RuntimeException unreadable) {
            if (due.size() == 1) {
                return List.of(due.getFirst().unreadable());
            }
            List<Due> each = new ArrayList<>();
            for (Due one : due) {
                each.addAll(withAlerts(tx, List.of(one)));
            }
            return each;
        }
    }

    static List<Outcome> readable(List<Due> due) {
        return due.stream().map(Due::outcome).filter(Objects::nonNull).toList();
    }

    /**
     * A row that is due.
     *
     * @param outcome null when it cannot be read
     */
    record Due(long seq, String reportId, @Nullable Outcome outcome) {

        private Due with(Function<UUID, List<RaisedAlert>> alerts) {
            return outcome == null
                    ? this
                    : new Due(seq, reportId, outcome.with(alerts.apply(outcome.reportId())));
        }

        private Due unreadable() {
            return new Due(seq, reportId, null);
        }
    }
}
