package io.eprointake.analysis.embedded;

import io.eprointake.settings.Settings;
import io.eprointake.settings.SettingsRules;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much the embedded analyzer may use.
 *
 * @param threads inferences at a time, each on a thread and a core of its own
 * @param queue analyses that may wait for a thread; one more fails at once and is tried again later
 * @param maxCharacters UTF-16 units of a narrative that are read; what follows is not
 * @param maxClauses clauses of a narrative that are read, each up to 240 tokens; what follows is
 *     not
 * @param redFlag from which probability on a red flag is raised
 * @param possible from which probability on it is shown as a possible one; at most {@code redFlag}
 * @param symptom from which probability on a symptom is a signal
 * @param feverCelsius from which temperature on one that the patient tells is a fever
 */
@Validated
@ConfigurationProperties("epro.analysis.embedded")
public record EmbeddedProperties(
        @Min(1) @Max(64) @DefaultValue("1") int threads,
        @Min(1) @Max(10_000) @DefaultValue("64") int queue,
        @Min(100) @Max(1_000_000) @DefaultValue("20000") int maxCharacters,
        @Min(10) @Max(10_000) @DefaultValue("400") int maxClauses,
        @DecimalMin("0.01") @DecimalMax("0.99") @DefaultValue("0.3") double redFlag,
        @DecimalMin("0.01") @DecimalMax("0.99") @DefaultValue("0.1") double possible,
        @DecimalMin("0.01") @DecimalMax("0.99") @DefaultValue("0.4") double symptom,
        @DecimalMin("35") @DecimalMax("43") @DefaultValue("38") double feverCelsius)
        implements SettingsRules {

    /** With the usual thresholds. */
    static EmbeddedProperties of(int threads, int queue, int maxCharacters, int maxClauses) {
        return new EmbeddedProperties(threads, queue, maxCharacters, maxClauses, 0.3, 0.1, 0.4, 38);
    }

    @Override
    public void rules(Settings settings) {
        settings.atMost(
                "epro.analysis.embedded.possible", "epro.analysis.embedded.red-flag", Double.class);
    }
}
