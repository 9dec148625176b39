package io.eprointake.report;

import java.time.Instant;
import java.util.UUID;

/**
 * What the app is told, once and for ever the same: this report is durable.
 *
 * @param state as it was accepted, and never a later one
 * @param contentSha256 over the canonical form of the content, lower-case hex
 */
public record Receipt(
        UUID reportId,
        ReportState state,
        Instant receivedAt,
        String contentSha256,
        String message) {

    public Receipt(UUID reportId, ReportState state, Instant receivedAt, String contentSha256) {
        this(
                reportId,
                state,
                receivedAt,
                contentSha256,
                state == ReportState.QUARANTINED
                        ? "Stored. A person will look at it before it is used."
                        : "Stored.");
    }
}
