package io.eprointake.instrument;

import static io.eprointake.instrument.Reports.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.instrument.AlertRule.Measure;
import io.eprointake.report.Alert;
import io.eprointake.report.Cleaned;
import io.eprointake.report.History;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

class AlertRulesTest {

    private static final String FATIGUE = "PROCTCAE_53A_SCL";

    private static List<Alert> alerts(Scoring scoring, String study, String... responses) {
        return scoring.assess(study, scoring.clean(answering(responses)), History.NONE).alerts();
    }

    private static AlertRule rule(
            String name,
            Measure measure,
            int atLeast,
            @Nullable String study,
            @Nullable String attribute,
            @Nullable String item,
            @Nullable Integer group) {
        return new AlertRule(name, measure, atLeast, study, null, attribute, item, group, null);
    }

    @ParameterizedTest
    @CsvSource({"1,0,0", "2,1,0", "3,1,1", "3,2,0", "4,2,1", "2,0,1", "1,3,0"})
    void twoWorseThanBeforeIsAnAlert(String now, Integer before, int expected) {
        Scoring scoring = Reports.scoring();
        // Frequency has no severity rule: what is raised is the rise.
        Cleaned cleaned = scoring.clean(answering("PROCTCAE_62A_SCL", now));
        assertThat(scoring.assess(Reports.STUDY, cleaned, Reports.before(item -> before)).alerts())
                .extracting(Alert::rule)
                .isEqualTo(expected == 1 ? List.of("worsened") : List.of());
    }

    @Test
    void withoutAnEarlierScoreNothingIsWorse() {
        assertThat(alerts(Reports.scoring(), Reports.STUDY, "PROCTCAE_62A_SCL", "4")).isEmpty();
    }

    @Test
    void anUncertainTimeRaisesNoRiseButStillWhatIsSevere() {
        Scoring scoring = Reports.scoring();
        var report =
                Reports.report(
                        "PRO-CTCAE",
                        "1.0",
                        "2026-03-02T09:00:00",
                        "self",
                        Map.of(FATIGUE, "4"),
                        null);
        assertThat(
                        scoring.assess(
                                        Reports.STUDY,
                                        scoring.clean(report),
                                        Reports.before(item -> 0))
                                .alerts())
                .containsExactly(Alert.of("severe", 53, "Fatigue", FATIGUE, 4));
    }

    @Test
    void aPresenceNeverAlertsByDefault() {
        Scoring scoring = Reports.scoring();
        Cleaned cleaned = scoring.clean(answering("PROCTCAE_24A_IND", "Yes"));
        assertThat(scoring.assess(Reports.STUDY, cleaned, Reports.before(item -> 0)).alerts())
                .isEmpty();
    }

    @Test
    void historyIsAskedOnlyWhereARiseIsPossible() {
        Scoring scoring = Reports.scoring();
        Cleaned cleaned = scoring.clean(answering(FATIGUE, "1", "PROCTCAE_24A_IND", "1"));
        History untouched =
                item -> {
                    throw new AssertionError(item);
                };
        assertThat(scoring.assess(Reports.STUDY, cleaned, untouched).alerts()).isEmpty();
    }

    @Test
    void scoresOfUnknownItemsMatchNothing() {
        var cleaned =
                new Cleaned(
                        Reports.PRO_CTCAE, Reports.NOW, Map.of("PROCTCAE_99A_SCL", 4), List.of());
        var assessment =
                Reports.scoring().assess(Reports.STUDY, cleaned, Reports.before(item -> 0));
        assertThat(assessment.alerts()).isEmpty();
        assertThat(assessment.grades()).isEmpty();
    }

    @Test
    void anUnscoredAnswerMatchesNothing() {
        var always = rule("any", Measure.SCORE, 1, null, null, null, null);
        assertThat(
                        alerts(
                                Reports.scoring(List.of(always)),
                                Reports.STUDY,
                                "PROCTCAE_66A_SCL",
                                "Prefer not to answer"))
                .isEmpty();
    }

    @Test
    void aRuleReachesOnlyWhatItNames() {
        Scoring scoring =
                Reports.scoring(
                        List.of(
                                rule(
                                        "rash",
                                        Measure.SCORE,
                                        1,
                                        null,
                                        null,
                                        "PROCTCAE_24A_IND",
                                        null),
                                rule("breath", Measure.SCORE, 2, null, "severity", null, 19),
                                rule("vomiting", Measure.COMPOSITE, 2, null, null, null, 10)));
        assertThat(
                        alerts(
                                scoring,
                                Reports.STUDY,
                                "PROCTCAE_24A_IND",
                                "1",
                                "PROCTCAE_29A_IND",
                                "1",
                                "PROCTCAE_19A_SCL",
                                "2",
                                "PROCTCAE_19B_SCL",
                                "4",
                                "PROCTCAE_20A_SCL",
                                "4",
                                "PROCTCAE_9A_SCL",
                                "4",
                                "PROCTCAE_9B_SCL",
                                "4",
                                "PROCTCAE_10A_SCL",
                                "4",
                                "PROCTCAE_10B_SCL",
                                "4"))
                .containsExactly(
                        Alert.of("rash", 24, "Rash", "PROCTCAE_24A_IND", 1),
                        Alert.of("breath", 19, "Shortness of Breath", "PROCTCAE_19A_SCL", 2),
                        Alert.of("vomiting", 10, "Vomiting", null, 3));
    }

