package io.eprointake.dashboard;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What open pages cost.
 *
 * @param streams pages that may be open at once, each with a stream of events; one more gets 503
 * @param streamLife after which a page opens its stream anew
 * @param heartbeat how often a page hears that it is still connected
 * @param poll how often it is looked whether anything changed for an open page
 */
@Validated
@ConfigurationProperties("epro.dashboard")
record DashboardProperties(
        @Min(0) @Max(3000) @DefaultValue("500") int streams,
        @DurationMin(seconds = 1) @DurationMax(hours = 24) @DefaultValue("30m") Duration streamLife,
        @DurationMin(millis = 100) @DurationMax(seconds = 20) @DefaultValue("10s")
                Duration heartbeat,
        @DurationMin(millis = 10) @DurationMax(minutes = 1) @DefaultValue("1s") Duration poll) {}
