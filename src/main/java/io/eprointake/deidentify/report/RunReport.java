package io.eprointake.deidentify.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.eprointake.deidentify.report.FileReport.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to: the manifest of what went in and what came out, and what was done to which
 * column. It has names of files and columns, counts and digests, and never a value.
 *
 * @param begun with which rules, key and profile
 * @param names of the run, known to the scrubber; null where there was nothing to scrub
 * @param files one for each that the input folder has, by name
 */
public record RunReport(
        Instant startedAt,
        Instant endedAt,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean dryRun,
        Begun begun,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Names names,
        List<FileReport> files) {

    public static final ObjectMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .addModule(new JavaTimeModule())
                    .build();

    public long count(Outcome outcome) {
        return files.stream().filter(file -> file.outcome() == outcome).count();
    }

    public byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException never) {
            throw new IllegalStateException("a report of strings and numbers", never);
        }
    }

    /** As the report spells it. */
    public static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
