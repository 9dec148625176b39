package io.eprointake.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is emptied in silence: what fits is read, and what does not is told. */
class EmptiedTest {

    @TempDir private Path folder;
    private Study study;

    @BeforeEach
    void makeStudy() throws IOException {
        study = new Study(folder);
    }

    private void rules(String columns) throws IOException {
        Files.writeString(
                study.rules(),
                """
                as_of: 2026-03-01
                files:
                  - match: "*.csv"
                    subject: ID
                    columns: {ID: pseudonym, %s}
                """
                        .formatted(columns));
    }

    private String handedOn(String... options) throws IOException {
        Ended ended = study.run(options);

        assertThat(ended.err()).contains("a.csv: done");
        assertThat(ended.code()).isZero();
        return study.output("a.csv");
    }

    private String refused() throws IOException {
        Ended ended = study.run();

        assertThat(ended.code()).isOne();
        assertThat(study.report("a.csv").path("outcome").asText()).isEqualTo("failed");
        assertThat(study.handedOn()).isEmpty();
        String reason = study.report("a.csv").path("reason").asText();
        assertThat(ended.err()).contains("a.csv: failed: " + reason);
        return reason;
    }

    /** What the report has on the second column. */
    private JsonNode column() throws IOException {
        return study.report("a.csv").path("columns").get(1);
    }

    private static String rows(int fitting, String fits, int others, String other) {
        var text = new StringBuilder("ID,V\n");
        text.append("P1,%s\n".formatted(fits).repeat(fitting));
        text.append("P1,%s\n".formatted(other).repeat(others));
        return text.toString();
    }

    /** Fixed widths, the guards of Chinese exports, and what word processors leave. */
    @ParameterizedTest
    @ValueSource(strings = {" %s", "%s  ", "\t%s", "\u00a0%s\u3000", "\u200e%s\ufeff"})
    void paddedValuesAreReadAsTheyStand(String padded) throws IOException {
        rules("VISIT: shift_date, AGE: age, ZIP: zip3, SCORE: {action: generalize, width: 10}");
        String row =
                "P1,2026-03-02,64,45402,17\n"
                        .replaceAll("(?<=,)([^,\n]+)", padded.replace("%s", "$1"));
        study.file("a.csv", "ID,VISIT,AGE,ZIP,SCORE\n" + row);

        assertThat(handedOn()).isEqualTo("ID,VISIT,AGE,ZIP,SCORE\nP,2026,64,454,10-19\n");
    }

    @Test
    void aPaddedDateIsShiftedAndWrittenWithoutPadding() throws IOException {
        rules("VISIT: shift_date, SEEN: {action: shift_date, format: dd/MM/uuuu}");
        study.file("a.csv", "ID,VISIT,SEEN\nP1,2026-03-02  ,\t02/03/2026\n");

        assertThat(handedOn("--profile", "limited-dates").lines().skip(1))
                .singleElement()
                .asString()
                .matches("P,\\d{4}-\\d\\d-\\d\\d,\\d\\d/\\d\\d/\\d{4}");
    }

