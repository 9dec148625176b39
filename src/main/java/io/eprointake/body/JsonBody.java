package io.eprointake.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.PlainText;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** A small JSON object, by which somebody asks for something. */
public final class JsonBody {

    private static final DataSize MOST = DataSize.ofKilobytes(16);

    /** Not that of reports: strangers send these, too. */
    private static final MemoryBudget MEMORY =
            new MemoryBudget(Runtime.getRuntime().maxMemory() / 20);

    private static final BodyReader BODIES = new BodyReader(Duration.ofSeconds(10), MEMORY);
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** As long as a report's ids may be. */
    private static final int MOST_CHARACTERS = 64;

    private static final int MOST_NAMES = 200;

    private final JsonNode body;

    private JsonBody(JsonNode body) {
        this.body = body;
    }

    /**
     * @throws Refused when it is none
     */
    public static JsonBody read(HttpServletRequest request) {
        try (var sent = BODIES.read(request, MOST)) {
            return new JsonBody(object(sent.bytes()));
        }
    }

    /**
     * Of a call that may be made without one: nothing is an object of nothing.
     *
     * @throws Refused when something was sent that is none
     */
    public static JsonBody readOrEmpty(HttpServletRequest request) {
        try (var sent = BODIES.read(request, MOST)) {
            return new JsonBody(
                    sent.bytes().length == 0 ? JSON.createObjectNode() : object(sent.bytes()));
        }
    }

    private static JsonNode object(byte[] bytes) {
        try {
            JsonNode body = JSON.readTree(bytes);
            if (body != null && body.isObject()) {
                return body;
            }
        } catch (IOException e) {
            // The parser's words would quote a code.
        }
        throw new Refused(
                Problem.UNREADABLE, "The " + bytes.length + " bytes are no JSON object in UTF-8.");
    }

    /** All of it, for those who read it in a way of their own. */
    public JsonNode object() {
        return body;
    }

    /**
     * Refuses what has other fields: what they hold cannot be protected.
     *
     * @throws Refused when there is one that is not among these
     */
    public JsonBody only(String... fields) {
        for (var field : body.properties()) {
            if (!List.of(fields).contains(field.getKey())) {
                throw new Refused(
                        Problem.UNKNOWN_FIELD,
                        "Only " + String.join(", ", fields) + " may be there.");
            }
        }
        return this;
    }

    /**
     * A text that somebody wrote; null when it is not there or null.
     *
     * @throws Refused when it is no text, blank, or too long
     */
    public @Nullable String text(String field, int most) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().length() > most
                || value.textValue().indexOf('\0') >= 0) {
            throw new Refused(
                    Problem.INVALID_PARAMETER,
                    field + " must be a text of 1 to " + most + " characters.");
        }
        return value.textValue();
    }

    /**
     * Several numbers above 0.
     *
     * @throws Refused when it is no list of them, an empty one, or longer than {@code most}
     */
    public Set<Long> numbers(String field, int most) {
        JsonNode values = body.path(field);
        Set<Long> numbers = new TreeSet<>();
        for (JsonNode value : values) {
            if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() > 0) {
                numbers.add(value.longValue());
            }
        }
        if (!values.isArray()
                || values.size() > most
                || numbers.isEmpty()
                || numbers.size() < values.size()) {
            throw new Refused(
                    Problem.INVALID_PARAMETER,
                    field + " must be a list of 1 to " + most + " numbers, each once.");
        }
        return numbers;
    }

    /** A text as it was sent; null when there is none. */
    public @Nullable String sent(String field) {
        return body.path(field).textValue();
    }

    /**
     * An id, as reports' ids are read.
     *
     * @throws Refused when it is not there, empty or too long
     */
    public String id(String field) {
        return id(field, body.path(field));
    }

    private static String id(String field, JsonNode value) {
        String plain = value.isTextual() ? PlainText.of(value.textValue()) : "";
        if (plain.isEmpty() || plain.length() > MOST_CHARACTERS) {
            throw new Refused(
                    Problem.INVALID_PARAMETER,
                    field + " must be a text of 1 to " + MOST_CHARACTERS + " characters.");
        }
        return plain;
    }

    /**
     * Several; null when the field is not there.
     *
     * @throws Refused when it is no list of ids, or an empty one
     */
    public @Nullable Set<String> ids(String field) {
        JsonNode values = body.path(field);
        if (values.isMissingNode()) {
            return null;
        }
        if (!values.isArray() || values.isEmpty() || values.size() > MOST_NAMES) {
            throw new Refused(
                    Problem.INVALID_PARAMETER,
                    field + " must be a list of 1 to " + MOST_NAMES + ", or be left out for all.");
        }
        Set<String> ids = new LinkedHashSet<>();
        values.forEach(value -> ids.add(id(field, value)));
        return ids;
    }

    /**
     * A whole number.
     *
     * @throws Refused when it is not from 1 to {@code most}
     */
    public int number(String field, int most) {
        JsonNode value = body.path(field);
        if (!value.isInt() || value.intValue() < 1 || value.intValue() > most) {
            throw new Refused(
                    Problem.INVALID_PARAMETER, field + " must be a number from 1 to " + most + ".");
        }
        return value.intValue();
    }
}
