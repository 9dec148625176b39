package io.eprointake.instrument;

import jakarta.validation.Valid;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How reports are judged.
 *
 * @param clockSkew how far a phone's clock may run ahead before a report counts as completed in the
 *     future
 * @param alerts the alert rules, all of them; unset stands for the defaults, empty for no alerts
 */
@Validated
@ConfigurationProperties("epro.instrument")
public record InstrumentProperties(
        @DefaultValue("5m") @DurationMin Duration clockSkew,
        @Nullable List<@Valid AlertRule> alerts) {

    List<AlertRule> rules() {
        return alerts == null ? AlertRule.DEFAULTS : alerts;
    }
}
