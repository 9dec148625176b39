package io.eprointake.store;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of the store.
 *
 * @param queueCapacity how many writes may wait for a commit; the next is refused with 503 at once
 * @param maxBatch how many writes share one commit at the most
 * @param commitTimeout how long a caller waits for its commit before it is told to send again
 */
@Validated
@ConfigurationProperties("epro.store")
record StoreProperties(
        @DefaultValue("2048") @Min(1) @Max(1_000_000) int queueCapacity,
        @DefaultValue("256") @Min(1) @Max(10_000) int maxBatch,
        @DurationMin(millis = 100) @DurationMax(seconds = 10) @DefaultValue("10s")
                Duration commitTimeout) {}
