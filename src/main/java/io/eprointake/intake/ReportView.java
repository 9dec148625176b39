package io.eprointake.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.journal.StoredReport;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.Analysis.Signal;
import io.eprointake.report.Assessment;
import io.eprointake.report.Finding;
import io.eprointake.report.ReportState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A report as it is answered. What is not known yet is {@code null}, not absent. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ReportView(
        UUID reportId,
        ReportState state,
        Instant receivedAt,
        @Nullable Instant completedAt,
        String contentSha256,
        List<Finding> findings,
        Assessment assessment,
        AnalysisView analysis) {

    static ReportView of(StoredReport report) {
        var analysis = report.analysis();
        return new ReportView(
                report.reportId(),
                report.state(),
                report.receivedAt(),
                report.completedAt(),
                report.contentSha256(),
                report.findings(),
                report.assessment(),
                new AnalysisView(
                        report.state(),
                        report.attempts(),
                        report.lastFailure(),
                        analysis == null ? null : analysis.analyzer(),
                        analysis == null ? List.of() : analysis.signals(),
                        analysis == null ? List.of() : analysis.redFlags(),
                        report.analyzedAt()));
    }

    /**
     * How far the analysis is, and what it found.
     *
     * @param lastFailure why the last attempt failed, a stable word
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record AnalysisView(
            ReportState state,
            int attempts,
            @Nullable String lastFailure,
            @Nullable String analyzer,
            List<Signal> signals,
            List<RedFlag> redFlags,
            @Nullable Instant completedAt) {}

    /**
     * One page of a list.
     *
     * @param next what to give as {@code after} for the next page; null on the last
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Page(List<ReportView> reports, @Nullable Long next) {}
}
