package io.eprointake.journal;

import com.fasterxml.jackson.core.type.TypeReference;
import io.eprointake.report.Analysis;
import io.eprointake.report.Assessment;
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
            select seq, report_id, state, received_at, completed_at, content_sha256, findings,
                   assessment, attempt, last_failure, analysis, analyzed_at
            from report
            """;

    private static final TypeReference<List<Finding>> FINDINGS = new TypeReference<>() {};

    private final Store store;
    private final Json json;

    Reports(Store store, Json json) {
        this.store = store;
        this.json = json;
    }

    public Optional<StoredReport> find(UUID reportId) {
        return store.read()
                .sql(SELECT + "where report_id = ?")
                .param(reportId.toString())
                .query((row, n) -> report(row))
                .optional();
    }

    /**
     * A page of reports in the order of their arrival.
     *
     * @param state only those in this state; null for all
     * @param site only those of this site; null for all
     * @param after only those that arrived after this place, see {@link StoredReport#seq()}
     */
    public List<StoredReport> list(
            @Nullable ReportState state, @Nullable String site, long after, int limit) {
        var where = new StringBuilder("where seq > :after");
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
                        .sql(SELECT + where + " order by seq limit :limit")
                        .param("after", after)
                        .param("limit", limit);
        return (site == null ? query : query.param("site", site))
                .query((row, n) -> report(row))
                .list();
    }

    private StoredReport report(ResultSet row) throws SQLException {
        String analysis = row.getString("analysis");
        return new StoredReport(
                row.getLong("seq"),
                UUID.fromString(row.getString("report_id")),
                ReportState.of(row.getString("state")),
                Instant.ofEpochMilli(row.getLong("received_at")),
                instant(row, "completed_at"),
                row.getString("content_sha256"),
                json.read(row.getString("findings"), FINDINGS),
                json.read(row.getString("assessment"), Assessment.class),
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
