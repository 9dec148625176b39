package io.eprointake.deidentify.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.eprointake.deidentify.text.Kind;
import io.eprointake.deidentify.text.Scrubber;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A rules file.
 *
 * @param asOf the day on which ages are counted, from dates of birth; the day of the run when not
 *     given
 * @param shiftBy what dates are shifted by: any number of days when not given
 * @param names the study's own names (staff, sites, whoever may be named in free text)
 * @param words the study's own words (drugs, devices, forms), which are nobody's and stay in free
 *     text
 * @param regions where the patients telephone, as codes of ISO 3166; some large ones when not given
 * @param files rules by file; the first that matches a file is the one
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Rules(
        @Nullable LocalDate asOf,
        ShiftBy shiftBy,
        List<String> names,
        List<String> words,
        List<String> regions,
        List<FileRules> files) {

    /** More than any study writes by hand; a larger one is some other file. */
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    /** What the dates of a subject are shifted by, up to a year. */
    public enum ShiftBy {
        /** Each number of days is as likely. */
        DAYS(1),
        /** Whole weeks: what was a Sunday stays one. */
        WEEKS(7);

        private final int days;

        ShiftBy(int days) {
            this.days = days;
        }

        /** How many a shift is a multiple of. */
        public int days() {
            return days;
        }
    }

    @JsonCreator
    public Rules {
        shiftBy = shiftBy == null ? ShiftBy.DAYS : shiftBy;
        names = names == null ? List.of() : List.copyOf(names);
        words = words == null ? List.of() : List.copyOf(words);
        regions = regions == null ? List.of() : List.copyOf(regions);
        for (String region : regions) {
            if (!Scrubber.knowsRegion(region)) {
                throw new IllegalArgumentException("regions: no such region: " + region);
            }
        }
        files = files == null ? List.of() : List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no rules: files is empty");
        }
    }

    /** Reads YAML; what it says of an error is where it stands and what is wrong. */
    public static Rules read(byte[] yaml) throws IOException, RulesException {
        if (yaml.length > MAX_BYTES) {
            throw new RulesException("is larger than " + MAX_BYTES + " bytes");
        }
        try {
            return mapper().readValue(yaml, Rules.class);
        } catch (JsonProcessingException wrong) {
            throw new RulesException(where(wrong) + reason(wrong));
        }
    }

    /** The rules for a file, named by its path below the input folder. */
    public Optional<FileRules> of(String file) {
        return files.stream().filter(rules -> rules.matches(file)).findFirst();
    }

    /**
     * These rules, if a profile lets them be followed.
     *
     * @throws RulesException when a column is to let identifiers remain that the profile never lets
     */
    public Rules under(Profile profile) throws RulesException {
        for (FileRules rules : files) {
            for (var column : rules.columns().entrySet()) {
                for (Kind kind : column.getValue().allow()) {
                    if (!profile.mayAllow(kind)) {
                        throw new RulesException(
                                "%s of %s may not allow %s under %s"
                                        .formatted(column.getKey(), rules.match(), kind, profile));
                    }
                }
            }
        }
        return this;
    }

    static ObjectMapper mapper() {
        return YAMLMapper.builder(
                        YAMLFactory.builder()
                                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                                .build())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .addModule(new JavaTimeModule())
                .build();
    }

    private static String where(JsonProcessingException wrong) {
        var where = new StringBuilder();
        if (wrong.getLocation() != null) {
            where.append("line ").append(wrong.getLocation().getLineNr()).append(": ");
        }
        if (wrong instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            for (var step : mapping.getPath()) {
                String name = step.getFieldName();
                where.append(name == null ? "[" + step.getIndex() + "]" : name).append(' ');
            }
            where.setCharAt(where.length() - 1, ':');
            where.append(' ');
        }
        return where.toString();
    }

    /** Quotes nothing of what may be another file: a CSV file, say, or the key. */
    private static String reason(JsonProcessingException wrong) {
        if (wrong.getCause() instanceof MarkedYAMLException unread) {
            return unread.getProblem();
        }
        if (wrong instanceof MismatchedInputException other && other.getPath().isEmpty()) {
            return "is no rules file";
        }
        Throwable cause = wrong instanceof ValueInstantiationException ? wrong.getCause() : null;
        return cause == null || cause.getMessage() == null
                ? wrong.getOriginalMessage()
                : cause.getMessage();
    }
}
