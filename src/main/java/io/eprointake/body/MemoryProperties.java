package io.eprointake.body;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the heap is shared out.
 *
 * @param bodies percent of it that the bodies in flight may take, all together, with what is made
 *     of them
 */
@Validated
@ConfigurationProperties("epro.memory")
record MemoryProperties(@Min(5) @Max(50) @DefaultValue("25") int bodies) {}
