package io.eprointake.instrument;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** A file of YAML, and where in it something is wrong. */
record YamlFile(String name, byte[] yaml) {

    /** Of a name, a label, an answer. */
    private static final int LONGEST_TEXT = 200;

    private static final ObjectMapper MAPPER =
            YAMLMapper.builder(
                            YAMLFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /**
     * All of it.
     *
     * @throws IllegalArgumentException when it is no YAML, or has a key twice; the message has the
     *     file and the line
     */
    Place read() {
        try {
            return new Place(this, "", "", MAPPER.readTree(yaml));
        } catch (JsonProcessingException wrong) {
            int line = wrong.getLocation() == null ? 0 : wrong.getLocation().getLineNr();
            String reason =
                    wrong.getCause() instanceof MarkedYAMLException unread
                            ? String.valueOf(unread.getProblem())
                            : wrong.getOriginalMessage();
            throw new IllegalArgumentException(said(line, "", reason), wrong);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a JSON pointer; 0 when there is nothing. */
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

    @Override
    public String toString() {
        return "YamlFile[" + name + "]";
    }

    /**
     * A value in it. What does not have the form that is asked for is refused with its place.
     *
     * @param pointer a JSON pointer
     * @param key the same as people write it, {@code items[3].field}
     * @param node missing when there is none
     */
    record Place(YamlFile file, String pointer, String key, JsonNode node) {

        IllegalArgumentException wrong(String reason) {
            // What is missing has no line: then the nearest around it.
            int line = 0;
            for (String at = pointer; line == 0 && !at.isEmpty(); ) {
                line = file.line(at);
                at = at.substring(0, at.lastIndexOf('/'));
            }
            return new IllegalArgumentException(file.said(line, key, reason));
        }

        /** Whether there is anything; what is left empty is read as an empty text. */
        boolean given() {
            return !node.isMissingNode()
                    && !node.isNull()
                    && !(node.isTextual() && node.textValue().isEmpty());
        }

        Place at(String name) {
            return new Place(
                    file,
                    pointer + "/" + name,
                    key.isEmpty() ? name : key + "." + name,
                    node.path(name));
        }

        /** It has these keys, or some of them, and no other. */
        Place only(String... keys) {
            List<String> known = List.of(keys);
            for (String name : map().keySet()) {
                if (!known.contains(name)) {
                    throw at(name).wrong("there is no such key; there are " + known);
                }
            }
            return this;
        }

        /** Its values by their keys, in their order. */
        Map<String, Place> map() {
            if (!node.isObject()) {
                throw wrong(given() ? "has keys and values" : "is missing");
            }
            Map<String, Place> values = new LinkedHashMap<>();
            node.fieldNames().forEachRemaining(name -> values.put(name, at(name)));
            return values;
        }

        /** What it lists. */
        List<Place> list() {
            if (!node.isArray()) {
                throw wrong(given() ? "is a list" : "is missing");
            }
            List<Place> values = new ArrayList<>();
            for (int i = 0; i < node.size(); i++) {
                values.add(new Place(file, pointer + "/" + i, key + "[" + i + "]", node.get(i)));
            }
            return values;
        }

        /** The same, but of what is absent nothing. */
        List<Place> listIfGiven() {
            return given() ? list() : List.of();
        }

        String text() {
            if (!given() || !node.isTextual()) {
                throw wrong(given() ? "is a text, where needed in quotes" : "is missing");
            }
            String text = node.textValue();
            if (text.isBlank() || text.length() > LONGEST_TEXT) {
                throw wrong("is blank, or longer than " + LONGEST_TEXT);
            }
            return text;
        }

        List<String> texts() {
            return list().stream().map(Place::text).toList();
        }

        int number() {
            if (!node.isInt()) {
                throw wrong(given() ? "is a whole number" : "is missing");
            }
            return node.intValue();
        }

        BigDecimal decimal() {
            if (!node.isNumber()) {
                throw wrong("is a number");
            }
            return new BigDecimal(node.asText());
        }

        @Override
        public String toString() {
            return file + " " + key;
        }
    }
}
