package io.eprointake.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.eprointake.intake.JsonValue.Numeral;
import io.eprointake.intake.JsonValue.Text;
import io.eprointake.problem.Refused;
import io.eprointake.report.Finding;
import io.eprointake.report.Narrative;
import io.eprointake.report.Report;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {

    private static final String ID = "6a0f52c1-90ab-4cde-8f01-23456789abcd";
    private static final String IDS =
            "\"report_id\":\"" + ID + "\",\"study\":\"ST-1\",\"site\":\"SI-1\",\"subject\":\"S-1\"";

    private final ReportReader reader = new ReportReader();

    private ReportReader.Parsed parse(String json) {
        return reader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private Report read(String more) {
        return parse("{" + IDS + more + "}").report();
    }

    private String digest(String more) {
        return parse("{" + IDS + more + "}").contentSha256();
    }

    /** RFC 8785, appendix B, and what needs no point. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "9007199254740992, 9007199254740992",
        "295147905179352830000, 295147905179352830000",
        "9.999999999999997e22, 9.999999999999997e+22",
        "1e23, 1e+23",
        "999999999999999700000, 999999999999999700000",
        "1e21, 1e+21",
        "9.999999999999997e-7, 9.999999999999997e-7",
        "0.000001, 0.000001",
        "333333333.3333332, 333333333.3333332",
        "-0.0000033333333333333333, -0.0000033333333333333333",
        "1424953923781206.2, 1424953923781206.2",
        "3.0, 3",
        "30E-1, 3",
        "100, 100",
        "-1.50, -1.5",
        "1e400, 1e400"
    })
    void aNumbersTextIsThatOfItsDouble(String written, String canonical) {
        assertThat(new Numeral(written).canonical()).isEqualTo(canonical);
    }

    @Test
    void aTextIsQuotedAsRfc8785Has() {
        assertThat(Text.of("\u20ac$\u000f\nA'B\"\\\\\"/\u2028").canonical())
                .isEqualTo("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u2028\"");
    }

    @Test
    void theDigestIsOverTheCanonicalForm() throws Exception {
        String canonical =
                "{\"completed_at\":\"2026-03-02T20:14:05+08:00\",\"mode\":\"self\","
                        + "\"narrative\":\"a\\nb\",\"report_id\":\""
                        + ID
                        + "\",\"responses\":{\"A\":\"3\",\"B\":\"Mild\"},\"site\":\"SI-1\","
                        + "\"study\":\"ST-1\",\"subject\":\"S-1\"}";
        byte[] sha256 =
                MessageDigest.getInstance("SHA-256")
                        .digest(canonical.getBytes(StandardCharsets.UTF_8));

        assertThat(
                        digest(
                                ",\"narrative\":\"a\\r\\nb\",\"mode\":\"self\",\"x\":1,"
                                        + "\"completed_at\":\"2026-03-02T20:14:05+08:00\","
                                        + "\"responses\":{\"B\":\"Mild\",\"A\":3.0},\"language\":null"))
                .isEqualTo(HexFormat.of().formatHex(sha256));
    }

    static Stream<Arguments> sameContents() {
        return Stream.of(
                arguments("null and absent", ",\"mode\":null", ""),
                arguments("no answers and none", ",\"responses\":{}", ""),
                arguments("an answer that is null", ",\"responses\":{\"A\":null}", ""),
                arguments(
                        "composed and decomposed",
                        ",\"narrative\":\"cr\\u00e8me\"",
                        ",\"narrative\":\"cre\\u0300me\""),
                arguments(
                        "line ends",
                        ",\"narrative\":\"a\\r\\nb\\rc\"",
                        ",\"narrative\":\"a\\nb\\nc\""),
                arguments("white space", " , \"mode\" : \"self\" ", ",\"mode\":\"self\""),
                arguments("escapes", ",\"mode\":\"\\u0073elf\"", ",\"mode\":\"self\""),
                arguments("numbers", ",\"responses\":{\"A\":3.0}", ",\"responses\":{\"A\":3}"),
                arguments(
                        "a number and its text",
                        ",\"responses\":{\"A\":\"3\"}",
                        ",\"responses\":{\"A\":30e-1}"),
                arguments(
                        "order",
                        ",\"responses\":{\"A\":1,\"B\":2}",
                        ",\"responses\":{\"B\":2,\"A\":1}"),
                arguments(
                        "the order of what is sent twice",
                        ",\"responses\":{\"A\":1,\"A\":2,\"B\":3,\"B\":4}",
                        ",\"responses\":{\"B\":3,\"B\":4,\"A\":1,\"A\":2}"),
                arguments(
                        "white space in the depth",
                        ",\"mode\":" + "[".repeat(50) + "]".repeat(50),
                        ",\"mode\":" + "[ ".repeat(50) + "]".repeat(50)),
                arguments("a new field", ",\"app\":{\"build\":7}", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sameContents")
    void theSameContentHasTheSameDigest(String what, String one, String other) {
        assertThat(digest(one)).isEqualTo(digest(other));
    }

    static Stream<Arguments> otherContents() {
        return Stream.of(
                arguments(",\"narrative\":\"a\\nb\"", ",\"narrative\":\"a b\""),
                arguments(",\"responses\":{\"A\":1}", ",\"responses\":{\"A\":2}"),
                arguments(",\"responses\":{\"A\":1}", ",\"responses\":{\"B\":1}"),
                arguments(",\"responses\":{\"A\":1}", ",\"responses\":{\"A\":1,\"A\":1}"),
                arguments(",\"responses\":{\"A\":[1,2]}", ",\"responses\":{\"A\":[2,1]}"),
                arguments(",\"responses\":[1]", ",\"responses\":[2]"),
                arguments(",\"mode\":\"self\"", ",\"language\":\"self\""),
                arguments(",\"mode\":\"self\"", ",\"mode\":\"self\",\"mode\":\"proxy\""),
                arguments(",\"narrative\":{\"a\":1}", ",\"narrative\":{\"a\":2}"));
    }

    @ParameterizedTest
    @MethodSource("otherContents")
    void otherContentHasAnother(String one, String other) {
        assertThat(digest(one)).isNotEqualTo(digest(other));
    }

    @Test
    void idsAreDigestedAsTheyAreRead() {
        String sent =
                "{\"report_id\":\"%s\",\"study\":\" ST-1\",\"site\":\"ＳＩ-1\",\"subject\":\"S-\\u200b1\"}"
                        .formatted(ID.toUpperCase(Locale.ROOT));

        assertThat(parse(sent).contentSha256()).isEqualTo(digest(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " S-1",
                "S-1\\u00a0",
                "S-1\\r\\n",
                "\\u200bS-1",
                "S\\u2060-1",
                "\\ufeffS-1",
                "\\u200eS-1\\u200f",
                "Ｓ－１",
                "S-1\\u3000",
                "S-\\u00ad1",
                "S-1\\u0007"
            })
    void onePersonIsOneSubject(String sent) {
        Report report = ofSubject(sent);

        assertThat(report.subject().id()).isEqualTo("S-1");
        assertThat(report.findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo("normalized");
                    assertThat(finding.doubtful()).isFalse();
                    assertThat(finding.field()).isEqualTo("subject");
                });
    }

    @Test
    void aNulInAnIdIsNoPartOfItButDoubtful() {
        Report report = ofSubject("S-1\\u0000");

        assertThat(report.subject().id()).isEqualTo("S-1");
        assertThat(report.findings())
                .extracting(Finding::rule, Finding::doubtful)
                .containsExactly(tuple("broken_text", true), tuple("normalized", false));
    }

    @Test
    void composedAndDecomposedIsOnePerson() {
        assertThat(ofSubject("Jose\\u0301").subject()).isEqualTo(ofSubject("Jos\\u00e9").subject());
        assertThat(ofSubject("Jose\\u200b\\u0301").subject())
                .isEqualTo(ofSubject("Jos\\u00e9").subject());
        assertThat(ofSubject("A  B").subject()).isEqualTo(ofSubject("A\\tB").subject());
        assertThat(ofSubject("a").subject()).isNotEqualTo(ofSubject("A").subject());
    }

    private Report ofSubject(String subject) {
        return parse(
                        "{\"report_id\":\"%s\",\"study\":\"ST-1\",\"site\":\"SI-1\",\"subject\":\"%s\"}"
                                .formatted(ID, subject))
                .report();
    }

    static Stream<Arguments> odd() {
        return Stream.of(
                arguments(",\"instrument_version\":1.0", "not_text", "instrument_version"),
                arguments(",\"completed_at\":1772453645000", "not_text", "completed_at"),
                arguments(",\"mode\":true", "not_text", "mode"),
                arguments(",\"language\":[\"en\"]", "not_text", "language"),
                arguments(",\"narrative\":12", "not_text", "narrative"),
                arguments(",\"narrative\":\"a\\u0000b\"", "broken_text", "narrative"),
                arguments(",\"narrative\":\"a\\ud83d\"", "broken_text", "narrative"),
                arguments(",\"responses\":{\"\\udc00\":1}", "broken_text", "responses"),
                arguments(",\"responses\":[1]", "no_responses", "responses"),
                arguments(",\"responses\":\"\"", "no_responses", "responses"),
                arguments(",\"responses\":{\"A\":1,\"A\":1}", "duplicate_item", "A"),
                arguments(",\"mode\":\"self\",\"mode\":\"self\"", "duplicate_field", "mode"),
                arguments(",\"x\":" + "[".repeat(3000) + "]".repeat(3000), "too_deep", "x"),
                arguments(",\"language\":\"" + "e".repeat(200) + "\"", "too_long", "language"));
    }

    @ParameterizedTest
    @MethodSource("odd")
    void whateverElseIsOddIsReadAndDoubtful(String more, String rule, String field) {
        assertThat(read(more).findings())
                .filteredOn(Finding::doubtful)
                .extracting(Finding::rule, Finding::field)
                .containsExactly(tuple(rule, field));
    }

    @Test
    void aNewFieldIsNotedOnceAndIsNotDoubtful() {
        assertThat(read(",\"app_version\":\"3.2\",\"os\":null").findings())
                .containsExactly(
                        new Finding("unknown_field", false, "app_version, os", null, null));
    }

    @Test
    void answersAreReadWhateverTheyAre() {
        Map<String, String> responses =
                read(",\"responses\":{\"A\":[\"Severe\"],\"B\":[2],\"C\":[1,\"x\"],\"D\":true,"
                                + "\"E\":{\"b\":1,\"a\":[]},\"F\":[],\"G\":1e999,\"H\":null}")
                        .responses();

        assertThat(responses)
                .containsExactly(
                        Map.entry("A", "Severe"),
                        Map.entry("B", "2"),
                        Map.entry("C", "[1,\"x\"]"),
                        Map.entry("D", "true"),
                        Map.entry("E", "{\"a\":[],\"b\":1}"),
                        Map.entry("F", "[]"),
                        Map.entry("G", "1e999"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"narrative\":[\"I hurt\",{\"more\":\"all over\"}]",
                ",\"narrative\":\"I hurt\",\"narrative\":\"all over\""
            })
    void thePatientsWordsAreReadWhereverTheyStandInTheNarrative(String more) {
        assertThat(read(more).narrative()).isEqualTo(new Narrative("I hurt\nall over"));
    }

    @Test
    void answersSentInTwoPartsAreAllRead() {
        assertThat(read(",\"responses\":{\"A\":1},\"responses\":{\"B\":4}").responses())
                .containsOnlyKeys("A", "B");
    }

    @Test
    void halfACharacterInANameCostsNoOther() {
        assertThat(
                        read(",\"responses\":{\"\\ud83d\":1,\"\\ud83d\\ude00\\\\ud83d\":2},\"\\udfff\":0")
                                .responses())
                .containsOnlyKeys("\ufffd", "\ud83d\ude00\\ud83d");
    }

    /** What would take minutes in quadratic time takes none that a test would notice. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"narrative\":\"a\"",
                ",\"responses\":{\"A\":1}",
                ",\"mode\":[]",
                ",\"x\":0",
                ",\"narrative\":[[]]"
            })
    void aReportOfNothingButRepetitionsIsReadInTime(String field) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> read(field.repeat(128 * 1024 / field.length())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0315\u0300\u05ae",
                "\u0323\u0344",
                "\\\\",
                "\\ud800",
                "\u200b",
                " \u3000"
            })
    void aTextOfNothingButOddCharactersIsReadInTime(String text) {
        String all = text.repeat(100 * 1024 / text.length());
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () ->
                        assertThat(
                                        read(",\"narrative\":\""
                                                        + all
                                                        + "\",\"mode\":\""
                                                        + all
                                                        + "\"")
                                                .mode())
                                .isNull());
    }

    @Test
    void namesThatAreMadeToCollideAreNames() {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 1024; i++) {
            names.append(",\"");
            for (int bit = 0; bit < 10; bit++) { // "AB" and "B!" have one hash
                names.append((i >> bit & 1) == 0 ? "AB" : "B!");
            }
            names.append("\":").append(i);
        }

        assertThat(read(names.toString()).findings()).hasSize(1);
    }

    @Test
    void aBlankAnswerIsNoneAndNullIsAbsentAlsoWhereAnotherFollows() {
        Report report =
                read(
                        ",\"mode\":null,\"mode\":\"self\","
                                + "\"responses\":{\"A\":\" \",\"A\":4,\"B\":null,\"B\":2}");

        assertThat(report.responses()).containsExactly(Map.entry("A", "4"), Map.entry("B", "2"));
        assertThat(report.mode()).isEqualTo("self");
        assertThat(report.findings()).extracting(Finding::rule).containsExactly("duplicate_item");
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertThat(parse("\ufeff{" + IDS + "}").report().study()).isEqualTo("ST-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "null",
                "\"text\"",
                "{",
                "{} {}",
                "{\"a\":NaN}",
                "{'a':1}",
                "{\"a\":1,}",
                "{\"a\":\"\n\"}",
                "\ufeff\ufeff{}"
            })
    void whatIsNoJsonObjectIsRefused(String body) {
        assertRefused(body, "unreadable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"00000000-0000-0000-0000-000000000000\"",
                "\"FFFFFFFF-ffff-FFFF-ffff-ffffffffffff\"",
                "\"6a0f52c1-90ab-4cde-8f01-23456789abc\"",
                "\"6a0f52c190ab-4cde-8f01-23456789abcd0\"",
                "\"123456789-1234-123-1234-123456789012\"",
                "7",
                "[]",
                "null"
            })
    void anIdThatIdentifiesNothingIsRefused(String id) {
        assertRefused(
                "{\"report_id\":%s,\"study\":\"a\",\"site\":\"b\",\"subject\":\"c\"}".formatted(id),
                "unidentified");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"\\u200b \"", "\"\\u0000\"", "null", "true", "{}", "[\"a\"]"})
    void whoeverHasNoUsableIdIsRefused(String id) {
        for (String field : new String[] {"study", "site", "subject"}) {
            assertRefused(
                    "{"
                            + IDS.replaceFirst(
                                    "\"" + field + "\":\"[^\"]*\"",
                                    Matcher.quoteReplacement("\"" + field + "\":" + id))
                            + "}",
                    "unidentified");
        }
    }

    private void assertRefused(String body, String code) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(code));
    }
}
