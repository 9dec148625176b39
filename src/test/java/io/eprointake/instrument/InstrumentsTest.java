package io.eprointake.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.report.Alert;
import io.eprointake.report.Assessment.Grade;
import io.eprointake.report.Assessment.Score;
import io.eprointake.report.Cleaned;
import io.eprointake.report.History;
import io.eprointake.report.InstrumentVersion;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A study's own instruments, and several versions of one. */
class InstrumentsTest {

    private static final String DIARY =
            """
            name: DIARY
            version: "1.0"
            title: A diary of pain
            answers:
              pain:
                scored: {0: No pain, 1: , 2: , 3: , 4: , 5: , 6: , 7: , 8: , 9: , 10: Worst pain}
                unscored: [I do not know]
              help: {scored: {1: Little, 2: Some, 3: Much}}
            items:
              - {field: PAIN_DAY, label: Pain by day, attribute: severity, answers: pain}
              - {field: PAIN_NIGHT, label: Pain by night, attribute: severity, answers: pain}
              - field: PAIN_SLEEP
                label: Kept awake
                answers: pain
                unscored: [I did not try]
                spared_by: PAIN_NIGHT
              - {field: RELIEF, label: Relief, answers: help}
            scores:
              - name: PAIN_MEAN
                label: Pain
                method: mean
                items: [PAIN_DAY, PAIN_NIGHT, PAIN_SLEEP]
                missing: 1
                range: [0, 10]
                bands: {mild: 0, moderate: 3.5, severe: 7}
            red_flags:
              - {item: PAIN_DAY, at_least: 10, kind: worst_pain}
            alerts:
              - {name: painful, measure: total, score: PAIN_MEAN, at_least: 7}
            """;

    /** Its first item goes to 5 only, and half of that is painful. */
    private static final String NEWER =
            """
            name: DIARY
            version: "1.10"
            title: A diary of pain
            answers: {pain: {scored: {0: No pain, 1: , 2: , 3: , 4: , 5: Worst pain}}}
            items: [{field: PAIN_DAY, label: Pain by day, answers: pain}]
            alerts: [{name: painful, measure: score, at_least: 3}]
            """;

    @TempDir private Path folder;

    @BeforeEach
    void diary() throws IOException {
        Files.writeString(folder.resolve("diary.yaml"), DIARY);
    }

    private Cleaned clean(Scoring scoring, String instrument, String version, String... answers) {
        return scoring.clean(Reports.answering(instrument, version, answers));
    }

    @Test
    void knowsItsOwnAndTheFolders() {
        Instruments instruments = Reports.instruments(folder);

        assertThat(instruments.knows("PRO-CTCAE", "1.0")).isTrue();
        assertThat(instruments.knows("PHQ-9", null)).isTrue();
        assertThat(instruments.knows("GAD-7", "1.0")).isTrue();
        assertThat(instruments.knows("DIARY", "1.0")).isTrue();
        assertThat(instruments.knows("DIARY", "2.0")).isFalse();
        assertThat(instruments.knows("DIARY", "not a version")).isFalse();
        assertThat(Reports.instruments(null).knows("DIARY", null)).isFalse();
    }

    @Test
    void cleansAndScoresWhatTheFolderHas() {
        Scoring scoring = Reports.scoring(folder, null);

        Cleaned cleaned = clean(scoring, "DIARY", "1.0", "PAIN_DAY", "10", "PAIN_NIGHT", "no pain");

        assertThat(cleaned.quarantined()).isFalse();
        assertThat(cleaned.gradedBy()).isEqualTo(new InstrumentVersion("DIARY", "1.0"));
        assertThat(cleaned.scores())
                .isEqualTo(Map.of("PAIN_DAY", 10, "PAIN_NIGHT", 0, "PAIN_SLEEP", 0));
        var assessment = scoring.assess(Reports.STUDY, cleaned, History.NONE);
        assertThat(assessment.scores())
                .singleElement()
                .satisfies(score -> {
                    assertThat(score.score()).isEqualTo("PAIN_MEAN");
                    assertThat(score.value()).isEqualTo("3.33");
                    assertThat(score.band()).isEqualTo("mild");
                });
        assertThat(assessment.alerts())
                .singleElement()
                .satisfies(alert -> assertThat(alert.redFlag()).isEqualTo("worst_pain"));
    }

