package io.eprointake.analysis.embedded;

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
 * @param maxClauses clauses of a narrative that are read, each up to 64 tokens; what follows is not
 */
@Validated
@ConfigurationProperties("epro.analysis.embedded")
public record EmbeddedProperties(
        @Min(1) @Max(64) @DefaultValue("1") int threads,
        @Min(1) @Max(10_000) @DefaultValue("64") int queue,
        @Min(100) @Max(1_000_000) @DefaultValue("20000") int maxCharacters,
        @Min(10) @Max(10_000) @DefaultValue("400") int maxClauses) {}
