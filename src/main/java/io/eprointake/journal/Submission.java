package io.eprointake.journal;

import io.eprointake.report.Assessment;
import io.eprointake.report.Cleaned;
import io.eprointake.report.History;
import io.eprointake.report.Report;
import io.eprointake.report.ReportState;
import java.util.function.Function;

/**
 * A report that is ready to be made durable.
 *
 * @param body what the app sent, byte for byte, unzipped
 * @param contentSha256 over the canonical form of the content, lower-case hex
 * @param assess grades it and raises its alerts; called inside the transaction, so that reports
 *     which arrive together see each other
 */
public record Submission(
        Report report,
        byte[] body,
        String contentSha256,
        Cleaned cleaned,
        Function<History, Assessment> assess) {

    /** What the receipt says. */
    ReportState receivedAs() {
        return cleaned.quarantined() ? ReportState.QUARANTINED : ReportState.RECEIVED;
    }

    /** A report without narrative has nothing for the AI: it is analyzed at once. */
    ReportState firstState() {
        return receivedAs() == ReportState.RECEIVED && report.narrative() == null
                ? ReportState.ANALYZED
                : receivedAs();
    }

    /** What reports of the same subject have in common, and no other. */
    String subjectKey() {
        return "subject " + report.study() + "\n" + report.subject().id();
    }

    @Override
    public String toString() {
        return "Submission[" + report + ", " + body.length + " bytes]";
    }
}