    @ParameterizedTest
    @CsvSource({
        "4,3,,3.50,moderate",
        "4,2,,3.00,mild",
        "7,,7,7.00,severe",
        "7,,6,6.50,moderate",
        "3,3,4,3.33,mild",
        "3,4,4,3.67,moderate"
    })
    void aMeanIsOfThoseThatThereAre(
            String day, String night, String sleep, String value, String band) {
        Scoring scoring = Reports.scoring(folder, null);
        Cleaned cleaned =
                clean(
                        scoring,
                        "DIARY",
                        "1.0",
                        "PAIN_DAY",
                        day,
                        "PAIN_NIGHT",
                        night == null ? "" : night,
                        "PAIN_SLEEP",
                        sleep == null ? "I did not try" : sleep);

        var assessment = scoring.assess(Reports.STUDY, cleaned, History.NONE);

        assertThat(assessment.scores())
                .singleElement()
                .satisfies(score -> {
                    assertThat(score.value()).isEqualTo(value);
                    assertThat(score.band()).isEqualTo(band);
                });
        // 6.5 is not 7, and an alert has the value without its fraction.
        assertThat(assessment.alerts()).hasSize(value.startsWith("7") ? 1 : 0);
    }

    @Test
    void aScaleMayBeginAboveZero() {
        Scoring scoring = Reports.scoring(folder, null);

        assertThat(Reports.rules(clean(scoring, "DIARY", "1.0", "RELIEF", "0")))
                .containsExactly("out_of_range");
        assertThat(Reports.rules(clean(scoring, "DIARY", "1.0", "RELIEF", "1"))).isEmpty();
        assertThat(clean(scoring, "DIARY", "1.0", "RELIEF", "much").scores())
                .containsEntry("RELIEF", 3);
    }

    @Test
    void twoVersionsGradeEachTheirOwnReports() throws IOException {
        Files.writeString(folder.resolve("a newer diary.yaml"), NEWER);
        Scoring scoring = Reports.scoring(folder, null);

        Cleaned old = clean(scoring, "DIARY", "1.0", "PAIN_DAY", "5");
        Cleaned now = clean(scoring, "DIARY", "1.10", "PAIN_DAY", "5");

        assertThat(scoring.assess(Reports.STUDY, old, History.NONE).alerts()).isEmpty();
        assertThat(scoring.assess(Reports.STUDY, now, History.NONE).alerts())
                .singleElement()
                .satisfies(alert -> assertThat(alert.rule()).isEqualTo("painful"));
        assertThat(Reports.rules(clean(scoring, "DIARY", "1.0", "PAIN_DAY", "6"))).isEmpty();
        assertThat(Reports.rules(clean(scoring, "DIARY", "1.10", "PAIN_DAY", "6")))
                .containsExactly("out_of_range");
    }

    @Test
    void anUnknownVersionIsReadByTheNewest() throws IOException {
        Files.writeString(folder.resolve("a newer diary.yaml"), NEWER);
        Files.writeString(folder.resolve("diary.yaml"), DIARY.replace("\"1.0\"", "\"1.9\""));
        Scoring scoring = Reports.scoring(folder, null);

        Cleaned cleaned = clean(scoring, "DIARY", "7", "PAIN_DAY", "6");

        assertThat(Reports.rules(cleaned))
                .containsExactly("unknown_instrument_version", "out_of_range");
        assertThat(cleaned.gradedBy()).isEqualTo(new InstrumentVersion("DIARY", "1.10"));
    }

