package io.eprointake.journal;

import io.eprointake.alerts.Alerts;
import io.eprointake.alerts.RaisedAlert;
import io.eprointake.journal.Outbox.Outcome;
import io.eprointake.report.ReportState;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Sql;
import io.eprointake.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the outcomes that are due, each by itself, so that one that cannot be read stops none. */
record DueOutcomes(Json json, StudyKeys keys, Alerts alerts) {

    /**
     * Of one report only the first that is left, so that the next waits until it was sent. What is
     * set aside is waited for by nobody. What lies farther ahead than any lease is due: a clock was
     * set back.
     */
    private static final Sql DUE =
            Sql.of(
                    """
                    select o.seq, r.report_id, o.state, o.decided_at, o.report,
                           r.study, r.site, r.assessment, a.found
                    from outbox o join report r on r.seq = o.report
                                  left join analysis a on a.seq = o.report
                    where (o.due_at <= ? or o.due_at > ?) and o.set_aside is null
                      and not exists (select 1 from outbox earlier
                        where earlier.report = o.report and earlier.seq < o.seq
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
        List<Due> due = tx.query(DUE, this::due, now, farthest, limit);
        List<Long> readable =
                due.stream().filter(one -> one.outcome != null).map(Due::report).toList();
        if (readable.isEmpty()) {
            return due;
        }
        var raised = alerts.of(tx, readable);
        return due.stream()
                .map(one -> one.with(raised.getOrDefault(one.report, List.of())))
                .toList();
    }

    private Due due(ResultSet row) throws SQLException {
        long seq = row.getLong(1);
        UUID reportId = Objects.requireNonNull(Sql.uuid(row, 2));
        long report = row.getLong(5);
        try {
            return new Due(seq, report, reportId, outcome(row, reportId));
        } catch (RuntimeException unreadable) { // what the store throws is no such
            return new Due(seq, report, reportId, null);
        }
    }

    private Outcome outcome(ResultSet row, UUID reportId) throws SQLException {
        ReportState state = ReportState.of(row.getString(3));
        String study = row.getString(6);
        return new Outcome(
                row.getLong(1),
                reportId,
                state,
                Instant.ofEpochMilli(row.getLong(4)),
                study,
                row.getString(7),
                json.read(
                                keys.openText(study, reportId, "assessment", row.getBytes(8)),
                                Grades.class)
                        .grades(),
                List.of(),
                state == ReportState.ANALYZED
                        ? Analyses.read(json, keys, study, reportId, row.getBytes(9))
                        : null);
    }

    static List<Outcome> readable(List<Due> due) {
        return due.stream().map(Due::outcome).filter(Objects::nonNull).toList();
    }

    /**
     * A row that is due.
     *
     * @param report its number
     * @param outcome null when it cannot be read
     */
    record Due(long seq, long report, UUID reportId, @Nullable Outcome outcome) {

        private Due with(List<RaisedAlert> alerts) {
            return outcome == null ? this : new Due(seq, report, reportId, outcome.with(alerts));
        }
    }
}