    @Test
    void paddingAloneIsNoValue() throws IOException {
        rules("V: age");
        study.file("a.csv", "ID,V\nP1,   \nP1,\u3000\nP1,\t\n");

        assertThat(handedOn()).isEqualTo("ID,V\nP,\nP,\nP,\n");
        assertThat(column().has("emptied")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh-CN", "tr-TR", "ar-EG", "th-TH-u-ca-buddhist-nu-thai", "en-GB"})
    void monthsAreEnglishOnEveryMachine(String machine) throws IOException {
        rules("V: {action: year, format: dd-MMM-uuuu}");
        study.file("a.csv", "ID,V\nP1,02-Mar-2026\nP1,03-Aug-2025\nP1,09-Sep-2025\n");
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(machine));
        try {
            assertThat(handedOn()).isEqualTo("ID,V\nP,2026\nP,2025\nP,2025\n");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ddMMMuuuu, 02MAR2026",
        "ddMMMuuuu, 02mar2026",
        "ddMMMuu:HH:mm:ss, 02MAR26:14:05:00",
        "dd-MMM-uu, 02-MAR-26",
        "dd MMMM yyyy, 02 march 2026",
        "dd/MM/yyyy, 02/03/2026",
        "d.M.yy, 2.3.26",
        "uuuuDDD, 2026061",
        "MM/yyyy, 03/2026"
    })
    void aFormatAsPeopleWriteItReadsDatesAsProgramsWriteThem(String format, String date)
            throws IOException {
        rules("V: {action: year, format: '" + format + "'}");
        study.file("a.csv", "ID,V\nP1," + date + "\n");

        assertThat(handedOn()).isEqualTo("ID,V\nP,2026\n");
    }

    @Test
    void theRulesMayNameAnotherLanguage() throws IOException {
        rules("V: {action: year, format: d MMMM yyyy, locale: fr}");
        study.file("a.csv", "ID,V\nP1,2 AOÛT 2026\nP1,1 février 2026\n");

        assertThat(handedOn()).isEqualTo("ID,V\nP,2026\nP,2026\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dd/MM/YYYY", "dd/mm/yyyy", "DD/MM/yyyy", "dd/MM/yyyy hh:mm", "HH:mm"})
    void aFormatThatCannotReadWhatItWritesIsRefused(String format) throws IOException {
        rules("V: {action: year, format: '" + format + "'}");
        study.file("a.csv", "ID,V\nP1,02/03/2026\n");

        Ended ended = study.run();

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .contains("columns V: format " + format, "write uuuu for the year, MM or MMM")
                .startsWith(study.rules() + ": line ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"999", "888", "131", "-9", "-1", "999.0", " 999 "})
    void whatNobodysAgeCanBeIsNoGreatAge(String code) throws IOException {
        rules("V: age");
        study.file("a.csv", rows(198, "64", 1, "130") + "P1," + code + "\n");

        String output = handedOn();

        assertThat(output).endsWith("P,64\nP,90+\nP,\n");
        assertThat(column().path("not_understood").asInt()).isOne();
        assertThat(column().path("emptied").asInt()).isOne();
    }

    @Test
    void codesForNoAgeThatTheRulesDoNotListFailTheFile() throws IOException {
        rules("V: age");
        study.file("a.csv", "ID,V\nP0,64\nP1,999\n");

        assertThat(refused()).startsWith("column V: 1 of 2 values did not fit age");
    }

    @Test
    void codesThatTheRulesListAreLeftEmptyAndAreNoFault() throws IOException {
        rules(
                "V: {action: age, missing: [999, -9, 99, NA]}, D: {action: year, missing: [1900-01-01]}");
        study.file(
                "a.csv",
                "ID,V,D\nP1,64,2026-03-02\nP1,999,1900-01-01\nP1,-9.0,\nP1,99,\nP1,NA ,\nP1,98,\n");

        Ended ended = study.run();

        assertThat(ended.err()).contains("a.csv: done, 6 rows; values left empty: V 4, D 1\n");
        assertThat(study.output("a.csv"))
                .isEqualTo("ID,V,D\nP,64,2026\nP,,\nP,,\nP,,\nP,,\nP,90+,\n");
        assertThat(column().path("emptied").asInt()).isEqualTo(4);
        assertThat(column().has("not_understood")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "year",
                "shift_date",
                "zip3",
                "age",
                "'{action: generalize, width: 10}'",
                "'{action: generalize, groups: {a: b}}'"
            })
    void aColumnOfWhichNothingFitsFailsItsFile(String rule) throws IOException {
        rules("V: " + rule.replace("'", ""));
        study.file("a.csv", "ID,V\nP1,unheard\nP2,unheard\n").file("b.csv", "ID,V\n");

        Ended ended = study.run("--profile", "limited-dates");

        assertThat(ended.code()).isOne();
        assertThat(ended.err()).contains("a.csv: failed: column V: 2 of 2 values did not fit ");
        assertThat(study.handedOn()).containsExactly("b.csv");
    }

    @Test
    void oneInAHundredMayNotFitAndIsTold() throws IOException {
        rules("V: zip3");
        study.file("a.csv", rows(198, "45402", 2, "nowhere") + "P1,\n".repeat(50));

        Ended ended = study.run();

        assertThat(ended.code()).isZero();
        assertThat(ended.err()).contains("a.csv: done, 250 rows; values left empty: V 2\n");
    }

    @Test
    void moreThanOneInAHundredFailTheFile() throws IOException {
        rules("V: zip3");
        study.file("a.csv", rows(197, "45402", 3, "nowhere") + "P1,\n".repeat(500));

        assertThat(refused())
                .isEqualTo(
                        "column V: 3 of 200 values did not fit zip3 and would go out empty: mend"
                                + " its rule, list codes under missing, or say may_empty: true");
        assertThat(column().path("not_understood").asInt()).isEqualTo(3);
    }

    @Test
    void theRulesMayLetAColumnGoOutEmpty() throws IOException {
        rules("V: {action: zip3, may_empty: true}");
        study.file("a.csv", rows(1, "45402", 3, "nowhere"));

        Ended ended = study.run();

        assertThat(ended.code()).isZero();
        assertThat(ended.err()).contains("a.csv: done, 4 rows; values left empty: V 3\n");
        assertThat(study.output("a.csv")).isEqualTo("ID,V\nP,454\nP,\nP,\nP,\n");
    }

    @Test
    void zipCodesOfAnotherCountryDoNotFit() throws IOException {
        rules("V: zip3");
        study.file("a.csv", "ID,V\nP1,45402\nP1,10001\n");

        assertThat(study.run("--profile", "china").err())
                .contains("a.csv: failed: column V: 2 of 2 values did not fit zip3");
    }

    @Test
    void whatTheRuleItselfLeavesEmptyIsToldAndIsNoFault() throws IOException {
        rules("V: {action: year, birth: true}");
        study.file("a.csv", "ID,V\nP1,1930-01-01\nP1,1980-01-01\n");

        assertThat(study.run().err()).contains("a.csv: done, 2 rows; values left empty: V 1\n");
    }

    @Test
    void aFileThatFailedIsDoneByTheSameCommandOnceItFits() throws IOException {
        rules("V: age");
        study.file("a.csv", rows(1, "64", 1, "nowhere"));
        assertThat(refused()).contains("1 of 2");

        study.file("a.csv", rows(2, "64", 0, ""));

        assertThat(handedOn("--resume")).isEqualTo("ID,V\nP,64\nP,64\n");
    }
}
