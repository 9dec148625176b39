package io.eprointake.journal;

import io.eprointake.audit.Actor;
import io.eprointake.report.Cleaned;
import io.eprointake.report.Report;
import io.eprointake.report.ReportState;

/**
 * A report that is ready to be made durable.
 *
 * @param body what the app sent, byte for byte, unzipped
 * @param contentSha256 over the canonical form of the content, lower-case hex
 * @param contentForm which canonical form that is
 * @param actor who sent it
 */
public record Submission(
        Report report,
        byte[] body,
        String contentSha256,
        int contentForm,
        Cleaned cleaned,
        Actor actor) {

    /** What the receipt says. */
    ReportState receivedAs() {
        return cleaned.quarantined() ? ReportState.QUARANTINED : ReportState.RECEIVED;
    }

    /** A report without narrative has nothing for the AI: it is analyzed at once. */
    ReportState firstState() {
        return receivedAs() == ReportState.RECEIVED && !toAnalyze()
                ? ReportState.ANALYZED
                : receivedAs();
    }

    /** A report without narrative has nothing to analyze. */
    boolean toAnalyze() {
        return report.narrative() != null;
    }

    String subjectKey() {
        return report.subject().keyIn(report.study());
    }

    @Override
    public String toString() {
        return "Submission[" + report + ", " + body.length + " bytes]";
    }
}
