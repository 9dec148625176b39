package io.eprointake.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes at the edges of the command: each fails its file, or is what it means. */
class EdgesTest {

    @TempDir Path folder;
    private Study study;

    @BeforeEach
    void makeStudy() throws IOException {
        study = new Study(folder);
    }

    private void rules(String columns) throws IOException {
        Files.writeString(
                study.rules(),
                """
                as_of: 2019-03-01
                files:
                  - match: "*.csv"
                """
                        + columns.indent(4));
    }

    @Test
    void agesCountOnTheFilesLastDateWhenThatIsLater() throws IOException {
        rules(
                """
                columns: {row: keep, born: {action: year, birth: true}, visit: year}
                """);
        study.file("v.csv", "row,born,visit\n1,1931-05-02,2026-02-01\n2,1980-05-02,2026-02-01\n");

        Ended ended = study.run();

        assertThat(study.output("v.csv")).isEqualTo("row,born,visit\n1,,2026\n2,1980,2026\n");
        assertThat(ended.err()).contains("ages are those of its last date");
        assertThat(study.report("v.csv").path("ages_on_last_date").asBoolean()).isTrue();
    }

    @Test
    void aDateThatIsYetToComeMakesNobodyOlder() throws IOException {
        rules(
                """
                columns: {row: keep, born: {action: year, birth: true}, visit: year}
                """);
        study.file("v.csv", "row,born,visit\n1,1980-05-02,2206-02-01\n");

        assertThat(study.run().code()).isZero();
        assertThat(study.output("v.csv")).isEqualTo("row,born,visit\n1,1980,2206\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'{action: mask, keep_last: 4}', 19480301",
        "'{action: generalize, keep_first: 6}', 20260114",
        "'{action: generalize, width: 100}', 20260114",
        "'{action: mask, keep_last: 2}', 2026-01-14",
        "keep, 202601"
    })
    void noPartOfADateFinerThanItsYearIsHandedOn(String rule, String date) throws IOException {
        rules("columns: {row: keep, day: %s}".formatted(rule));
        study.file("v.csv", "row,day\n1,%s\n2,%s\n".formatted(date, date));

        assertThat(study.run().code()).isEqualTo(1);
        assertThat(study.handedOn()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\t13800001111",
                "'13800001111",
                "\"=\"\"13800001111\"\"\"",
                "13800001111.0",
                " 13800001111 ",
                "02MAR26:14:05:00",
                "seen 02MAR2026",
                "20260302140500",
                "02/03/2569",
                "1404/12/11",
                "R8.3.2",
                "٢٠٢٦-٠٣-٠٢",
                "2nd of March 2026",
                "2. März 2026",
                "2 de marzo de 2026",
                "2 มีนาคม 2569"
            })
    void whateverIsAroundAnIdentifierItFailsTheFile(String value) throws IOException {
        rules("columns: {row: keep, note: keep}");
        study.file("v.csv", "row,note\n1,%s\n2,none\n".formatted(value));

        assertThat(study.run().code()).isEqualTo(1);
        assertThat(study.report("v.csv").path("reason").asText())
                .contains("column note would hand on values that look like");
    }

    @Test
    void agesOver89AndNumbersOfPersonsAreNotKept() throws IOException {
        rules("columns: {row: keep, age_at_visit: keep, code: keep}");
        study.file("age.csv", "row,age_at_visit,code\n1,44,a\n2,93,b\n");
        study.file("weight.csv", "row,age_at_visit,code\n1,44,93\n");
        study.file("ssn.csv", "row,age_at_visit,code\n1,44,219099999\n2,50,457555462\n");
        study.file("snomed.csv", "row,age_at_visit,code\n1,44,195967001\n2,50,254837009\n");

        assertThat(study.run().code()).isEqualTo(1);

        assertThat(study.handedOn()).containsExactlyInAnyOrder("weight.csv", "snomed.csv");
        assertThat(study.report("age.csv").path("reason").asText()).contains("AGE (1)");
        assertThat(study.report("ssn.csv").path("reason").asText()).contains("SSN (2)");
    }

