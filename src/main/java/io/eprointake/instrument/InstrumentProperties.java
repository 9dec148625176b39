package io.eprointake.instrument;

import io.eprointake.settings.Settings;
import io.eprointake.settings.SettingsRules;
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
        @Nullable List<@Valid AlertRule> alerts)
        implements SettingsRules {

    List<AlertRule> rules() {
        return alerts == null ? AlertRule.DEFAULTS : alerts;
    }

    @Override
    public void rules(Settings settings) {
        // One without a name or a measure was refused already.
        if (alerts == null
                || alerts.stream()
                        .anyMatch(rule -> rule.name() == null || rule.measure() == null)) {
            return;
        }
        ProCtcae instrument = new ProCtcae();
        for (int i = 0; i < alerts.size(); i++) {
            try {
                // The earlier ones too: two of one study must not have the same name.
                new AlertRules(alerts.subList(0, i + 1), instrument);
            } catch (IllegalArgumentException e) {
                settings.refuse(
                        "epro.instrument.alerts[%d]".formatted(i),
                        String.valueOf(e.getMessage()),
                        "rules that can match, each of one study with a name of its own");
                return;
            }
        }
    }
}
