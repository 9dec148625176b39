package io.eprointake.leakwatch;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the watch over asynchronous work is set.
 *
 * @param grace how long a task may take to end after it was cut, or run past its deadline uncut,
 *     before it counts as leaked
 * @param lookInterval how often the ledger is looked over; a leak seen at two looks is reported
 * @param dumpInterval the least time between two dumps of all threads of the process
 * @param maxLeaksListed how many leaked tasks an answer names, each with its stack
 * @param maxGroupsListed how many groups of threads an answer lists, the largest first
 */
@Validated
@ConfigurationProperties("epro.leakwatch")
public record LeakwatchProperties(
        @DurationMin(millis = 10) @DurationMax(minutes = 10) @DefaultValue("1s") Duration grace,
        @DurationMin(millis = 10) @DurationMax(minutes = 1) @DefaultValue("250ms")
                Duration lookInterval,
        @DurationMin(seconds = 1) @DefaultValue("10s") Duration dumpInterval,
        @Min(1) @Max(1000) @DefaultValue("20") int maxLeaksListed,
        @Min(1) @Max(1000) @DefaultValue("50") int maxGroupsListed) {

    /** What holds when nothing is set. */
    public static LeakwatchProperties defaults() {
        return new LeakwatchProperties(
                Duration.ofSeconds(1), Duration.ofMillis(250), Duration.ofSeconds(10), 20, 50);
    }
}