    @Test
    void furtherHeadingsAreLeftOutWhereTheRulesSaySoAndElseRefused() throws IOException {
        rules(
                """
                columns: {row: keep, Q1: scrub}
                """);
        String header = "row,Q1\n";
        String more =
                "Row,How are you?\n\"{\"\"ImportId\"\":\"\"r\"\"}\",\"{\"\"ImportId\"\":1}\"\n";
        study.file("q.csv", header + more + "1,fine\n")
                .file("again.csv", header + "1,a\n" + header);

        assertThat(study.run().code()).isEqualTo(1);

        assertThat(study.handedOn()).isEmpty();
        assertThat(study.report("q.csv").path("reason").asText()).contains("say header_rows: 3");
        assertThat(study.report("again.csv").path("reason").asText())
                .isEqualTo("line 3: repeats the header");

        rules(
                """
                header_rows: 3
                columns: {row: keep, Q1: scrub}
                """);
        assertThat(study.run("--out", folder.resolve("out2").toString()).code()).isEqualTo(0);
        assertThat(folder.resolve("out2/q.csv")).hasContent("row,Q1\n1,fine\n");
    }

    @Test
    void aLineOfASpreadsheetSaysTheSeparatorAndIsNoHeader() throws IOException {
        rules("columns: {row: keep, note: keep}");
        study.file("v.csv", "\uFEFFsep=;\r\nrow;note\r\n1;a,b\r\n");

        assertThat(study.run().code()).isZero();
        assertThat(study.output("v.csv")).isEqualTo("\uFEFFrow;note\r\n1;a,b\r\n");
    }

    @Test
    void headersAreComparedComposed() throws IOException {
        rules("columns: {row: keep, Größe: keep, Ma\u0308dchenname: drop}");
        study.file("v.csv", "row,Gro\u0308ße,Mädchenname\n1,2,Özdemir\n");

        assertThat(study.run().code()).isZero();
        assertThat(study.output("v.csv")).isEqualTo("row,Größe\n1,2\n");
    }

    @Test
    void columnsWithoutANameOrAValueAreLeftOut() throws IOException {
        rules("columns: {row: keep, note: keep}");
        study.file("v.csv", "row,note,, \n1,a,,\n2,b, ,\n").file("w.csv", "row,note,\n1,a,b\n");

        assertThat(study.run().code()).isEqualTo(1);

        assertThat(study.output("v.csv")).isEqualTo("row,note\n1,a\n2,b\n");
        assertThat(study.report("v.csv").path("unnamed_columns").asInt()).isEqualTo(2);
        assertThat(study.report("w.csv").path("reason").asText())
                .isEqualTo("a column without a name has 1 values");
    }

    @Test
    void rowsThatAStrayQuoteSwallowedFailTheFile() throws IOException {
        rules("names_from: []\ncolumns: {id: pseudonym, name: drop, comment: scrub}");
        String swallowed = "id,name,comment\nC1,Ann,\"pain\nC2,Bob,none\nC3,Cid,lump is 3\"\n";
        study.file("v.csv", swallowed).file("w.csv", "id,name,comment\nC1,Ann,\"a\nb, and c\"\n");

        assertThat(study.run().code()).isEqualTo(1);

        assertThat(study.handedOn()).containsExactly("w.csv");
        assertThat(study.report("v.csv").path("reason").asText()).startsWith("line 2: a cell has");
        rules("multiline: true\ncolumns: {id: pseudonym, name: drop, comment: drop}");
        assertThat(study.run("--out", folder.resolve("out2").toString()).code()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "환자가 아파요, failed",
        "больной, failed",
        "β blocker 5 µg, done",
        "Übelkeit, done",
        "恶心, done"
    })
    void aWritingThatIsNotReadFailsItsFileUnlessTheRulesSaySo(String text, String outcome)
            throws IOException {
        rules("columns: {row: keep, note: scrub}");
        study.file("v.csv", "row,note\n1,%s\n".formatted(text));

        study.run();
        assertThat(study.report("v.csv").path("outcome").asText()).isEqualTo(outcome);

        rules("columns: {row: keep, note: {action: scrub, any_script: true}}");
        assertThat(study.run("--out", folder.resolve("out2").toString()).code()).isZero();
    }

