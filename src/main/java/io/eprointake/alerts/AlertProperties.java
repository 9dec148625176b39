package io.eprointake.alerts;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How alerts are watched.
 *
 * @param poll how often those are looked for that nobody answered in time
 * @param silence how often subjects are looked for who are silent
 */
@Validated
@ConfigurationProperties("epro.alerts")
public record AlertProperties(
        @DurationMin(millis = 10) @DurationMax(minutes = 10) @DefaultValue("10s") Duration poll,
        @DurationMin(millis = 10) @DurationMax(hours = 1) @DefaultValue("5m") Duration silence) {}
