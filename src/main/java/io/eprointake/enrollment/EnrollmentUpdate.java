package io.eprointake.enrollment;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A site has enrolled patients.
 *
 * @param eventId minted by the sender: what it sends again under the same id counts once; 1 to 128
 *     printable ASCII characters without spaces
 * @param site 1 to 64 letters, digits, dots, hyphens and underscores, the first a letter or digit
 * @param patients how many more, 1 to 100,000
 */
public record EnrollmentUpdate(String eventId, String site, int patients) {

    private static final Set<String> FIELDS = Set.of("event_id", "site", "patients");
    private static final Pattern EVENT_ID = Pattern.compile("[!-~]{1,128}");
    private static final Pattern SITE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MOST_PATIENTS = 100_000;
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /**
     * @throws Refused when one of them is not as described
     */
    public EnrollmentUpdate {
        if (!EVENT_ID.matcher(eventId).matches()) {
            throw invalid("event_id must be 1 to 128 printable ASCII characters without spaces.");
        }
        if (!SITE.matcher(site).matches()) {
            throw invalid(
                    "site must be 1 to 64 letters, digits, dots, hyphens and underscores, and begin"
                            + " with a letter or digit.");
        }
        if (patients < 1 || patients > MOST_PATIENTS) {
            throw invalid("patients must be 1 to " + MOST_PATIENTS + ".");
        }
    }

    /**
     * Reads {@code {"event_id": …, "site": …, "patients": …}}. Nothing is converted: {@code "3"}
     * and {@code 3.0} are not numbers of patients.
     *
     * @throws Refused when it is not exactly that
     */
    public static EnrollmentUpdate read(byte[] json) {
        JsonNode body = parse(json);
        if (!body.isObject()) {
            throw new Refused(Problem.UNREADABLE, "The body must be one JSON object.");
        }
        for (var field : body.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                throw new Refused(
                        Problem.UNKNOWN_FIELD, "Known are event_id, site and patients, no others.");
            }
        }
        JsonNode patients = body.path("patients");
        if (!patients.isIntegralNumber() || !patients.canConvertToInt()) {
            throw invalid("patients must be a whole number, 1 to " + MOST_PATIENTS + ".");
        }
        return new EnrollmentUpdate(
                text(body, "event_id"), text(body, "site"), patients.intValue());
    }

    private static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            // The parser's own words quote what it could not read.
            throw new Refused(
                    Problem.UNREADABLE,
                    "The " + json.length + " bytes are not JSON in UTF-8 with every field once.");
        }
    }

    private static String text(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (!value.isTextual()) {
            throw invalid(field + " must be a text.");
        }
        return value.textValue();
    }

    private static Refused invalid(String detail) {
        return new Refused(Problem.INVALID_PARAMETER, detail);
    }
}
