package io.eprointake.demo;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the profile {@code demo} plays.
 *
 * @param day how long its day takes
 */
@Validated
@ConfigurationProperties("epro.demo")
record DemoProperties(
        @DurationMin(seconds = 10) @DurationMax(hours = 24) @DefaultValue("4m") Duration day) {}
