package io.eprointake.journal;

import io.eprointake.alerts.RaisedAlert;
import io.eprointake.report.Analysis;
import io.eprointake.report.Assessment.Grade;
import io.eprointake.report.Assessment.Score;
import io.eprointake.report.Finding;
import io.eprointake.report.ReportState;
import io.eprointake.report.StudySite;
import io.eprointake.report.Subject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A report as it stands in the journal.
 *
 * @param cursor its place in the list that it was read from; of one that was found, in the order of
 *     arrival
 * @param alerts those that stand
 * @param analysisState how far its analysis is, which does not wait for a person
 * @param attempts how many analyses were begun
 * @param lastFailure why the last attempt failed, a stable word; null when none did
 * @param amends what it corrects; null when nothing
 * @param amendedBy what corrects it, or will when a person releases that; null when nothing
 * @param superseded whether a correction stands in its place
 */
public record StoredReport(
        Cursor cursor,
        UUID reportId,
        StudySite at,
        Subject subject,
        ReportState state,
        Instant receivedAt,
        @Nullable Instant completedAt,
        String contentSha256,
        List<Finding> findings,
        List<Grade> grades,
        List<Score> scores,
        List<RaisedAlert> alerts,
        ReportState analysisState,
        int attempts,
        @Nullable String lastFailure,
        @Nullable Analysis analysis,
        @Nullable Instant analyzedAt,
        @Nullable UUID amends,
        @Nullable UUID amendedBy,
        boolean superseded) {

    StoredReport with(List<RaisedAlert> its) {
        return new StoredReport(
                cursor,
                reportId,
                at,
                subject,
                state,
                receivedAt,
                completedAt,
                contentSha256,
                findings,
                grades,
                scores,
                its,
                analysisState,
                attempts,
                lastFailure,
                analysis,
                analyzedAt,
                amends,
                amendedBy,
                superseded);
    }

    /** Ids and states only. */
    @Override
    public String toString() {
        return "StoredReport[" + reportId + ", " + state + "]";
    }
}
