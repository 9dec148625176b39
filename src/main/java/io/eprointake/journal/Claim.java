package io.eprointake.journal;

import io.eprointake.report.Narrative;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The right to write the outcome of one report's analysis, until its lease ends or another attempt
 * takes it.
 *
 * @param attempt the fence: it grows with every claim on the report
 * @param attemptsLeft how many more may follow this one
 */
public record Claim(
        UUID reportId,
        String study,
        int attempt,
        int attemptsLeft,
        @Nullable String language,
        Narrative narrative,
        Instant receivedAt) {}
