package io.eprointake.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.eprointake.alerts.RaisedAlert;
import io.eprointake.journal.Reports.Version;
import io.eprointake.journal.StoredReport;
import io.eprointake.report.Alert;
import io.eprointake.report.Analysis;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.Analysis.Signal;
import io.eprointake.report.Assessment.Grade;
import io.eprointake.report.Assessment.Score;
import io.eprointake.report.Finding;
import io.eprointake.report.ReportState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A report as it is answered. What is not known yet is {@code null}; what the caller does not see
 * is absent.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ReportView(
        UUID reportId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String study,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String site,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String subject,
        ReportState state,
        Instant receivedAt,
        @Nullable Instant completedAt,
        String contentSha256,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Finding> findings,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable AssessmentView assessment,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable AnalysisView analysis,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID amends,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID amendedBy,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean superseded) {

    static ReportView of(StoredReport report, Sight sight) {
        boolean words = sight.shows(Sight.WORDS);
        return new ReportView(
                report.reportId(),
                sight.shows(Sight.PROGRESS) ? report.at().study() : null,
                sight.shows(Sight.PROGRESS) ? report.at().site() : null,
                sight.shows(Sight.ASSESSMENT) ? report.subject().id() : null,
                report.state(),
                report.receivedAt(),
                report.completedAt(),
                report.contentSha256(),
                sight.shows(Sight.ASSESSMENT) ? findings(report, words) : null,
                sight.shows(Sight.ASSESSMENT) ? assessment(report) : null,
                sight.shows(Sight.PROGRESS) ? analysis(report, sight) : null,
                report.amends(),
                report.amendedBy(),
                report.superseded() ? true : null);
    }

    /** What was sent is the patient's own. */
    private static List<Finding> findings(StoredReport report, boolean words) {
        return words
                ? report.findings()
                : report.findings().stream()
                        .map(it ->
                                new Finding(
                                        it.rule(), it.doubtful(), it.field(), null, it.takenAs()))
                        .toList();
    }

    private static AssessmentView assessment(StoredReport report) {
        return new AssessmentView(
                report.grades(),
                report.scores(),
                report.alerts().stream().map(AlertView::of).toList());
    }

    private static AnalysisView analysis(StoredReport report, Sight sight) {
        Analysis found = sight.shows(Sight.ASSESSMENT) ? report.analysis() : null;
        boolean words = sight.shows(Sight.WORDS);
        return new AnalysisView(
                report.analysisState(),
                report.attempts(),
                report.lastFailure(),
                found == null ? null : found.analyzer(),
                found == null
                        ? List.of()
                        : found.signals().stream().map(it -> SignalView.of(it, words)).toList(),
                found == null ? List.of() : flags(found.redFlags(), words),
                found == null ? List.of() : flags(found.possibleRedFlags(), words),
                report.analyzedAt());
    }

    private static List<RedFlagView> flags(List<RedFlag> flags, boolean words) {
        return flags.stream().map(it -> RedFlagView.of(it, words)).toList();
    }

    /** What the rules made of it. */
    record AssessmentView(List<Grade> grades, List<Score> scores, List<AlertView> alerts) {}

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
     * @param possibleRedFlags what may be one; these raise no alert
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record AnalysisView(
            ReportState state,
            int attempts,
            @Nullable String lastFailure,
            @Nullable String analyzer,
            List<SignalView> signals,
            List<RedFlagView> redFlags,
            List<RedFlagView> possibleRedFlags,
            @Nullable Instant completedAt) {}

    /**
     * A symptom that was found.
     *
     * @param evidence the patient's words; absent for who does not see them
     */
    record SignalView(int group, String symptom, double confidence, @Nullable String evidence) {

        private static SignalView of(Signal signal, boolean words) {
            return new SignalView(
                    signal.group(),
                    signal.symptom(),
                    signal.confidence(),
                    words ? signal.evidence() : null);
        }
    }

    /**
     * What a person must see.
     *
     * @param evidence the patient's words; absent for who does not see them
     */
    record RedFlagView(String kind, @Nullable String evidence) {

        private static RedFlagView of(RedFlag flag, boolean words) {
            return new RedFlagView(flag.kind(), words ? flag.evidence() : null);
        }
    }

    /**
     * A report with what it corrects and what corrects it.
     *
     * @param current which of them is used
     * @param reports the first one first
     */
    record HistoryView(UUID current, List<VersionView> reports) {

        static HistoryView of(List<Version> versions, Sight sight) {
            List<StoredReport> reports = versions.stream().map(Version::report).toList();
            UUID current =
                    reports.reversed().stream()
                            .filter(it -> !it.superseded())
                            .filter(it -> it.state() != ReportState.QUARANTINED)
                            .findFirst()
                            .orElse(reports.getLast())
                            .reportId();
            return new HistoryView(
                    current, versions.stream().map(it -> VersionView.of(it, sight)).toList());
        }
    }

    /**
     * One of them.
     *
     * @param sent as it was sent; absent for who does not see the patient's words
     */
    record VersionView(@JsonUnwrapped ReportView report, @Nullable String sent) {

        private static VersionView of(Version version, Sight sight) {
            return new VersionView(
                    ReportView.of(version.report(), sight),
                    sight.shows(Sight.WORDS) ? new String(version.body(), UTF_8) : null);
        }
    }

    /**
     * One page of a list; it may be short, or empty, and not be the last.
     *
     * @param next what to give as {@code after} for the next page; null on the last
     * @param last what to give as {@code after}, now or later, to go on behind this page
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Page(List<ReportView> reports, @Nullable String next, String last) {}
}
