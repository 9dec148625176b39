package io.eprointake.enrollment;

import io.eprointake.body.BodyReader;
import io.eprointake.settings.Settings;
import io.eprointake.settings.SettingsRules;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of the enrollment count.
 *
 * @param maxBody the largest body of one update
 * @param bodyTimeout within which it must have arrived
 * @param refresh how often what other replicas counted is looked for
 * @param maxSites how many sites are counted; an update of one more is refused
 */
@Validated
@ConfigurationProperties("epro.enrollment")
public record EnrollmentProperties(
        @DefaultValue("4KB") DataSize maxBody,
        @DurationMin(millis = 1) @DefaultValue("10s") Duration bodyTimeout,
        @DurationMin(millis = 10) @DurationMax(seconds = 60) @DefaultValue("1s") Duration refresh,
        @DefaultValue("10000") @Min(1) @Max(100_000) int maxSites)
        implements SettingsRules {

    @Override
    public void rules(Settings settings) {
        settings.between("epro.enrollment.max-body", DataSize.ofBytes(1), BodyReader.LARGEST);
    }
}