    @Test
    void aStudysRuleTakesThePlaceOfTheGeneralOneOfItsName() {
        Scoring scoring =
                Reports.scoring(
                        List.of(
                                rule("severe", Measure.SCORE, 3, null, "severity", null, null),
                                rule("tired", Measure.SCORE, 1, null, null, FATIGUE, null),
                                rule("severe", Measure.SCORE, 4, "ONC-9", "severity", null, null)));
        assertThat(alerts(scoring, "ONC-301", FATIGUE, "3"))
                .extracting(Alert::rule)
                .containsExactly("severe", "tired");
        assertThat(alerts(scoring, "ONC-9", FATIGUE, "3"))
                .extracting(Alert::rule)
                .containsExactly("tired");
        assertThat(alerts(scoring, "ONC-9", FATIGUE, "4"))
                .extracting(Alert::rule)
                .containsExactly("severe", "tired");
    }

    @Test
    void aRuleThatCanMatchNothingIsRefused() {
        assertRefused(rule("r", Measure.SCORE, 1, null, null, "PROCTCAE_99A_SCL", null));
        assertRefused(rule("r", Measure.SCORE, 1, null, "intensity", null, null));
        assertRefused(rule("r", Measure.SCORE, 1, null, null, null, 81));
        assertRefused(rule("r", Measure.SCORE, 3, null, "presence", null, null));
        assertRefused(rule("r", Measure.SCORE, 1, null, "severity", "PROCTCAE_9A_SCL", null));
        assertRefused(rule("r", Measure.COMPOSITE, 1, null, "severity", null, null));
        assertRefused(rule("r", Measure.COMPOSITE, 4, null, null, null, null));
        assertRefused(rule("r", Measure.COMPOSITE, 1, null, null, null, 24));
    }

    private static void assertRefused(AlertRule rule) {
        assertThatThrownBy(() -> Reports.scoring(List.of(rule)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rule r matches nothing");
    }

    @Test
    void twoRulesOfOneNameAreRefused() {
        var rule = rule("r", Measure.SCORE, 1, "ONC-9", null, null, null);
        assertThatThrownBy(() -> Reports.scoring(List.of(rule, rule)))
                .hasMessage("there are two rules r of study ONC-9");
    }

    @Configuration
    @EnableConfigurationProperties(InstrumentProperties.class)
    @Import({Instruments.class, Scoring.class})
    static class App {
        @Bean
        InstantSource clock() {
            return InstantSource.fixed(Reports.NOW);
        }
    }

    private final ApplicationContextRunner app =
            new ApplicationContextRunner().withUserConfiguration(App.class);

    @Test
    void nothingConfiguredMeansTheDefaults() {
        app.run(context ->
                assertThat(alerts(context.getBean(Scoring.class), Reports.STUDY, FATIGUE, "3"))
                        .extracting(Alert::rule)
                        .containsExactly("severe"));
    }

    @Test
    void configuredRulesTakeThePlaceOfTheDefaults() {
        app.withPropertyValues(
                        "epro.instrument.alerts[0].name=tired",
                        "epro.instrument.alerts[0].measure=score",
                        "epro.instrument.alerts[0].at-least=2",
                        "epro.instrument.alerts[0].group=53")
                .run(context ->
                        assertThat(
                                        alerts(
                                                context.getBean(Scoring.class),
                                                Reports.STUDY,
                                                FATIGUE,
                                                "4",
                                                "PROCTCAE_19A_SCL",
                                                "4"))
                                .containsExactly(Alert.of("tired", 53, "Fatigue", FATIGUE, 4)));
    }

    @Test
    void anEmptyListMeansNoAlerts() {
        app.withPropertyValues("epro.instrument.alerts=")
                .run(context ->
                        assertThat(
                                        alerts(
                                                context.getBean(Scoring.class),
                                                Reports.STUDY,
                                                FATIGUE,
                                                "4"))
                                .isEmpty());
    }

    @Test
    void aBadRuleRefusesToStartAndSaysWhy() {
        app.withPropertyValues(
                        "epro.instrument.alerts[0].name=typo",
                        "epro.instrument.alerts[0].measure=score",
                        "epro.instrument.alerts[0].at-least=3",
                        "epro.instrument.alerts[0].attribute=severty")
                .run(context ->
                        assertThat(context.getStartupFailure())
                                .rootCause()
                                .hasMessageContaining("rule typo matches nothing")
                                .hasMessageContaining("severty"));
        app.withPropertyValues("epro.instrument.alerts[0].name=Not A Word")
                .run(context ->
                        assertThat(context.getStartupFailure())
                                .rootCause()
                                .hasMessageContaining("alerts[0].name")
                                .hasMessageContaining("alerts[0].measure")
                                .hasMessageContaining("alerts[0].atLeast"));
        app.withPropertyValues("epro.instrument.clock-skew=-1s")
                .run(context ->
                        assertThat(context.getStartupFailure())
                                .rootCause()
                                .hasMessageContaining("clockSkew"));
    }
}
