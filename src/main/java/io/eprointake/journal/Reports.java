package io.eprointake.journal;

import com.fasterxml.jackson.core.type.TypeReference;
import io.eprointake.report.Analysis;
import io.eprointake.report.Finding;
import io.eprointake.report.ReportState;
import io.eprointake.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads reports back. */
public final class Reports {

    private static final String SELECT =
            """
            select seq, turn, report_id, state, received_at, completed_at, content_sha256, findings,
                   assessment, attempt, last_failure, analysis, analyzed_at, claimed_by, due_at
            from report
            """;

    private static final String ARRIVED = "where seq > :after and seq <= :settled";
    private static final String WAITING = "where (turn, seq) > (:turn, :after)";

    private static final TypeReference<List<Finding>> FINDINGS = new TypeReference<>() {};

    private final Store store;
    private final Json json;
    private final Alerts alerts;

    Reports(Store store, Json json, Alerts alerts) {
        this.alerts = alerts;
        this.store = store;
        this.json = json;
    }

    public Optional<StoredReport> find(UUID reportId) {
        return store.read()
                .sql(SELECT + "where report_id = ?")
                .param(reportId.toString())
                .query((row, n) -> report(row, false))
                .optional()
                .map(found -> withAlerts(List.of(found)).getFirst());
    }

    /**
     * A page of reports. Those that wait for a person come in the order of their urgency: with a
     * red flag, with another alert, the rest; it is a list to work through, and changes meanwhile.
     * All others come in the order of their arrival, and only as far as nothing can still come
     * before them: who goes on behind the last one that they saw, in a list of all states, misses
     * none.
     *
     * @param state only those in this state; null for all
     * @param site only those of this site; null for all
     * @param after only those behind this place, see {@link StoredReport#cursor()}
     */
    public List<StoredReport> list(
            @Nullable ReportState state, @Nullable String site, Cursor after, int limit) {
        boolean waiting = state == ReportState.QUARANTINED || state == ReportState.ANALYSIS_FAILED;
        // Before any row is read.
        long settled = waiting ? Long.MAX_VALUE : store.settled(Journal.NUMBERS);
        var where = new StringBuilder(waiting ? WAITING : ARRIVED);
        if (state != null) {
            // A literal, so that the partial indexes serve; the state is ours, not the caller's
            // text.
            where.append(" and state = '").append(state.word()).append("'");
        }
        if (state == ReportState.RECEIVED || state == ReportState.ANALYZING) {
            where.append(" and due_at is not null");
        }
        if (site != null) {
            where.append(" and site = :site");
        }
        var query =
                store.read()
                        .sql(
                                SELECT
                                        + where
                                        + (waiting ? " order by turn, seq" : " order by seq")
                                        + " limit :limit")
                        .param("after", after.seq())
                        .param("limit", limit);
        query = waiting ? query.param("turn", after.turn()) : query.param("settled", settled);
        return withAlerts(
                (site == null ? query : query.param("site", site))
                        .query((row, n) -> report(row, waiting))
                        .list());
    }

    private List<StoredReport> withAlerts(List<StoredReport> reports) {
        var raised = alerts.of(reports.stream().map(StoredReport::reportId).toList());
        return reports.stream()
                .map(report -> report.with(raised.getOrDefault(report.reportId(), List.of())))
                .toList();
    }

    private StoredReport report(ResultSet row, boolean waiting) throws SQLException {
        String analysis = row.getString("analysis");
        boolean claimed = row.getString("claimed_by") != null;
        boolean due = instant(row, "due_at") != null;
        return new StoredReport(
                new Cursor(waiting ? row.getInt("turn") : 0, row.getLong("seq")),
                UUID.fromString(row.getString("report_id")),
                ReportState.of(row.getString("state")),
                Instant.ofEpochMilli(row.getLong("received_at")),
                instant(row, "completed_at"),
                row.getString("content_sha256"),
                json.read(row.getString("findings"), FINDINGS),
                json.read(row.getString("assessment"), Grades.class).grades(),
                List.of(),
                analysis != null
                        ? ReportState.ANALYZED
                        : claimed
                                ? ReportState.ANALYZING
                                : due ? ReportState.RECEIVED : ReportState.ANALYSIS_FAILED,
                row.getInt("attempt"),
                row.getString("last_failure"),
                analysis == null ? null : json.read(analysis, Analysis.class),
                instant(row, "analyzed_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
