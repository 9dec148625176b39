package io.eprointake.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.eprointake.instrument.AlertRule.Measure;
import io.eprointake.report.Alert;
import io.eprointake.report.Assessment;
import io.eprointake.report.Assessment.Score;
import io.eprointake.report.Cleaned;
import io.eprointake.report.History;
import io.eprointake.report.InstrumentVersion;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PHQ-9 and GAD-7: cases that were added up by hand. */
class TotalsTest {

    private final Scoring scoring = Reports.scoring();

    /**
     * @param answers one digit an item, {@code -} for one that is missing
     */
    private Cleaned clean(String instrument, String prefix, String answers) {
        Map<String, String> responses = new LinkedHashMap<>();
        for (int i = 0; i < answers.length(); i++) {
            if (answers.charAt(i) != '-') {
                responses.put(prefix + (i + 1), answers.substring(i, i + 1));
            }
        }
        return scoring.clean(
                Reports.report(instrument, "1.0", Reports.A_WEEK_AGO, "self", responses, null));
    }

    private Assessment phq9(String answers) {
        return scoring.assess(
                Reports.STUDY, clean("PHQ-9", "PHQ9_", answers), Reports.before(item -> 0));
    }

    private static List<Score> score(String name, @Nullable String value, @Nullable String band) {
        return value == null ? List.of() : List.of(new Score(name, new BigDecimal(value), band));
    }

    @ParameterizedTest
    @CsvSource({
        "000000000, 0, minimal",
        "111100000, 4, minimal",
        "111110000, 5, mild",
        "333000000, 9, mild",
        "333100000, 10, moderate",
        "333320000, 14, moderate",
        "333330000, 15, moderately severe",
        "333333100, 19, moderately severe",
        "333333200, 20, severe",
        "333333333, 27, severe",
        // The tenth is no part of it.
        "1111000003, 4, minimal",
        // 7 of eight: 7 * 9 / 8 = 7.875; 4 of eight: 4.5; 3 of seven: 27 / 7 = 3.86.
        "3310000-0, 8, mild",
        "1111-0000, 5, mild",
        "111-0000-, 4, minimal",
        // 21 of seven: 27; 8 of seven: 72 / 7 = 10.29; 11 of eight: 99 / 8 = 12.375.
        "3333333--, 27, severe",
        "3320000--, 10, moderate",
        "33320000-, 12, moderate",
        "333333---, , ",
        "---------, , ",
        "---------3, , ",
    })
    void phq9(String answers, @Nullable String total, @Nullable String band) {
        assertThat(phq9(answers).scores()).isEqualTo(score("PHQ9_TOTAL", total, band));
        assertThat(phq9(answers).grades()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0000000, 0, minimal",
        "1111000, 4, minimal",
        "1111100, 5, mild",
        "3330000, 9, mild",
        "3331000, 10, moderate",
        "3333200, 14, moderate",
        "3333300, 15, severe",
        "3333333, 21, severe",
        "33310003, 10, moderate",
        // 9 of six: 63 / 6 = 10.5; 6 of five: 42 / 5 = 8.4.
        "333000-, 11, moderate",
        "-33000-, 8, mild",
        "3333---, , ",
    })
    void gad7(String answers, @Nullable String total, @Nullable String band) {
        Cleaned cleaned = clean("GAD-7", "GAD7_", answers);
        assertThat(cleaned.quarantined()).isFalse();
        assertThat(scoring.assess(Reports.STUDY, cleaned, History.NONE).scores())
                .isEqualTo(score("GAD7_TOTAL", total, band));
    }

    @Test
    void atTheCutThePatientIsCalledByTheTotalsName() {
        assertThat(phq9("333000000").alerts()).isEmpty();
        assertThat(phq9("333100000").alerts())
                .containsExactly(Alert.of("depression", null, "Depression", "PHQ9_TOTAL", 10));
        Cleaned anxious = clean("GAD-7", "GAD7_", "3331000");
        assertThat(scoring.assess(Reports.STUDY, anxious, History.NONE).alerts())
                .containsExactly(Alert.of("anxiety", null, "Anxiety", "GAD7_TOTAL", 10));
    }

    @ParameterizedTest
    @CsvSource({"000000000,0", "000000001,1", "000000002,2", "--------3,3"})
    void anyThoughtOfDeathIsARedFlagByItself(String answers, int score) {
        assertThat(phq9(answers).alerts())
                .isEqualTo(
                        score == 0
                                ? List.of()
                                : List.of(Alert.redFlag("suicidality", "PHQ9_9", score)));
    }