    @Test
    void datesThatStandForNoneAreNotShifted() throws IOException {
        rules("subject: id\ncolumns: {id: pseudonym, row: keep, end: shift_date}");
        study.file("v.csv", "id,row,end\nA,1,2999-12-31\nA,2,1900-01-01\nB,3,2026-03-02\n");

        Ended ended = study.run("--profile", "limited-dates");

        assertThat(ended.code()).isZero();
        assertThat(study.output("v.csv")).contains("P,1,\n", "P,2,\n").doesNotContain("2026-03-02");
        assertThat(ended.err()).contains("values left empty: end 2");
    }

    @Test
    void aDayThatManySubjectsShareTellsTheirShift() throws IOException {
        String rows =
                IntStream.range(0, 30)
                        .mapToObj(i -> "S%d,2026-02-%02d\n".formatted(i, i < 15 ? 28 : i - 14))
                        .collect(Collectors.joining());
        rules("subject: id\ncolumns: {id: pseudonym, end: shift_date}");
        study.file("v.csv", "id,end\n" + rows);

        assertThat(study.run("--profile", "limited-dates").code()).isEqualTo(1);
        assertThat(study.report("v.csv").path("reason").asText())
                .contains("one day is that of many subjects");

        rules("subject: id\ncolumns: {id: pseudonym, end: {action: shift_date, shared_day: true}}");
        List<String> other = List.of("--out", folder.resolve("out2").toString());
        assertThat(study.run("--profile", "limited-dates", other.get(0), other.get(1)).code())
                .isZero();
    }

    @Test
    void idsThatDifferInCaseOnlyAreToldAndMayBeOne() throws IOException {
        rules("columns: {id: pseudonym}");
        study.file("v.csv", "id\nP0a\np0A\nP1\nP1\n");

        assertThat(study.run().err()).contains("ids that differ in case only: id 1");

        rules("columns: {id: {action: pseudonym, ignore_case: true}}");
        Ended ended = study.run("--out", folder.resolve("out2").toString());
        assertThat(ended.err()).doesNotContain("differ in case");
        List<String> ids = Files.readAllLines(folder.resolve("out2/v.csv"));
        assertThat(ids.get(1)).isEqualTo(ids.get(2)).isNotEqualTo(ids.get(3));
    }

    @Test
    void onePersonIsOneWhateverGuardsTheId() throws IOException {
        rules("columns: {id: pseudonym}");
        study.file("v.csv", "id\n1017\n'1017\n\"=\"\"1017\"\"\"\n1017.0\n 1017 \n1018\n");

        assertThat(study.run().code()).isZero();
        List<String> ids = Files.readAllLines(study.out().resolve("v.csv"));
        assertThat(ids.subList(1, 6)).containsOnly(ids.get(1));
        assertThat(ids.get(6)).isNotEqualTo(ids.get(1));
    }

    @Test
    void aColumnWithoutADomainIsOfItsOwn() throws IOException {
        rules("columns: {id: pseudonym, other: pseudonym}");
        study.file("v.csv", "id,other\n17,17\n").file("w.csv", "id,other\n17,18\n");

        assertThat(study.run().code()).isZero();
        String[] first = Files.readAllLines(study.out().resolve("v.csv")).get(1).split(",", -1);
        assertThat(first[0]).isNotEqualTo(first[1]);
        assertThat(Files.readAllLines(study.out().resolve("w.csv")).get(1)).startsWith(first[0]);
    }