    /** Of each: what takes whose place, and what the refusal says. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "title: A diary|titel: A diary|line 3, titel: there is no such key; there are [name,",
                "version: \"1.0\"|version: \"1.0\"\\nversion: \"2.0\"|line 3: Duplicate field 'version'",
                "version: \"1.0\"|version: 1.0|line 2, version: is a text, where needed in quotes",
                "version: \"1.0\"|version: \"one\"|line 2, version: is numbers and points",
                "name: DIARY|name: phq-9|line 1, name: there is PHQ-9 already",
                "name: DIARY|name: PHQ-9|line 2, version: there is PHQ-9 1.0 already",
                "label: Relief, |'' |line 17, items[3].label: is missing",
                "answers: help}|answers: hepl}|line 17, items[3].answers: there are no such answers",
                "9: , 10:|10:|line 6, answers.pain.scored: scores are without a gap",
                "[I do not know]|[no pain]|line 7, answers.pain.unscored[0]: two answers have",
                "1: Little|1: Much|line 8, answers.help.scored.3: two scores have this text",
                "1: Little|-1: Little|line 8, answers.help.scored.-1: a score is a whole number",
                "field: RELIEF|field: PAIN_DAY|line 17, items[3].field: there are two PAIN_DAY",
                "field: RELIEF|field: PHQ9_9|line 17, items[3].field: it belongs to PHQ-9",
                "field: RELIEF|field: GAD7_TOTAL|line 17, items[3].field: it belongs to GAD-7",
                "name: PAIN_MEAN|name: RELIEF|line 19, scores[0].name: there are two RELIEF",
                "spared_by: PAIN_NIGHT|spared_by: PAIN_NIHGT|line 16, items[2].spared_by: an item that",
                "spared_by: PAIN_NIGHT|spared_by: RELIEF|line 16, items[2].spared_by: what spares and",
                "spared_by: PAIN_NIGHT|group: 81|line 16, items[2].group: groups are those of PRO-CTCAE",
                "missing: 1|missing: 3|line 23, scores[0].missing: fewer are missing than",
                "method: mean|method: median|line 21, scores[0].method: is one of [sum, mean]",
                "PAIN_NIGHT, PAIN_SLEEP]|RELIEF]|line 22, scores[0].items: a mean is of items of one",
                "PAIN_NIGHT, PAIN_SLEEP]|PAIN_DAY]|line 22, scores[0].items[1]: is no item, or there twice",
                "range: [0, 10]|range: [0, 30]|line 24, scores[0].range: its items come to [0, 10]",
                "mild: 0|mild: 1|line 25, scores[0].bands.mild: the first band begins with the range",
                "severe: 7|severe: 3.5|line 25, scores[0].bands.severe: the first band begins",
                "at_least: 10, kind|at_least: 11, kind|line 27, red_flags[0].at_least: some answers",
                "at_least: 10, kind|at_least: 0, kind|line 27, red_flags[0].at_least: some answers",
                "item: PAIN_DAY, at|item: PAIN, at|line 27, red_flags[0].item: there is no such item",
                "score: PAIN_MEAN|score: PAIN|line 29, alerts[0]: the rule can match nothing",
                "score: PAIN_MEAN|study: ONC-301|line 29, alerts[0].study: there is no such key",
                "measure: total|measure: totals|line 29, alerts[0].measure: is one of [score, rise,",
                "at_least: 7|at_least: 11|line 29, alerts[0]: the rule can match nothing",
                "items:|items: [|line 9: expected the node content"
            })
    void aFileThatIsWrongIsRefusedWithLineAndKey(String right, String wrong, String said)
            throws IOException {
        assertThat(DIARY).contains(right);
        String written =
                DIARY.replaceFirst(
                        Pattern.quote(right), Matcher.quoteReplacement(wrong.replace("\\n", "\n")));
        Files.writeString(folder.resolve("diary.yaml"), written);

        assertThatThrownBy(() -> Reports.instruments(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("diary.yaml, " + said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "attribute: frequency, answers: five}|attribute: amount, answers: five}|no group has such items",
                "[0, 0]|[0]|there is one for each score of NAUSEA_B, from 0 to 1",
                "[1, 2]|[1, 4]|a grade is 0 to 3",
                "label: Sickness, attribute: presence|label: Nausea, attribute: presence|a group has one label",
                "[frequency, presence]|[frequency]|no group has such items"
            })
    void aCompositeFitsItsGroup(String right, String wrong, String said) throws IOException {
        String file =
                """
                name: SICK
                version: "1"
                title: Sickness
                answers: {five: {scored: {0: None, 1: Some, 2: Much}}, two: {scored: {0: A, 1: B}}}
                items:
                  - {field: NAUSEA_A, group: 9, label: Sickness, attribute: frequency, answers: five}
                  - {field: NAUSEA_B, group: 9, label: Sickness, attribute: presence, answers: two}
                composites:
                  - {attributes: [frequency, presence], grades: [[0, 0], [1, 1], [1, 2]]}
                """;
        Files.writeString(folder.resolve("sick.yaml"), file);
        Scoring scoring = Reports.scoring(folder, null);
        Cleaned cleaned = clean(scoring, "SICK", "1", "NAUSEA_A", "2", "NAUSEA_B", "1");
        assertThat(scoring.assess(Reports.STUDY, cleaned, History.NONE).grades())
                .singleElement()
                .satisfies(grade -> assertThat(grade.composite()).isEqualTo(2));

        assertThat(file).contains(right);
        Files.writeString(folder.resolve("sick.yaml"), file.replace(right, wrong));
        assertThatThrownBy(() -> Reports.instruments(folder))
                .hasMessageStartingWith("sick.yaml, line ")
                .hasMessageEndingWith(said);
    }

    @Test
    void filesAreBoundedInSizeAndNumber() throws IOException {
        Files.writeString(folder.resolve("large.yaml"), " ".repeat(Instruments.MAX_BYTES + 1));
        assertThatThrownBy(() -> Reports.instruments(folder))
                .hasMessage("large.yaml is larger than 262144 bytes");
        Files.delete(folder.resolve("large.yaml"));
        for (int i = 0; i < Instruments.MAX_FILES; i++) {
            Files.createFile(folder.resolve(i + ".yaml"));
        }
        assertThatThrownBy(() -> Reports.instruments(folder))
                .hasMessage(folder + " has more than 100 instruments");
    }

    @Test
    void aFolderThatIsNoneIsRefusedAndOtherFilesAreNot() throws IOException {
        Files.writeString(folder.resolve("README.md"), "not one");
        assertThat(Reports.instruments(folder).all()).hasSize(4);

        assertThatThrownBy(() -> Reports.instruments(folder.resolve("none")))
                .hasMessageEndingWith("none cannot be listed");
        Files.createFile(folder.resolve("empty.yaml"));
        assertThatThrownBy(() -> Reports.instruments(folder)).hasMessage("empty.yaml: is missing");
    }

    @Test
    void itemsOfVersionsAreTheSameAndOfInstrumentsAreNot() throws IOException {
        Files.writeString(folder.resolve("x.yaml"), NEWER.replace("name: DIARY", "name: OTHER"));
        assertThatThrownBy(() -> Reports.instruments(folder))
                .hasMessage("x.yaml, line 5, items[0].field: it belongs to DIARY");
        Files.writeString(
                folder.resolve("x.yaml"),
                NEWER.replace("name: DIARY", "name: OTHER").replace("PAIN_DAY", "OTHER_DAY")
                        + "scores: [{name: PAIN_MEAN, label: Pain, method: sum, range: [0, 5]}]\n");
        assertThatThrownBy(() -> Reports.instruments(folder))
                .hasMessage("x.yaml, line 7, scores[0].name: it belongs to DIARY");
    }

    @Test
    void theManualsFileIsOneAndNamesEveryKey() throws IOException {
        String page = Files.readString(Path.of("src", "docs", "manual", "instruments.md"));
        int from = page.indexOf("```yaml\n") + 8;
        String shown = page.substring(from, page.indexOf("```", from));
        Files.writeString(folder.resolve("diary.yaml"), shown);
        Scoring scoring = Reports.scoring(folder, null);

        Cleaned cleaned =
                clean(
                        scoring,
                        "PAIN-DIARY",
                        "2.1",
                        "PAIN_NOW",
                        "worst pain",
                        "PAIN_NIGHT",
                        "4",
                        "SICK_OFTEN",
                        "3",
                        "SICK_BADLY",
                        "3");

        var assessment = scoring.assess(Reports.STUDY, cleaned, History.NONE);
        assertThat(assessment.grades()).containsExactly(new Grade(9, "Nausea", 3));
        assertThat(assessment.scores())
                .containsExactly(new Score("PAIN_NIGHTS", new BigDecimal(8), "much"));
        assertThat(assessment.alerts())
                .extracting(Alert::rule)
                .containsExactly("pain", "red_flag", "nights");
    }

    @Test
    void theSymptomsThatTheAnalyzerNamesAreThoseOfProCtcae() {
        assertThat(Reports.instruments(folder).symptoms()).hasSize(80).containsEntry(9, "Nausea");
        assertThat(Reports.instruments(folder).highestScores())
                .hasSize(124)
                .containsEntry("PROCTCAE_5A_IND", 1);
        assertThat(List.copyOf(Reports.instruments(null).names()))
                .containsExactly("PRO-CTCAE", "PHQ-9", "GAD-7");
    }
}