    @Test
    void aRedFlagIsOneWhateverRulesAreSet() {
        Scoring silent = Reports.scoring(List.of());
        Cleaned cleaned = clean("PHQ-9", "PHQ9_", "333333331");
        assertThat(silent.assess(Reports.STUDY, cleaned, History.NONE).alerts())
                .containsExactly(Alert.redFlag("suicidality", "PHQ9_9", 1));
    }

    @Test
    void aRedFlagOfAReportThatNamesAnUnknownInstrumentOrAnotherIsNotLost() {
        for (String instrument : List.of("PHQ-8", "PRO-CTCAE")) {
            Cleaned cleaned = clean(instrument, "PHQ9_", "000000001");
            assertThat(cleaned.quarantined()).isTrue();
            Assessment assessment = scoring.assess(Reports.STUDY, cleaned, History.NONE);
            assertThat(assessment.alerts())
                    .containsExactly(Alert.redFlag("suicidality", "PHQ9_9", 1));
            assertThat(assessment.scores()).isEqualTo(score("PHQ9_TOTAL", "1", "minimal"));
        }
        assertThat(clean("PHQ-8", "PHQ9_", "000000001").gradedBy()).isNull();
        assertThat(clean("PRO-CTCAE", "PHQ9_", "0").gradedBy()).isEqualTo(Reports.PRO_CTCAE);
        assertThat(Reports.rules(clean("PRO-CTCAE", "PHQ9_", "01")))
                .containsExactly("unknown_item", "unknown_item");
    }

    @Test
    void theDefaultsOfOneInstrumentAreNotAnothers() {
        // Two worse than before, which only PRO-CTCAE's own rules ask.
        assertThat(phq9("200000000").alerts()).isEmpty();
    }

    @Test
    void aRuleMayNameAnInstrumentOrATotal() {
        Scoring own =
                Reports.scoring(
                        List.of(
                                rule("any", Measure.TOTAL, 5, null, null, null),
                                rule("low", Measure.TOTAL, 1, null, "PHQ-9", null),
                                rule("fear", Measure.TOTAL, 8, null, null, "GAD7_TOTAL"),
                                rule("worse", Measure.RISE, 2, null, "PHQ-9", null)));
        Cleaned sad = clean("PHQ-9", "PHQ9_", "230000000");
        assertThat(own.assess(Reports.STUDY, sad, Reports.before(item -> 1)).alerts())
                .extracting(Alert::rule, Alert::item, Alert::score)
                .containsExactly(
                        tuple("worse", "PHQ9_2", 3),
                        tuple("any", "PHQ9_TOTAL", 5),
                        tuple("low", "PHQ9_TOTAL", 5));
        Cleaned afraid = clean("GAD-7", "GAD7_", "3320000");
        assertThat(own.assess(Reports.STUDY, afraid, Reports.before(item -> 0)).alerts())
                .extracting(Alert::rule)
                .containsExactly("any", "fear");
        Cleaned sick = Reports.scoring().clean(Reports.answering("PROCTCAE_9A_SCL", "4"));
        assertThat(own.assess(Reports.STUDY, sick, Reports.before(item -> 0)).alerts()).isEmpty();
    }

    @Test
    void whatStudiesBringStandsBesideWhatIsSetAndInTheirPlaceOfItsName() {
        var studies =
                new StudyRules(
                        List.of(
                                rule("depression", Measure.TOTAL, 20, "ONC-9", null, "PHQ9_TOTAL"),
                                rule("mild", Measure.TOTAL, 5, "ONC-9", null, "PHQ9_TOTAL")));
        var properties = Reports.properties(null, null);
        var own =
                new Scoring(
                        new Instruments(properties),
                        properties,
                        InstantSource.fixed(Reports.NOW),
                        studies);
        Cleaned cleaned = clean("PHQ-9", "PHQ9_", "333333000");

        assertThat(own.assess("ONC-9", cleaned, History.NONE).alerts())
                .extracting(Alert::rule)
                .containsExactly("mild");
        assertThat(own.assess("ONC-301", cleaned, History.NONE).alerts())
                .extracting(Alert::rule)
                .containsExactly("depression");
    }

    @Test
    void aReportIsGradedByTheVersionThatCleanedIt() {
        assertThat(clean("PHQ-9", "PHQ9_", "0").gradedBy())
                .isEqualTo(new InstrumentVersion("PHQ-9", "1.0"));
        assertThat(clean("phq-9", "PHQ9_", "0").gradedBy())
                .isEqualTo(new InstrumentVersion("PHQ-9", "1.0"));
        assertThat(Reports.rules(clean("phq-9", "PHQ9_", "0"))).containsExactly("normalized");
    }

    private static AlertRule rule(
            String name,
            Measure measure,
            int atLeast,
            @Nullable String study,
            @Nullable String instrument,
            @Nullable String score) {
        return new AlertRule(name, measure, atLeast, study, instrument, null, null, null, score);
    }
}
