package io.eprointake.enrollment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnrollmentUpdateTest {

    @Test
    void isReadFromItsThreeFields() {
        assertThat(read("{'event_id': 'e-1', 'site': 'SITE03', 'patients': 3}"))
                .isEqualTo(new EnrollmentUpdate("e-1", "SITE03", 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000})
    void patientsMayBe(int patients) {
        assertThat(new EnrollmentUpdate("e", "S", patients).patients()).isEqualTo(patients);
    }

    @Test
    void theLongestNamesAreTaken() {
        var longest = new EnrollmentUpdate("e".repeat(128), "S".repeat(64), 1);

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
                "{'event_id': 'e', 'site': 'S', 'patients': 3, 'subject': 'x'}     | UNKNOWN_FIELD",
                "{}                                                                | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S'}                                    | INVALID_PARAMETER",
                "{'event_id': 'e', 'patients': 3}                                  | INVALID_PARAMETER",
                "{'site': 'S', 'patients': 3}                                      | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': null}                  | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': '3'}                   | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': 3.0}                   | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': 3.7}                   | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': true}                  | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': [3]}                   | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': 0}                     | INVALID_PARAMETER",
                "{'event_id': 'e', 'site': 'S', 'patients': -1}                    | INVALID_PARAMETER",
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
                "{'event_id': 'e', 'site': 'S\\n', 'patients': 3}                  | INVALID_PARAMETER",
            })
    void whatIsNotExactlyThatIsRefused(String json, Problem problem) {
        assertThat(refusal(json.replace('\'', '"').getBytes(UTF_8)).problem()).isEqualTo(problem);
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

        assertThat(refusal(body).problem()).isEqualTo(Problem.UNREADABLE);
    }

    @Test
    void aRefusalDoesNotQuoteTheBody() {
        for (String json :
                new String[] {
                    "{\"Zhang Wei\": 1}",
                    "{\"event_id\": \"Zhang Wei\", \"site\": \"S\", \"patients\": 1}",
                    "{\"event_id\": \"e\", \"site\": \"Zhang Wei\", \"patients\": 1}",
                    "{\"event_id\": \"e\", \"site\": \"S\", \"patients\": \"Zhang Wei\"}",
                    "Zhang Wei"
                }) {
            assertThat(refusal(json.getBytes(UTF_8)).document().toString()).doesNotContain("Zhang");
        }
    }

    private static byte[] body(String eventId, String site) {
        return "{\"event_id\": \"%s\", \"site\": \"%s\", \"patients\": 3}"
                .formatted(eventId, site)
                .getBytes(UTF_8);
    }

    private static EnrollmentUpdate read(String json) {
        return EnrollmentUpdate.read(json.replace('\'', '"').getBytes(UTF_8));
    }

    private static Refused refusal(byte[] json) {
        return catchThrowableOfType(Refused.class, () -> EnrollmentUpdate.read(json));
    }
}
