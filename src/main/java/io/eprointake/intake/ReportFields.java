package io.eprointake.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.Narrative;
import io.eprointake.report.Report;
import io.eprointake.report.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one report. Doubtful content passes; only another shape, or no identity, is
 * refused.
 */
final class ReportFields {

    private static final List<String> KNOWN =
            List.of(
                    "report_id",
                    "study",
                    "site",
                    "subject",
                    "instrument",
                    "instrument_version",
                    "completed_at",
                    "language",
                    "mode",
                    "responses",
                    "narrative");

    private static final int MAX_ID = 64;
    private static final int MAX_WORD = 128;

    private final JsonNode tree;

    ReportFields(JsonNode tree) {
        this.tree = tree;
    }

    Report report() {
        if (!tree.isObject()) {
            throw unreadable("A report is a JSON object.");
        }
        refuseUnknownFields();
        return new Report(
                reportId(),
                id("study"),
                id("site"),
                new Subject(id("subject")),
                word("instrument"),
                word("instrument_version"),
                word("completed_at"),
                word("language"),
                word("mode"),
                responses(),
                narrative());
    }

    private void refuseUnknownFields() {
        int position = 0;
        for (var field : tree.properties()) {
            position++;
            if (!KNOWN.contains(field.getKey())) {
                throw new Refused(
                        Problem.UNKNOWN_FIELD,
                        "Field %d, whose name has %d characters, is not one of %s."
                                .formatted(position, field.getKey().length(), KNOWN));
            }
        }
    }

    private UUID reportId() {
        String text = text("report_id");
        try {
            if (text != null && text.length() == 36) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException e) {
            // Told below, together with one that is absent.
        }
        throw new Refused(Problem.UNIDENTIFIED, "report_id must be a UUID of 36 characters.");
    }

    private String id(String field) {
        String text = text(field);
        if (text == null
                || text.isBlank()
                || text.length() > MAX_ID
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new Refused(
                    Problem.UNIDENTIFIED,
                    field + " must be text of 1 to " + MAX_ID + " printable characters.");
        }
        return text;
    }

    private @Nullable String word(String field) {
        String text = text(field);
        if (text != null && text.length() > MAX_WORD) {
            throw unreadable(field + " has more than " + MAX_WORD + " characters.");
        }
        return text;
    }

    private @Nullable Narrative narrative() {
        String text = text("narrative");
        return text == null || text.isBlank() ? null : new Narrative(text);
    }

    private Map<String, String> responses() {
        JsonNode node = tree.path("responses");
        if (node.isMissingNode() || node.isNull()) {
            return Map.of();
        }
        if (!node.isObject()) {
            throw unreadable("responses must be an object of item names and answers.");
        }
        Map<String, String> responses = new LinkedHashMap<>();
        int position = 0;
        for (var answer : node.properties()) {
            position++;
            JsonNode value = answer.getValue();
            if (value.isNull()) {
                continue;
            }
            if (!value.isTextual() && !value.isNumber()) {
                throw unreadable("Answer " + position + " must be text or a number.");
            }
            responses.put(
                    storable(answer.getKey(), "responses"), storable(value.asText(), "responses"));
        }
        return responses;
    }

    private @Nullable String text(String field) {
        JsonNode node = tree.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw unreadable(field + " must be text.");
        }
        return storable(node.textValue(), field);
    }

    /** No store that we write to takes a NUL in text. */
    private static String storable(String text, String field) {
        if (text.indexOf('\0') >= 0) {
            throw unreadable(field + " contains a NUL character.");
        }
        return text;
    }

    private static Refused unreadable(String detail) {
        return new Refused(Problem.UNREADABLE, detail);
    }
}
