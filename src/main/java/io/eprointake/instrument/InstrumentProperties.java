package io.eprointake.instrument;

import io.eprointake.settings.Settings;
import io.eprointake.settings.SettingsRules;
import jakarta.validation.Valid;
import java.nio.file.Path;
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
 * @param folder where a study's own instruments are, one in each {@code .yaml} file; unset for none
 * @param alerts the alert rules, all of them; unset stands for the defaults, empty for no alerts
 */
@Validated
@ConfigurationProperties("epro.instrument")
public record InstrumentProperties(
        @DefaultValue("5m") @DurationMin Duration clockSkew,
        @Nullable Path folder,
        @Nullable List<@Valid AlertRule> alerts)
        implements SettingsRules {

    @Override
    public void rules(Settings settings) {
        if (folder == null && alerts == null) {
            return;
        }
        Instruments instruments;
        try {
            instruments = new Instruments(this);
        } catch (IllegalArgumentException e) {
            settings.refuse(
                    "epro.instrument.folder",
                    String.valueOf(e.getMessage()),
                    "a folder whose .yaml files are instruments, and none that there is already");
            return;
        }
        // One without a name or a measure was refused already.
        if (alerts == null
                || alerts.stream()
                        .anyMatch(rule -> rule.name() == null || rule.measure() == null)) {
            return;
        }
        for (int i = 0; i < alerts.size(); i++) {
            try {
                // The earlier ones too: two of one study must not have the same name.
                new AlertRules(alerts.subList(0, i + 1), List.of(), instruments.all());
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
