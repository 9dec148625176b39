package io.eprointake.study;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.instrument.AlertRule;
import io.eprointake.instrument.AlertRule.Measure;
import io.eprointake.study.Expected.Every;
import io.eprointake.study.Expected.Visit;
import io.eprointake.testing.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StudyFileTest {

    private static Study read(String yaml) throws StudyFileException {
        return StudyFile.read(yaml.getBytes(UTF_8));
    }

    @Test
    void theManualsExampleIsRead() throws Exception {
        String page = Files.readString(Path.of("src", "docs", "manual", "studies.md"));
        int from = page.indexOf("```yaml\n") + 8;

        Study study = read(page.substring(from, page.indexOf("```", from)));

        assertThat(study.timeZone()).isEqualTo("Europe/Berlin");
        assertThat(study.sites()).hasSize(2);
        assertThat(study.lateBy()).isEqualTo(Duration.ofDays(2));
        assertThat(study.silentAfter()).isEqualTo(Duration.ofDays(3));
        assertThat(study.instruments())
                .containsExactly(
                        new Expected("PRO-CTCAE", "1.0", 3, Every.DAY, List.of()),
                        new Expected(
                                "PHQ-9",
                                null,
                                null,
                                null,
                                List.of(
                                        new Visit("cycle 1", 15, 2, 3),
                                        new Visit("cycle 2", 43, 2, 3))),
                        new Expected("GAD-7", null, 7, null, List.of()));
        assertThat(study.alertRules())
                .containsExactly(
                        new AlertRule(
                                "severe",
                                Measure.SCORE,
                                2,
                                "ONC-301",
                                null,
                                "severity",
                                null,
                                null,
                                null));
        assertThat(study.answering()).isEqualTo(Answering.USUAL);
        assertThat(study.recipients()).hasSize(2);
    }

    @Test
    void whatAFileLeavesOutHasTheDefaults() throws Exception {
        assertThat(read("study: S")).isEqualTo(Study.usual("S"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "2 | late_by: | late_by: 2 days",
                "3 | late_by: stands there twice | late_by: P2D\\nlate_by: P1D",
                "2 | late_by: must be from 0 to 60 days | late_by: -P1D\\nsilent_after: P3D",
                "3 | silent_after: must be from 1 hour | late_by: P1D\\nsilent_after: PT1M",
                "2 | time_zone: must be a time zone's name | time_zone: +01:00",
                "1 | has more in it than any study | sites: &all [*all]",
                "2 | colour: there is no such key | colour: red\\nlate_by: P1D",
                "4 | sites [1] target: | sites:\\n  - {site: A, target: 1}\\n  - {site: B, target: x}",
                "2 | sites [1]: there are two | sites: [{site: A}, {site: A}]",
                "2 | instruments [0]: must have a baseline, every or visits | instruments: [{name: P}]",
                "2 | instruments [0]: visits: must not stand beside every | instruments: [{name: P, every: day, visits: [{name: a, day: 9}]}]",
                "4 | instruments [1]: baseline: must be from 1 | instruments:\\n  - {name: P, every: day}\\n  - {name: Q, baseline: 0}",
                "4 | instruments [0] every: | instruments:\\n  - name: P\\n    every: month",
                "2 | instruments [0] visits [0]: day: must be | instruments: [{name: P, visits: [{name: a, day: 0}]}]",
                "2 | the window of a begins on day -1 | instruments: [{name: P, visits: [{name: a, day: 2, before: 3}]}]",
                "2 | the window of b begins on day 9 | instruments: [{name: P, visits: [{name: b, day: 10, before: 1}, {name: a, day: 8, after: 1}]}]",
                "2 | the window of a begins on day 3 | instruments: [{name: P, baseline: 3, visits: [{name: a, day: 3}]}]",
                "2 | instruments [1]: there are two of the name P | instruments: [{name: P, every: day}, {name: P, version: '2', every: week}]",
                "2 | alert_rules [0] at_least: must be 1 | alert_rules: [{name: severe, measure: score}]",
                "2 | alert_rules [0] study: must not | alert_rules: [{name: severe, measure: score, at_least: 2, study: S}]",
                "2 | alert_rules [1]: there are two | alert_rules: [{name: a, measure: score, at_least: 2}, {name: a, measure: score, at_least: 3}]"
            })
    void whatIsWrongIsToldWithItsLineAndKey(int line, String key, String yaml) {
        assertThatThrownBy(() -> read("study: S\n" + yaml.replace("\\n", "\n")))
                .isInstanceOf(StudyFileException.class)
                .satisfies(wrong ->
                        assertThat(wrong.getMessage())
                                .startsWith("line " + line + ": ")
                                .contains(key));
    }

    @Test
    void aStartIsRefusedWithTheFileTheLineAndTheKey(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("a.yaml"), "study: A\n");
        Files.writeString(folder.resolve("b.yaml"), "study: B\nlate_by: P1D\ncolour: red\n");

        assertThatThrownBy(() -> new Studies(new StudyProperties(folder)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "epro.study.folder: b.yaml line 3: colour: there is no such key");
    }

    @Test
    void oneStudyHasOneFile(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("a.yaml"), "study: A\n");
        Files.writeString(folder.resolve("b.yaml"), "study: A\n");

        assertThatThrownBy(() -> StudyFile.readAll(folder))
                .hasMessageContaining("b.yaml")
                .hasMessageContaining("another file has this study");
    }

    /** Written by somebody who knew the manual's page and not the code. */
    static Stream<Arguments> files() throws IOException {
        try (var files = StudyFileTest.class.getResourceAsStream("/study/files.json")) {
            return Client.JSON
                    .readTree(files)
                    .valueStream()
                    .map(it -> Arguments.of(it.path("name").asText(), it))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void eachIsReadOrRefusedAsItMust(String name, JsonNode its) throws StudyFileException {
        byte[] yaml = its.path("yaml").asText().getBytes(UTF_8);
        if (its.path("verdict").asText().equals("starts")) {
            Study study = StudyFile.read(yaml);
            JsonNode expect = its.path("expect");
            assertThat(study.sites()).hasSize(expect.path("sites").asInt(study.sites().size()));
            assertThat(study.instruments())
                    .hasSize(expect.path("instruments").asInt(study.instruments().size()));
            assertThat(study.recipients())
                    .hasSize(expect.path("recipients").asInt(study.recipients().size()));
            if (expect.has("late_by")) {
                assertThat(study.lateBy())
                        .isEqualTo(Duration.parse(expect.path("late_by").asText()));
            }
            return;
        }
        assertThatThrownBy(() -> StudyFile.read(yaml))
                .isInstanceOf(StudyFileException.class)
                .satisfies(wrong -> {
                    String said = String.valueOf(wrong.getMessage());
                    Matcher line = Pattern.compile("^line (\\d+): ").matcher(said);
                    assertThat(line.find()).as(said).isTrue();
                    int first = its.at("/lines/0").asInt(its.path("line").asInt());
                    int last = its.at("/lines/1").asInt(its.path("line").asInt());
                    assertThat(Integer.parseInt(line.group(1))).as(said).isBetween(first, last);
                    if (its.hasNonNull("key")) {
                        assertThat(said).contains(its.path("key").asText());
                    }
                });
    }
}
