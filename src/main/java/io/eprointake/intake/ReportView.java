package io.eprointake.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.eprointake.journal.RaisedAlert;
import io.eprointake.journal.StoredReport;
import io.eprointake.report.Alert;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.Analysis.Signal;
import io.eprointake.report.Assessment.Grade;
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
        AssessmentView assessment,
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
                new AssessmentView(
                        report.grades(), report.alerts().stream().map(AlertView::of).toList()),
                new AnalysisView(
                        report.analysisState(),
                        report.attempts(),
                        report.lastFailure(),
                        analysis == null ? null : analysis.analyzer(),
                        analysis == null ? List.of() : analysis.signals(),
                        analysis == null ? List.of() : analysis.redFlags(),
                        report.analyzedAt()));
    }

    /** What the rules made of it. */
    record AssessmentView(List<Grade> grades, List<AlertView> alerts) {}

    /**
     * One alert on record.
     *
     * @param late whether an earlier report, that came or was released later, raised it
     */
    record AlertView(long id, @JsonUnwrapped Alert alert, Instant raisedAt, boolean late) {

        static AlertView of(RaisedAlert raised) {
            return new AlertView(raised.id(), raised.alert(), raised.raisedAt(), raised.late());
        }
    }

    /**
     * How far the analysis is, and what it found.
     *
     * @param state of the analysis, which does not wait for a person as the report may
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
     * One page of a list; it may be short, or empty, and not be the last.
     *
     * @param next what to give as {@code after} for the next page; null on the last
     * @param last what to give as {@code after}, now or later, to go on behind this page
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Page(List<ReportView> reports, @Nullable String next, String last) {}
}
