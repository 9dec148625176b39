package io.eprointake.instrument;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.TreeSet;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** A file of YAML, and where in it something is wrong. */
record YamlFile(String name, byte[] yaml) {

    private static final ObjectMapper MAPPER =
            YAMLMapper.builder(
                            YAMLFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /**
     * As a record whose keys are all known, and none is there twice.
     *
     * @throws IllegalArgumentException when it is not; the message has the file, the line and the
     *     key
     */
    <T> T as(Class<T> type) {
        try {
            T value = MAPPER.readValue(yaml, type);
            if (value == null) {
                throw new IllegalArgumentException(name + " is empty");
            }
            return value;
        } catch (JsonProcessingException wrong) {
            int line = wrong.getLocation() == null ? 0 : wrong.getLocation().getLineNr();
            throw new IllegalArgumentException(said(line, key(wrong), reason(wrong)), wrong);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong at a place of it, or at the nearest around that, as a JSON pointer has it. */
    IllegalArgumentException wrong(String pointer, String reason) {
        int line = 0;
        for (String at = pointer; line == 0 && !at.isEmpty(); ) {
            line = line(at);
            at = at.substring(0, at.lastIndexOf('/'));
        }
        String key = pointer.substring(1).replaceAll("/(\\d+)", "[$1]").replace('/', '.');
        return new IllegalArgumentException(said(line, key, reason));
    }

    private int line(String pointer) {
        try (JsonParser parser = MAPPER.createParser(yaml)) {
            while (parser.nextToken() != null) {
                if (parser.getParsingContext().pathAsPointer().toString().equals(pointer)) {
                    return parser.currentTokenLocation().getLineNr();
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String said(int line, String key, String reason) {
        return "%s%s%s: %s"
                .formatted(
                        name,
                        line < 1 ? "" : ", line " + line,
                        key.isEmpty() ? "" : ", " + key,
                        reason);
    }

    private static String key(JsonProcessingException wrong) {
        var key = new StringBuilder();
        if (wrong instanceof JsonMappingException mapping) {
            for (var step : mapping.getPath()) {
                String field = step.getFieldName();
                key.append(field == null ? "[" + step.getIndex() + "]" : "." + field);
            }
        }
        return key.isEmpty() || key.charAt(0) != '.' ? key.toString() : key.substring(1);
    }

    private static String reason(JsonProcessingException wrong) {
        if (wrong instanceof UnrecognizedPropertyException unknown) {
            return "there is no such key; there are "
                    + new TreeSet<>(unknown.getKnownPropertyIds());
        }
        return wrong.getCause() instanceof MarkedYAMLException unread
                ? String.valueOf(unread.getProblem())
                : wrong.getOriginalMessage();
    }

    @Override
    public String toString() {
        return "YamlFile[" + name + "]";
    }
}
