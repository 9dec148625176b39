package io.eprointake.enrollment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.eprointake.audit.Actor;
import io.eprointake.enrollment.InvalidUpdate.Why;
import io.eprointake.study.Registration;
import io.eprointake.study.Rosters;
import io.eprointake.testing.Client;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnrollmentUpdateTest {

    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(VersionFlag.V202012)
                    .getSchema(
                            EnrollmentUpdate.class.getResourceAsStream(
                                    "/schemas/enrollment-update.json"));

    @Test
    void aSiteIsReadAsReportsSitesAre() {
        for (String sent :
                List.of(" SITE03", "SITE03\\n", "SITE03\u00a0", "\u200bSITE03", "ＳＩＴＥ03")) {
            String json =
                    "{\"event_id\":\"e\",\"site\":\"%s\",\"patients\":1,\"reason\":null}"
                            .formatted(sent);
            assertThat(EnrollmentUpdate.read(json.getBytes(UTF_8), Rosters.NO_FILES))
                    .isEqualTo(new EnrollmentUpdate("e", "SITE03", 1, null));
        }
    }

    @Test
    void isReadFromItsFields() {
        assertThat(read("{'event_id': 'e-1', 'site': 'SITE03', 'patients': 3}"))
                .isEqualTo(new EnrollmentUpdate("e-1", "SITE03", 3, null));
        assertThat(
                        read(
                                "{'event_id': 'e-2', 'site': 'SITE03', 'patients': -2, 'reason': 'screen failure'}"))
                .isEqualTo(new EnrollmentUpdate("e-2", "SITE03", -2, "screen failure"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-100_000, -1, 1, 100_000})
    void patientsMayBe(int patients) {
        var update = new EnrollmentUpdate("e", "S", patients, "a double entry");

        assertThat(update.patients()).isEqualTo(patients);
        assertThat(allowed(json(update))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -100_001, 0, 100_001, Integer.MAX_VALUE})
    void patientsMayNotBe(int patients) {
        assertThatThrownBy(() -> new EnrollmentUpdate("e", "S", patients, "a double entry"))
                .isInstanceOf(InvalidUpdate.class)
                .hasMessageStartingWith("patients must be a whole number, -100000 to 100000");
        assertThat(allowed("{'event_id': 'e', 'site': 'S', 'patients': %d}".formatted(patients)))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource
    void reasonsMayBe(String reason) {
        var update = new EnrollmentUpdate("e", "S", -1, reason);

        assertThat(EnrollmentUpdate.read(json(update).getBytes(UTF_8), Rosters.NO_FILES))
                .isEqualTo(update);
        assertThat(allowed(json(update))).isTrue();
    }

    static Stream<String> reasonsMayBe() {
        return Stream.of(
                "x",
                " a \"double\" entry ",
                "重复录入",
                "a\u2028b",
                "r".repeat(200),
                "\ud83d\ude00".repeat(200));
    }

    @ParameterizedTest
    @MethodSource
    void reasonsMayNotBe(String reason) {
        assertThatThrownBy(() -> new EnrollmentUpdate("e", "S", -1, reason))
                .isInstanceOf(InvalidUpdate.class)
                .hasMessageStartingWith("reason must be 1 to 200 characters");
        assertThatThrownBy(() -> new EnrollmentUpdate("e", "S", 1, reason))
                .isInstanceOf(InvalidUpdate.class);
    }

    static Stream<String> reasonsMayNotBe() {
        return Stream.of(
                "",
                " ",
                "\u00a0\u3000\u2028",
                "\u200b\ufeff",
                "a\u0000b",
                "a\nb",
                "a\tb",
                "a\u007fb",
                "a\u0085b",
                "a\ud83d",
                "\ude00a",
                "r".repeat(201),
                "\ud83d\ude00".repeat(201));
    }

    @Test
    void whatIsTakenBackHasAReason() {
        assertThat(new EnrollmentUpdate("e", "S", 1, null).reason()).isNull();
        assertThatThrownBy(() -> new EnrollmentUpdate("e", "S", -1, null))
                .isInstanceOf(InvalidUpdate.class)
                .hasMessage("reason is required when patients is below 0.");
        assertThat(allowed("{'event_id': 'e', 'site': 'S', 'patients': 1}")).isTrue();
        assertThat(allowed("{'event_id': 'e', 'site': 'S', 'patients': -1}")).isFalse();
    }

    @Test
    @SuppressWarnings("NullAway") // it is not applied
    void aReasonIsInNoOthersWords() {
        var update = new EnrollmentUpdate("e", "S", -1, "Zhang Wei was entered twice");

        assertThat(update).hasToString("EnrollmentUpdate[e, S, -1]");
        assertThat(new UpdateWrite(update, null, Actor.SERVICE).toString()).doesNotContain("Zhang");
    }

    @Test
    void theLongestNamesAreTaken() {
        var longest = new EnrollmentUpdate("e".repeat(128), "S".repeat(64), 1, null);

        assertThat(longest.eventId()).hasSize(128);
        assertThat(longest.site()).hasSize(64);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "``                                                                | UNREADABLE",
                "`nothing`                                                         | UNREADABLE",
                "null                                                              | UNREADABLE",
                "[]                                                                | UNREADABLE",
                "\"e\"                                                             | UNREADABLE",
                "{'event_id': 'e', 'site': 'S', 'patients': 3                      | UNREADABLE",
                "{'event_id': 'e', 'site': 'S', 'patients': 3} {}                  | UNREADABLE",
                "{'event_id': 'e', 'site': 'S', 'patients': 3, 'patients': 4}      | UNREADABLE",
                "{'event_id': 'e', 'site': 'S', 'patients': 03}                    | UNREADABLE",
                "{'event_id': 'e', 'site': 'S', 'patients': NaN}                   | UNREADABLE",
                "{'event_id': 'e', 'site': 'S', 'patients': 3, 'sender': 'x'}      | UNKNOWN_FIELD",
                "{}                                                                | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S'}                                    | INVALID_PARAMETER",
                "{'event_id': 'e', 'patients': 3}                                  | INVALID_PARAMETER",
                "{'site': 'S', 'patients': 3}                                      | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': null}                  | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': '3'}                   | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': 3.0, 'reason': 'r'}    | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': 3.7}                   | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': true}                  | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': [3]}                   | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': 0}                     | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': -1}                    | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': 0, 'reason': 'r'}      | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': -100001, 'reason': 'r'} | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': -1.0, 'reason': 'r'}   | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': -1, 'reason': null}    | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': -1, 'reason': 7}       | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': -1, 'reason': ['r']}   | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': -1, 'reason': ''}      | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': -1, 'reason': ' '}     | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': -1, 'reason': 'a\\nb'}  | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': -1, 'Reason': 'r'}     | UNKNOWN_FIELD",
                "{'event_id': 'e', 'site': 'S', 'patients': 100001}                | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': 4294967297}            | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': 99999999999999999999}  | INVALID_PARAMETER",
                "{'event_id': 7, 'site': 'S', 'patients': 3}                       | INVALID_PARAMETER",
                "{'event_id': '', 'site': 'S', 'patients': 3}                      | INVALID_PARAMETER",
                "{'event_id': 'a b', 'site': 'S', 'patients': 3}                   | INVALID_PARAMETER",
                "{'event_id': 'a\\u0000b', 'site': 'S', 'patients': 3}             | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': null, 'patients': 3}                    | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': '', 'patients': 3}                      | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': '.S', 'patients': 3}                    | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S/T', 'patients': 3}                   | INVALID_PARAMETER",
            })
    void whatIsNotExactlyThatIsRefused(String json, Why why) {
        assertThat(refusal(json.replace('\'', '"').getBytes(UTF_8)).why()).isEqualTo(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'patients': 0, 'reason': 'r'",
                "'patients': -100001, 'reason': 'r'",
                "'patients': -1, 'reason': null",
                "'patients': -1, 'reason': 7",
                "'patients': -1, 'reason': ''",
                "'patients': -1, 'reason': ' '",
                "'patients': -1, 'reason': 'a\\nb'",
                "'patients': -1, 'Reason': 'r'"
            })
    void norDoesTheSchemaAllow(String fields) {
        assertThat(allowed("{'event_id': 'e', 'site': 'S', " + fields + "}")).isFalse();
    }

    @Test
    void namesThatAreTooLongAreRefused() {
        assertThat(refusal(body("e".repeat(129), "S")).getMessage()).startsWith("event_id");
        assertThat(refusal(body("e", "S".repeat(65))).getMessage()).startsWith("site");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] body = body("eX", "S");
        body[new String(body, UTF_8).indexOf('X')] = (byte) 0xff;

        assertThat(refusal(body).why()).isEqualTo(Why.UNREADABLE);
    }

    @Test
    void aRefusalDoesNotQuoteTheBody() {
        for (String json :
                new String[] {
                    "{\"Zhang Wei\": 1}",
                    "{\"event_id\": \"Zhang Wei\", \"site\": \"S\", \"patients\": 1}",
                    "{\"event_id\": \"e\", \"site\": \"Zhang Wei\", \"patients\": 1}",
                    "{\"event_id\": \"e\", \"site\": \"S\", \"patients\": \"Zhang Wei\"}",
                    "{\"event_id\": \"e\", \"site\": \"S\", \"patients\": 0, \"reason\": \"Zhang Wei\"}",
                    "{\"event_id\": \"e\", \"site\": \"S\", \"patients\": -1, \"reason\": [\"Zhang Wei\"]}",
                    "{\"event_id\": \"e\", \"site\": \"S\", \"patients\": -1, \"reason\": \"Zhang Wei\\n\"}",
                    "Zhang Wei"
                }) {
            assertThat(refusal(json.getBytes(UTF_8)).getMessage()).doesNotContain("Zhang");
        }
    }

    private static String named(int patients, String more) {
        return """
        {'event_id': 'e', 'site': 'SITE03', 'patients': %d, 'reason': 'r', 'subject':
         {'subject': ' S-1 ', 'study': 'ONC-301', 'started_at': '2026-03-01T08:00:00+01:00',
          'time_zone': 'Europe/Berlin'%s}}\
        """
                .formatted(patients, more);
    }

    @Test
    void mayNameOneSubject() {
        String json = named(1, ", 'site': 'SITE03'");

        assertThat(read(json).subject())
                .isEqualTo(
                        new Registration(
                                "ONC-301",
                                "S-1",
                                "SITE03",
                                Instant.parse("2026-03-01T07:00:00Z"),
                                ZoneId.of("Europe/Berlin"),
                                null));
        assertThat(allowed(json)).isTrue();
        String back = named(-1, ", 'withdrawn_at': '2026-03-02T08:00:00+01:00'");
        assertThat(read(back).subject()).isNotNull();
        assertThat(allowed(back)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "2 | `` | patients must be 1 or -1",
                "-1 | `` | withdrawn_at",
                "1 | , 'name': 'Zhang Wei' | Known of a subject are",
                "-1 | , 'withdrawn_at': null | withdrawn_at"
            })
    void whatIsNoSubjectIsRefusedByTheSchemaToo(int patients, String more, String why) {
        String json = named(patients, more);

        assertThat(refusal(json.replace('\'', '"').getBytes(UTF_8)).getMessage())
                .contains(why)
                .doesNotContain("Zhang");
        assertThat(allowed(json)).isFalse();
    }

    @Test
    void aSubjectsSiteIsThatOfTheUpdate() {
        String json = named(1, ", 'site': 'SITE04'");

        assertThat(refusal(json.replace('\'', '"').getBytes(UTF_8)))
                .hasMessage("The subject's site must be that of the update.");
    }

    private static byte[] body(String eventId, String site) {
        return "{\"event_id\": \"%s\", \"site\": \"%s\", \"patients\": 3}"
                .formatted(eventId, site)
                .getBytes(UTF_8);
    }

    private static String json(EnrollmentUpdate update) {
        return new String(
                Client.json(
                        Map.of(
                                "event_id",
                                update.eventId(),
                                "site",
                                update.site(),
                                "patients",
                                update.patients(),
                                "reason",
                                Objects.requireNonNull(update.reason()))),
                UTF_8);
    }

    private static boolean allowed(String json) {
        try {
            return SCHEMA.validate(Client.JSON.readTree(json.replace('\'', '"'))).isEmpty();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EnrollmentUpdate read(String json) {
        return EnrollmentUpdate.read(json.replace('\'', '"').getBytes(UTF_8), Rosters.NO_FILES);
    }

    private static InvalidUpdate refusal(byte[] json) {
        return catchThrowableOfType(
                InvalidUpdate.class, () -> EnrollmentUpdate.read(json, Rosters.NO_FILES));
    }
}
