package io.eprointake.journal;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How claims on reports are held, and how far back a report is compared.
 *
 * @param lease how long a claim holds before another replica may take the report over; longer than
 *     the deadline of an analysis
 * @param maxAttempts how often a report is analyzed before it is {@code analysis_failed}
 * @param history how many earlier reports of a subject are looked through for an answer; what lies
 *     behind them counts as not known
 */
@Validated
@ConfigurationProperties("epro.journal")
public record JournalProperties(
        @DurationMin(seconds = 1) @DurationMax(hours = 24) @DefaultValue("90s") Duration lease,
        @DefaultValue("12") @Min(1) @Max(1_000_000) int maxAttempts,
        @DefaultValue("50") @Min(1) @Max(1000) int history) {}
