package io.eprointake.enrollment;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eprointake.enrollment.InvalidUpdate.Why;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.PlainText;
import io.eprointake.study.Registration;
import io.eprointake.study.Studies;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A site has enrolled patients, or takes some back: a screen failure, a double entry.
 *
 * @param eventId minted by the sender: what it sends again under the same id counts once; 1 to 128
 *     printable ASCII characters without spaces
 * @param site 1 to 64 letters, digits, dots, hyphens and underscores, the first a letter or digit
 * @param patients how many more, -100,000 to 100,000 and not 0
 * @param reason why, as a person wrote it; required below 0. 1 to 200 characters, not all of them
 *     blank, none of them a control character. It may name somebody, so it goes nowhere but into
 *     the store
 * @param subject who it is, known by the trial's id, where {@code patients} is 1, or -1 of one who
 *     was withdrawn; null when nobody is named
 */
public record EnrollmentUpdate(
        String eventId,
        String site,
        int patients,
        @Nullable String reason,
        @Nullable Registration subject) {

    private static final Set<String> FIELDS =
            Set.of("event_id", "site", "patients", "reason", "subject");
    private static final Pattern EVENT_ID = Pattern.compile("[!-~]{1,128}");
    private static final Pattern SITE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MOST_PATIENTS = 100_000;

    /** By code points; half a surrogate pair is none, and UTF-8 has no bytes for it. */
    private static final Pattern REASON =
            Pattern.compile("(?s)(?=.*[^\\p{Z}\\p{Cf}])[^\\p{Cc}\\p{Cs}]{1,200}");

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /**
     * @throws InvalidUpdate when one of them is not as described
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
        if (patients == 0 || Math.abs((long) patients) > MOST_PATIENTS) {
            throw invalidPatients();
        }
        if (reason == null && patients < 0) {
            throw invalid("reason is required when patients is below 0.");
        }
        if (reason != null && !REASON.matcher(reason).matches()) {
            throw invalid(
                    "reason must be 1 to 200 characters, not only blanks, without control"
                            + " characters.");
        }
        if (subject != null && Math.abs(patients) != 1) {
            throw invalid("patients must be 1 or -1 where a subject is named.");
        }
        if (subject != null && patients < 0 && subject.withdrawnAt() == null) {
            throw invalid("A subject who is taken back must have withdrawn_at.");
        }
    }

    /** One that names nobody. */
    public EnrollmentUpdate(String eventId, String site, int patients, @Nullable String reason) {
        this(eventId, site, patients, reason, null);
    }

    /**
     * Reads {@code {"event_id": …, "site": …, "patients": …, "reason": …, "subject": {…}}}, the
     * last two where they are there. Nothing is converted but the site's writing, as {@link
     * PlainText} has it: {@code "3"} and {@code 3.0} are not numbers of patients.
     *
     * @throws InvalidUpdate when it is not exactly that
     */
    static EnrollmentUpdate read(byte[] json, Studies studies) {
        JsonNode body = parse(json);
        if (!body.isObject()) {
            throw new InvalidUpdate(Why.UNREADABLE, "The body must be one JSON object.");
        }
        for (var field : body.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                throw new InvalidUpdate(
                        Why.UNKNOWN_FIELD,
                        "Known are event_id, site, patients, reason and subject, no others.");
            }
        }
        JsonNode patients = body.path("patients");
        if (!patients.isIntegralNumber() || !patients.canConvertToInt()) {
            throw invalidPatients();
        }
        String site = PlainText.of(text(body, "site")); // as reports' sites are read
        return new EnrollmentUpdate(
                text(body, "event_id"),
                site,
                patients.intValue(),
                body.hasNonNull("reason") ? text(body, "reason") : null,
                body.hasNonNull("subject") ? subject(body.path("subject"), site, studies) : null);
    }

    private static Registration subject(JsonNode subject, String site, Studies studies) {
        try {
            return Registration.read(subject, site, studies);
        } catch (Refused refused) {
            throw new InvalidUpdate(
                    refused.problem() == Problem.UNKNOWN_FIELD
                            ? Why.UNKNOWN_FIELD
                            : Why.INVALID_PARAMETER,
                    String.valueOf(refused.getMessage()));
        }
    }

    private static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            // The parser's own words quote what it could not read.
            throw new InvalidUpdate(
                    Why.UNREADABLE,
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

    private static InvalidUpdate invalidPatients() {
        return invalid(
                "patients must be a whole number, -%d to %d and not 0."
                        .formatted(MOST_PATIENTS, MOST_PATIENTS));
    }

    private static InvalidUpdate invalid(String detail) {
        return new InvalidUpdate(Why.INVALID_PARAMETER, detail);
    }

    /** Without what a person wrote. */
    @Override
    public String toString() {
        return "EnrollmentUpdate[" + eventId + ", " + site + ", " + patients + "]";
    }
}