    @Test
    void groupsAreCountedInSubjectsAndNotInRows() throws IOException {
        String rows = "A,f,100\n".repeat(3) + "B,m,200\n".repeat(3);
        rules(
                "subject: id\nquasi_identifiers: [sex, zip]\ncolumns: {id: pseudonym, sex: keep, zip: keep}");
        study.file("v.csv", "id,sex,zip\n" + rows);

        assertThat(study.run().code()).isZero();

        var anonymity = study.report("v.csv").path("anonymity");
        assertThat(anonymity.path("counted").asText()).isEqualTo("subjects");
        assertThat(anonymity.path("k").asInt()).isEqualTo(1);
        assertThat(anonymity.path("unique").asInt()).isEqualTo(2);
    }

    @Test
    void aShiftByWeeksKeepsTheDayOfTheWeek() throws IOException {
        Files.writeString(
                study.rules(),
                """
                shift_by: weeks
                files:
                  - match: "*.csv"
                    subject: id
                    columns: {id: pseudonym, day: shift_date}
                """);
        String rows =
                IntStream.range(0, 50)
                        .mapToObj(
                                i -> "S%d,%s\n".formatted(i, LocalDate.of(2025, 1, 2).plusDays(i)))
                        .collect(Collectors.joining());
        study.file("v.csv", "id,day\n" + rows);

        assertThat(study.run("--profile", "limited-dates").code()).isZero();
        List<String> lines = Files.readAllLines(study.out().resolve("v.csv"));
        for (int i = 0; i < 50; i++) {
            LocalDate before = LocalDate.of(2025, 1, 2).plusDays(i);
            LocalDate after = LocalDate.parse(lines.get(i + 1).split(",", -1)[1]);
            assertThat(after)
                    .isNotEqualTo(before)
                    .isBetween(before.minusDays(365), before.plusDays(365));
            assertThat(after.getDayOfWeek()).isEqualTo(before.getDayOfWeek());
        }
    }

    /** Its words would be looked for in the text beside it, each at each place. */
    @Test
    void aTextThatIsDroppedIsNoNameToLookFor() throws IOException {
        String text =
                IntStream.range(0, 60_000)
                        .mapToObj(i -> "word" + i)
                        .collect(Collectors.joining(" "));
        rules("columns: {id: pseudonym, dropped: drop, note: scrub}");
        study.file(
                "v.csv",
                "id,dropped,note\nA,%s,%s\nB,Marlowe,seen by Marlowe\n".formatted(text, text));

        assertThat(study.run().code()).isZero();
        assertThat(study.output("v.csv")).endsWith("P,seen by [NAME]\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Per Zudakutu",
                "'Per Zudakutu",
                "\"=\"\"Per Zudakutu\"\"\"",
                "\u00a0Per Zudakutu"
            })
    void theRowsOwnNameIsFoundInItsTextWhateverIsAroundIt(String name) throws IOException {
        rules("columns: {row: keep, name: drop, note: scrub}");
        study.file("v.csv", "row,name,note\n1,%s,Per Zudakutu came alone.\n".formatted(name));

        assertThat(study.run().code()).isZero();
        assertThat(study.output("v.csv")).isEqualTo("row,note\n1,[NAME] came alone.\n");
    }

    @Test
    void whatIsSaidOfShiftedDatesIsNoHindranceWhereAProfileMakesThemYears() throws IOException {
        rules(
                """
                subject: row
                columns: {row: pseudonym, day: {action: shift_date, shared_day: true}}
                """);
        study.file("v.csv", "row,day\n1,2013-03-02\n2,2013-03-02\n");

        assertThat(study.run().code()).isZero();
        assertThat(study.output("v.csv")).isEqualTo("row,day\nP,2013\nP,2013\n");
    }

    @Test
    void aQuoteThatIsClosedRowsLaterMakesNoNameOfAValue() throws IOException {
        rules("columns: {row: keep, name: drop, note: keep}");
        study.file("v.csv", "row,\"name,note\n1,x\",Per Zudakutu,fine\n2,Ann,well\n");

        Ended ended = study.run();

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("column number 3 has no rule");
    }
}
