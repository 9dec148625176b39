package io.eprointake.journal;

import io.eprointake.report.Analysis;
import io.eprointake.report.Assessment;
import io.eprointake.report.Finding;
import io.eprointake.report.ReportState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A report as it stands in the journal.
 *
 * @param seq its place in the order of arrival
 * @param attempts how many analyses were begun
 * @param lastFailure why the last attempt failed, a stable word; null when none did
 */
public record StoredReport(
        long seq,
        UUID reportId,
        ReportState state,
        Instant receivedAt,
        @Nullable Instant completedAt,
        String contentSha256,
        List<Finding> findings,
        Assessment assessment,
        int attempts,
        @Nullable String lastFailure,
        @Nullable Analysis analysis,
        @Nullable Instant analyzedAt) {

    /** Ids and states only. */
    @Override
    public String toString() {
        return "StoredReport[" + reportId + ", " + state + "]";
    }
}
