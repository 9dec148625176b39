package io.eprointake.instrument;

import static io.eprointake.instrument.Reports.answering;
import static io.eprointake.instrument.Reports.completedAt;
import static io.eprointake.instrument.Reports.report;
import static io.eprointake.instrument.Reports.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.report.Cleaned;
import io.eprointake.report.Finding;
import io.eprointake.report.History;
import io.eprointake.report.Report;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class CleaningTest {

    private static final String FATIGUE = "PROCTCAE_53A_SCL";

    private final Scoring scoring = Reports.scoring();

    private Cleaned clean(Report report) {
        return scoring.clean(report);
    }

    private static String fullWidth(String text) {
        StringBuilder wide = new StringBuilder();
        text.chars()
                .map(c -> c == ' ' ? '\u3000' : c < 0x7f ? c + 0xfee0 : c)
                .forEach(wide::appendCodePoint);
        return wide.toString();
    }

    /** The ways in which an app or a keyboard may dress the same answer. */
    private static final List<UnaryOperator<String>> DRESSES =
            List.of(
                    text -> text,
                    text -> text.toLowerCase(Locale.ROOT),
                    text -> text.toUpperCase(Locale.ROOT),
                    text -> " " + text,
                    text -> text + "\t\r\n",
                    text -> "\u00a0\u3000" + text + " ",
                    CleaningTest::fullWidth,
                    text -> " " + fullWidth(text.toUpperCase(Locale.ROOT)) + "\u3000");

    @Test
    void everyAnswerOfEveryItemIsReadInAnyDress() {
        int read = 0;
        for (Item item : Reports.proCtcae().items()) {
            for (var answer : item.answers().scored().entrySet()) {
                for (var dress : DRESSES) {
                    for (String plain :
                            List.of(
                                    answer.getKey(),
                                    answer.getValue().toString(),
                                    answer.getValue() + ".0")) {
                        Cleaned cleaned = clean(answering(item.field(), dress.apply(plain)));
                        assertThat(cleaned.scores()).containsEntry(item.field(), answer.getValue());
                        assertThat(cleaned.quarantined()).isFalse();
                        read++;
                    }
                }
            }
            for (String answer : item.answers().unscored()) {
                for (var dress : DRESSES) {
                    Cleaned cleaned = clean(answering(item.field(), dress.apply(answer)));
                    assertThat(cleaned.scores()).isEmpty();
                    assertThat(rules(cleaned)).containsExactly("unscored");
                    assertThat(cleaned.quarantined()).isFalse();
                    read++;
                }
            }
        }
        assertThat(read).isGreaterThan(10_000);
    }

    @Test
    void aPlainScoreLeavesNoFinding() {
        for (Item item : Reports.proCtcae().items()) {
            Cleaned cleaned = clean(answering(item.field(), "1"));
            assertThat(cleaned.scores()).containsExactly(Map.entry(item.field(), 1));
            assertThat(cleaned.findings()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Severe|recoded|",
                " 3|trimmed|",
                "3.0|decimal|",
                "03|decimal|",
                "３|normalized|",
                " severe |trimmed|recoded",
                "３.0|normalized|decimal",
                "٣|normalized|",
                "３\u200b|normalized|trimmed",
                "\ufeff3|trimmed|",
                "\u200e3\u200f|trimmed|",
                "3\u0000|trimmed|"
            })
    void whatIsChangedKeepsTheRawTextAndItsRules(
            String sent, String rule, @Nullable String another) {
        Cleaned cleaned = clean(answering(FATIGUE, sent));
        assertThat(cleaned.scores()).containsExactly(Map.entry(FATIGUE, 3));
        assertThat(rules(cleaned))
                .isEqualTo(another == null ? List.of(rule) : List.of(rule, another));
        assertThat(cleaned.findings())
                .allSatisfy(finding -> {
                    assertThat(finding.sent()).isEqualTo(sent);
                    assertThat(finding.takenAs()).isEqualTo(3);
                    assertThat(finding.field()).isEqualTo(FATIGUE);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "7", "-1", "７", "4.5", "99999999999999999999", "1e999999999"})
    void aNumberBeyondTheItemsScaleIsDoubtful(String sent) {
        assertDoubt(clean(answering(FATIGUE, sent)), "out_of_range", FATIGUE, sent);
    }

    @Test
    void aPresenceItemTakesZeroAndOneOnly() {
        assertDoubt(
                clean(answering("PROCTCAE_24A_IND", "2")), "out_of_range", "PROCTCAE_24A_IND", "2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2.5",
                "3 or 4",
                "bad",
                "Never",
                "Prefer not to answer",
                "三",
                "½",
                "null",
                "true",
                "-",
                "1e-999999999",
                "NaN",
                "\ud800",
                "0000000000000000000000000000000000000000000000000000000000000000000000001"
            })
    void whatIsNoAnswerOfTheItemIsDoubtful(String sent) {
        assertDoubt(clean(answering(FATIGUE, sent)), "not_an_answer", FATIGUE, sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROCTCAE_99A_SCL", "proctcae_53a_scl", "PROCTCAE_53A", "", "53"})
    void anUnknownItemIsDoubtful(String field) {
        assertDoubt(clean(answering(field, "2")), "unknown_item", field, "2");
    }

    @Test
    void anItemIsKnownDespiteBlanksAroundItsName() {
        Cleaned cleaned = clean(answering(" " + FATIGUE + "\n", "2"));
        assertThat(cleaned.scores()).containsExactly(Map.entry(FATIGUE, 2));
        assertThat(cleaned.quarantined()).isFalse();
        assertThat(cleaned.findings())
                .containsExactly(
                        new Finding("trimmed_name", false, FATIGUE, " " + FATIGUE + "\n", null));
    }

    @Test
    void ofAnItemSentTwiceTheFirstCountsAndAPersonLooks() {
        Cleaned cleaned = clean(answering(FATIGUE, "2", FATIGUE + " ", "4"));
        assertThat(cleaned.scores()).containsExactly(Map.entry(FATIGUE, 2));
        assertThat(cleaned.findings())
                .contains(new Finding("duplicate_item", true, FATIGUE, "4", null));
    }

    @Test
    void aBlankAnswerIsNone() {
        Cleaned cleaned = clean(answering(FATIGUE, " ", "PROCTCAE_53B_SCL", "1"));
        assertThat(cleaned.scores()).containsOnlyKeys("PROCTCAE_53B_SCL");
        assertThat(cleaned.findings())
                .containsExactly(new Finding("blank", false, FATIGUE, " ", null));
    }

    @Test
    void oneDoubtfulAnswerSpoilsNoOther() {
        Cleaned cleaned = clean(answering(FATIGUE, "lots", "PROCTCAE_19A_SCL", "4"));
        assertThat(cleaned.scores()).containsExactly(Map.entry("PROCTCAE_19A_SCL", 4));
        assertThat(cleaned.quarantined()).isTrue();
    }

    @Test
    void itemsThatAnAbsentSymptomSparesAreDerivedZero() {
        Cleaned cleaned = clean(answering("PROCTCAE_48A_SCL", "0"));
        assertThat(cleaned.scores())
                .containsExactly(
                        Map.entry("PROCTCAE_48A_SCL", 0),
                        Map.entry("PROCTCAE_48B_SCL", 0),
                        Map.entry("PROCTCAE_48C_SCL", 0));
        assertThat(cleaned.findings())
                .containsExactly(
                        new Finding("branched", false, "PROCTCAE_48B_SCL", null, 0),
                        new Finding("branched", false, "PROCTCAE_48C_SCL", null, 0));
    }

    @Test
    void nothingIsDerivedUnlessTheFirstItemIsScoredZero() {
        assertThat(clean(answering("PROCTCAE_48A_SCL", "1")).scores()).hasSize(1);
        assertThat(clean(answering("PROCTCAE_48B_SCL", "0")).scores()).hasSize(1);
        assertThat(clean(answering("PROCTCAE_24A_IND", "0")).scores()).hasSize(1);
    }

    @Test
    void whatWasAnsweredIsNeverDerived() {
        Cleaned cleaned = clean(answering("PROCTCAE_48B_SCL", "9", "PROCTCAE_48A_SCL", "0"));
        assertThat(cleaned.scores()).containsOnlyKeys("PROCTCAE_48A_SCL", "PROCTCAE_48C_SCL");
    }

    @Test
    void anAnswerThatContradictsAnAbsentSymptomKeepsItsScore() {
        Cleaned cleaned = clean(answering("PROCTCAE_9B_SCL", "Moderate", "PROCTCAE_9A_SCL", "0"));
        assertThat(cleaned.scores()).containsEntry("PROCTCAE_9B_SCL", 2);
        assertThat(cleaned.quarantined()).isFalse();
        assertThat(cleaned.findings())
                .contains(new Finding("inconsistent", false, "PROCTCAE_9B_SCL", "Moderate", 2));
        assertThat(scoring.assess(Reports.STUDY, cleaned, History.NONE).grades())
                .singleElement()
                .satisfies(grade -> assertThat(grade.composite()).isZero());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T20:14:05+08:00, 2026-03-02T12:14:05Z",
        "2026-03-02T20:14:05.123456Z, 2026-03-02T20:14:05.123456Z",
        "2026-03-02t20:14:05z, 2026-03-02T20:14:05Z",
        "2026-03-10T00:05:00Z, 2026-03-10T00:05:00Z"
    })
    void aTimeWithItsOffsetIsCertain(String sent, Instant instant) {
        Cleaned cleaned = clean(completedAt(sent));
        assertThat(cleaned.completedAt()).isEqualTo(instant);
        assertThat(cleaned.findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-02T20:14:05+0800",
                "2026-03-02T20:14:05+08",
                "2026-03-02 20:14:05+08:00",
                "2026-03-02 12:14:05 UTC",
                "2026-03-02T12:14:05 Z",
                "2026-03-02T04:14:05\u221208:00",
                "2026-03-02T12:14:05,000Z",
                "２０２６-０３-０２T２０:１４:０５+０８:００",
                "٢٠٢٦-٠٣-٠٢T٢٠:١٤:٠٥+٠٨:٠٠",
                "\u200e2026-03-02T20:14:05+08:00"
            })
    void aTimeThatCanMeanOneThingOnlyIsReadAndNoted(String sent) {
        Cleaned cleaned = clean(completedAt(sent));
        assertThat(cleaned.completedAt()).isEqualTo("2026-03-02T12:14:05Z");
        assertThat(rules(cleaned)).containsExactly("normalized");
        assertThat(cleaned.quarantined()).isFalse();
    }

    @Test
    void aTimeIsTrimmed() {
        Cleaned cleaned = clean(completedAt(" 2026-03-02T20:14:05Z"));
        assertThat(cleaned.completedAt()).isEqualTo("2026-03-02T20:14:05Z");
        assertThat(rules(cleaned)).containsExactly("trimmed");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T20:14:05, no_zone",
        "2026-03-02, unreadable_time",
        "2026-02-30T20:14:05Z, unreadable_time",
        "1772453645, unreadable_time",
        "2026-03-02T20:14:05+8, unreadable_time",
        "2026-03-02T20:14:05 CST, unreadable_time",
        "02/03/2026 20:14:05+08:00, unreadable_time",
        "2026-03-02T20:14:05+99:00, unreadable_time",
        "2026-03-10T00:05:00.001Z, in_the_future",
        "+999999999-12-31T23:59:59-18:00, in_the_future",
        "2000-12-31T23:59:59Z, too_old",
        "1970-01-01T00:00:00Z, too_old"
    })
    void aTimeThatIsNotCertainIsDoubtful(String sent, String rule) {
        Cleaned cleaned = clean(completedAt(sent));
        assertDoubt(cleaned, rule, "completed_at", sent);
        assertThat(cleaned.completedAt()).isNull();
    }

    @ParameterizedTest
    @NullAndEmptySource
    void aMissingTimeIsDoubtful(@Nullable String sent) {
        assertDoubt(clean(completedAt(sent)), "no_completed_at", "completed_at", sent);
    }

    @Test
    void anotherInstrumentIsDoubtfulButItsKnownItemsAreRead() {
        Cleaned cleaned =
                clean(
                        report(
                                "QLQ-C30",
                                "3.0",
                                Reports.A_WEEK_AGO,
                                "self",
                                Map.of(FATIGUE, "4"),
                                null));
        assertThat(rules(cleaned))
                .containsExactly("unknown_instrument", "unknown_instrument_version");
        assertThat(cleaned.quarantined()).isTrue();
        assertThat(cleaned.scores()).containsEntry(FATIGUE, 4);
    }

    @Test
    void answersWithoutTheirInstrumentAreDoubtful() {
        Cleaned cleaned =
                clean(report(null, null, Reports.A_WEEK_AGO, "self", Map.of(FATIGUE, "4"), null));
        assertThat(rules(cleaned))
                .containsExactly("unknown_instrument", "unknown_instrument_version");
    }

    @Test
    void aNarrativeAloneNeedsNoInstrument() {
        Cleaned cleaned =
                clean(report(null, null, Reports.A_WEEK_AGO, "proxy", Map.of(), "felt fine"));
        assertThat(cleaned.findings()).isEmpty();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"nurse", "self-report"})
    void whoeverAnsweredMustBeKnown(@Nullable String mode) {
        assertDoubt(
                clean(report(null, null, Reports.A_WEEK_AGO, mode, Map.of(), "felt fine")),
                "unknown_mode",
                "mode",
                mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELF", "Self", " self", "ｓｅｌｆ", "self\u200b"})
    void whoAnsweredIsKnownInAnyWriting(String mode) {
        Cleaned cleaned =
                clean(report(null, null, Reports.A_WEEK_AGO, mode, Map.of(), "felt fine"));
        assertThat(rules(cleaned)).containsExactly("normalized");
        assertThat(cleaned.quarantined()).isFalse();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = " \n")
    void aReportThatSaysNothingIsDoubtful(@Nullable String narrative) {
        assertThat(
                        rules(
                                clean(
                                        report(
                                                null,
                                                null,
                                                Reports.A_WEEK_AGO,
                                                "self",
                                                Map.of(),
                                                narrative))))
                .containsExactly("empty");
        assertThat(
                        rules(
                                clean(
                                        report(
                                                "PRO-CTCAE",
                                                "1.0",
                                                Reports.A_WEEK_AGO,
                                                "self",
                                                Map.of(FATIGUE, ""),
                                                narrative))))
                .containsExactly("blank", "empty");
    }

    private static void assertDoubt(
            Cleaned cleaned, String rule, String field, @Nullable String sent) {
        assertThat(cleaned.findings()).containsExactly(new Finding(rule, true, field, sent, null));
        assertThat(cleaned.quarantined()).isTrue();
        assertThat(cleaned.scores()).doesNotContainKey(field);
    }
}
