package io.eprointake.notice;

import java.time.Instant;
import java.util.UUID;

/**
 * What one recipient is told of an alert. Nothing in it is of a patient.
 *
 * @param seq in the order in which they were written
 * @param id minted once, and the same however often it is sent
 * @param kind {@code raised} or {@code escalated}
 * @param raisedAt when the alert was raised, or escalated
 * @param attempt which this is, from 1
 */
record Notice(
        long seq,
        UUID id,
        String recipient,
        Channel channel,
        String kind,
        String study,
        String site,
        long alert,
        String rule,
        boolean redFlag,
        String role,
        Instant raisedAt,
        int attempt) {}
