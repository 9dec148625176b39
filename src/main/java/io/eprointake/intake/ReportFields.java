package io.eprointake.intake;

import io.eprointake.intake.JsonValue.Array;
import io.eprointake.intake.JsonValue.Field;
import io.eprointake.intake.JsonValue.Fields;
import io.eprointake.intake.JsonValue.Null;
import io.eprointake.intake.JsonValue.Numeral;
import io.eprointake.intake.JsonValue.Text;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.Amendment;
import io.eprointake.report.Finding;
import io.eprointake.report.Narrative;
import io.eprointake.report.PlainText;
import io.eprointake.report.Report;
import io.eprointake.report.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one report. Only one without identity is refused; whatever else is odd is read as
 * far as it can be, and a finding says so: {@code unknown_field}; doubtful are {@code not_text},
 * {@code no_responses}, {@code duplicate_field}, {@code duplicate_item}, {@code broken_text},
 * {@code too_deep}, {@code too_long}, {@code amends_none}, {@code amends_itself} and {@code
 * no_reason}.
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
                    "narrative",
                    "amends",
                    "amends_reason");

    private static final Pattern REPORT_ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** They identify nothing (RFC 9562, 5.9 and 5.10): phones send them that have no id. */
    private static final List<UUID> NOBODYS = List.of(new UUID(0, 0), new UUID(-1, -1));

    private static final int MAX_ID = 64;
    private static final int MAX_WORD = 128;

    /** Of the names that a finding lists. */
    private static final int MAX_NAMES = 200;

    /** A field that is sent twice has two values. */
    private final Map<String, List<JsonValue>> values = new HashMap<>();

    private final List<Finding> findings = new ArrayList<>();
    private final ContentDigest digest = new ContentDigest();

    ReportFields(Fields sent) {
        List<String> unknown = new ArrayList<>();
        for (Field field : sent.fields()) {
            String name = field.name().text();
            if (field.value().tooDeep()) {
                doubt("too_deep", name, null);
            }
            if (!KNOWN.contains(name)) {
                unknown.add(name);
                continue;
            }
            if (field.value() instanceof Null) {
                continue; // as if it were not there
            }
            if (field.value().broken()) {
                doubt("broken_text", name, null);
            }
            List<JsonValue> its = values.computeIfAbsent(name, n -> new ArrayList<>());
            its.add(field.value());
            if (its.size() > 1) {
                doubt("duplicate_field", name, field.value().canonical());
                digest.field("duplicate " + name, field.value().canonical());
            }
        }
        if (!unknown.isEmpty()) {
            String names = String.join(", ", unknown);
            note("unknown_field", names.substring(0, Math.min(names.length(), MAX_NAMES)), null);
        }
    }

    /**
     * Reads the report.
     *
     * @throws Refused when it does not say which report, study, site and subject
     */
    Report report() {
        UUID id = reportId();
        return new Report(
                id,
                id("study"),
                id("site"),
                new Subject(id("subject")),
                word("instrument"),
                word("instrument_version"),
                word("completed_at"),
                word("language"),
                word("mode"),
                responses(),
                narrative(),
                amendment(id),
                findings);
    }

    /** Of what {@link #report()} read. */
    String digest() {
        return digest.sha256();
    }

    private List<JsonValue> all(String field) {
        return values.getOrDefault(field, List.of());
    }

    /**
     * Of a field sent twice the first counts; but see {@link #narrative} and {@link #responses}.
     */
    private @Nullable JsonValue first(String field) {
        return all(field).isEmpty() ? null : all(field).getFirst();
    }

    private UUID reportId() {
        if (first("report_id") instanceof Text sent) {
            String plain = PlainText.of(sent.text()).toLowerCase(Locale.ROOT);
            if (REPORT_ID.matcher(plain).matches()) {
                UUID id = UUID.fromString(plain);
                if (!NOBODYS.contains(id)) {
                    digest.field("report_id", plain);
                    return id;
                }
            }
        }
        throw new Refused(
                Problem.UNIDENTIFIED,
                "report_id must be a UUID of 36 characters, neither nil nor max.");
    }

    /** Whoever corrects says why; without a reason, or of what cannot be told, a person decides. */
    private @Nullable Amendment amendment(UUID own) {
        String sent = text("amends");
        String reason = text("amends_reason");
        if (sent != null) {
            digest.field("amends", sent);
        }
        if (reason != null) {
            digest.field("amends_reason", reason);
        }
        if (all("amends").isEmpty()) {
            return null;
        }
        String plain = sent == null ? "" : PlainText.of(sent).toLowerCase(Locale.ROOT);
        if (!REPORT_ID.matcher(plain).matches()) {
            doubt("amends_none", "amends", sent);
            return null;
        }
        UUID amends = UUID.fromString(plain);
        if (amends.equals(own)) {
            doubt("amends_itself", "amends", sent);
            return null;
        }
        if (reason == null || PlainText.of(reason).isEmpty()) {
            doubt("no_reason", "amends_reason", reason);
            return new Amendment(amends, null);
        }
        return new Amendment(amends, reason);
    }

    /** An id without what nobody sees in it: one person is one subject. */
    private String id(String field) {
        String sent = text(field);
        boolean broken = first(field) instanceof Text text && text.broken();
        String plain = sent == null ? "" : PlainText.of(broken ? sent.replace("\ufffd", "") : sent);
        if (sent == null || plain.isEmpty() || plain.length() > MAX_ID) {
            throw new Refused(
                    Problem.UNIDENTIFIED,
                    field + " must be text of 1 to " + MAX_ID + " printable characters.");
        }
        if (!plain.equals(sent)) {
            note("normalized", field, sent);
        }
        digest.field(field, plain);
        return plain;
    }

    private @Nullable String word(String field) {
        String text = text(field);
        if (text == null) {
            return null;
        }
        digest.field(field, text);
        if (text.length() > MAX_WORD) {
            doubt("too_long", field, text);
            return null;
        }
        return text;
    }

    /** Whatever it is, and however often it is sent, the patient's words in it are read. */
    private @Nullable Narrative narrative() {
        String text = text("narrative");
        List<JsonValue> all = all("narrative");
        if (all.size() > 1 || (text == null && !all.isEmpty())) {
            text = all.stream().flatMap(JsonValue::texts).collect(Collectors.joining("\n"));
        }
        if (text == null || text.isBlank()) {
            return null;
        }
        digest.field("narrative", text);
        return new Narrative(text);
    }

    /** A text; also a number's, which is doubtful. Null for anything else, which is, too. */
    private @Nullable String text(String field) {
        return switch (first(field)) {
            case null -> null;
            case Text sent -> sent.text();
            case Numeral number -> {
                doubt("not_text", field, number.written());
                yield number.written();
            }
            case JsonValue other -> {
                doubt("not_text", field, other.canonical());
                digest.field("other " + field, other.canonical());
                yield null;
            }
        };
    }

    /** All answers, also of those sent in two parts. */
    private Map<String, String> responses() {
        Map<String, String> responses = new LinkedHashMap<>();
        for (JsonValue part : all("responses")) {
            switch (part) {
                case Fields answers -> answers.fields().forEach(answer -> read(answer, responses));
                case JsonValue other -> {
                    doubt("no_responses", "responses", other.canonical());
                    digest.field("other responses", other.canonical());
                }
            }
        }
        return responses;
    }

    private void read(Field answer, Map<String, String> responses) {
        JsonValue value = answer.value().single();
        if (value instanceof Null) {
            return;
        }
        String item = answer.name().text();
        if (answer.value() instanceof Array list && !(value instanceof Array)) {
            note("listed", item, list.canonical());
        }
        digest.answer(item, value instanceof Text text ? text.text() : value.canonical());
        String sent =
                switch (value) {
                    case Text text -> text.text();
                    case Numeral number -> number.written();
                    case JsonValue other -> other.canonical();
                };
        String before = responses.get(item);
        if (before == null || before.isBlank()) { // a blank answer is none
            responses.put(item, sent);
        }
        if (before != null) {
            doubt("duplicate_item", item, sent);
        }
    }

    private void doubt(String rule, String field, @Nullable String sent) {
        findings.add(new Finding(rule, true, field, sent, null));
    }

    private void note(String rule, String field, @Nullable String sent) {
        findings.add(new Finding(rule, false, field, sent, null));
    }
}
