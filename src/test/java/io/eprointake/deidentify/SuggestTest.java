package io.eprointake.deidentify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.ColumnRule;
import io.eprointake.deidentify.rules.FileRules;
import io.eprointake.deidentify.rules.Rules;
import io.eprointake.testing.KeyFiles;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuggestTest {

    private static final Path SYNTHEA = Path.of("src/test/resources/deidentify/synthea-59");

    @TempDir private Path folder;
    private Path in;
    private Path rules;

    @BeforeEach
    void folders() throws IOException {
        in = Files.createDirectory(folder.resolve("in"));
        rules = folder.resolve("rules.yaml");
    }

    private int suggest(Path from) {
        return Deidentify.run("suggest", "--in", from.toString(), "--rules", rules.toString());
    }

    private void file(String name, String... lines) throws IOException {
        Path file = in.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, String.join("\n", lines) + "\n");
    }

    private FileRules rules(String file) throws Exception {
        return Rules.read(Files.readAllBytes(rules)).of(file).orElseThrow();
    }

    private ColumnRule rule(String file, String column) throws Exception {
        return Objects.requireNonNull(rules(file).columns().get(column));
    }

    private Action action(String file, String column) throws Exception {
        return rule(file, column).action();
    }

    /** All columns of an export, as {@code file column}, by what is suggested. */
    private Map<Action, Set<String>> suggested() throws Exception {
        var byAction = new TreeMap<Action, Set<String>>();
        for (FileRules file : Rules.read(Files.readAllBytes(rules)).files()) {
            String name = file.match().replace(".csv", " ");
            file.columns()
                    .forEach((column, rule) ->
                            byAction.computeIfAbsent(rule.action(), action -> new TreeSet<>())
                                    .add(name + column));
        }
        return byAction;
    }

    /** Pairs of a file and its columns. */
    private static Set<String> of(String... filesAndColumns) {
        var names = new TreeSet<String>();
        for (int i = 0; i < filesAndColumns.length; i += 2) {
            for (String column : filesAndColumns[i + 1].split(" ", -1)) {
                names.add(filesAndColumns[i] + " " + column);
            }
        }
        return names;
    }

    @Test
    void whatIdentifiesInASyntheaExportIsNeverKept() throws Exception {
        assertThat(suggest(SYNTHEA)).isZero();

        Map<Action, Set<String>> suggested = suggested();
        assertThat(suggested.get(Action.DROP))
                .isEqualTo(
                        of(
                                "patients",
                                        "SSN DRIVERS PASSPORT PREFIX FIRST LAST SUFFIX MAIDEN"
                                                + " BIRTHPLACE ADDRESS CITY COUNTY LAT LON",
                                "organizations", "NAME ADDRESS CITY LAT LON PHONE",
                                "providers", "NAME ADDRESS CITY LAT LON",
                                "devices", "UDI"));
        assertThat(suggested.get(Action.PSEUDONYM))
                .isEqualTo(
                        of(
                                "patients", "Id",
                                "organizations", "Id",
                                "providers", "Id ORGANIZATION",
                                "encounters", "Id PATIENT ORGANIZATION PROVIDER PAYER",
                                "careplans", "Id PATIENT ENCOUNTER",
                                "medications", "PATIENT PAYER ENCOUNTER",
                                "allergies", "PATIENT ENCOUNTER",
                                "conditions", "PATIENT ENCOUNTER",
                                "devices", "PATIENT ENCOUNTER",
                                "observations", "PATIENT ENCOUNTER"));
        assertThat(suggested.get(Action.SHIFT_DATE))
                .isEqualTo(
                        of(
                                "patients", "BIRTHDATE DEATHDATE",
                                "encounters", "START STOP",
                                "careplans", "START STOP",
                                "medications", "START STOP",
                                "allergies", "START STOP",
                                "conditions", "START STOP",
                                "devices", "START STOP",
                                "observations", "DATE"));
        assertThat(suggested.get(Action.ZIP3))
                .isEqualTo(
                        of(
                                "patients", "ZIP",
                                "organizations", "ZIP",
                                "providers", "ZIP"));
        assertThat(suggested.getOrDefault(Action.REVIEW, Set.of())).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void columnsThatReferToOneAnotherShareADomain() throws Exception {
        suggest(SYNTHEA);

        var domains = new HashMap<String, Set<String>>();
        for (FileRules file : Rules.read(Files.readAllBytes(rules)).files()) {
            file.columns()
                    .forEach((column, rule) -> {
                        if (rule.domain() != null) {
                            domains.computeIfAbsent(rule.domain(), d -> new TreeSet<>())
                                    .add(column);
                        }
                    });
        }
        assertThat(domains)
                .isEqualTo(
                        Map.of(
                                "patient", Set.of("Id", "PATIENT"),
                                "encounter", Set.of("Id", "ENCOUNTER"),
                                "organization", Set.of("Id", "ORGANIZATION"),
                                "provider", Set.of("Id", "PROVIDER"),
                                "payer", Set.of("PAYER"),
                                "careplan", Set.of("Id")));
        assertThat(rules("patients.csv").subject()).isEqualTo("Id");
        assertThat(rules("encounters.csv").subject()).isEqualTo("PATIENT");
        assertThat(rules("organizations.csv").subject()).isNull();
        assertThat(rules("patients.csv").quasiIdentifiers())
                .contains("BIRTHDATE", "GENDER", "RACE", "ETHNICITY", "ZIP", "STATE");
        assertThat(rule("patients.csv", "BIRTHDATE").birth()).isTrue();
        assertThat(rule("patients.csv", "DEATHDATE").birth()).isFalse();
    }

    @Test
    void aReviewedSuggestionRunsOverTheWholeExport() throws Exception {
        suggest(SYNTHEA);
        Files.writeString(rules, Files.readString(rules).replace(": review", ": drop"));
        Path key = KeyFiles.write(folder.resolve("key"), Study.KEY);
        Path out = folder.resolve("out");

        int exit =
                Deidentify.run(
                        "--in",
                        SYNTHEA.toString(),
                        "--out",
                        out.toString(),
                        "--rules",
                        rules.toString(),
                        "--key-file",
                        key.toString(),
                        "--profile",
                        "limited-dates");

        assertThat(exit).isZero();
        for (String file : List.of("patients.csv", "encounters.csv", "observations.csv")) {
            assertThat(Files.readAllLines(out.resolve(file)))
                    .hasSameSizeAs(Files.readAllLines(SYNTHEA.resolve(file)));
        }
    }

    @Test
    void aChineseExportIsReadInItsOwnEncoding() throws Exception {
        String rows =
                """
                姓名,身份证号,手机号,住址,出生日期,年龄,性别,主诉
                王小明,11010519491231002X,13800138000,北京市朝阳区建国路8号,1949年12月31日,72,男,头晕三天
                李芳,440524188001010014,13900139000,广东省汕头市金平区某街2号,1980年1月1日,42岁,女,腹痛伴发热
                张伟,34052419800101001X,13700137000,安徽省马鞍山市某路3号,1980年01月01日,42岁,男,咳嗽
                """;
        Files.write(in.resolve("病人.csv"), rows.getBytes(Charset.forName("GB18030")));

        assertThat(suggest(in)).isZero();

        Map<String, ColumnRule> columns = rules("病人.csv").columns();
        assertThat(columns).hasSize(8);
        for (String direct : List.of("姓名", "身份证号", "手机号", "住址")) {
            assertThat(columns.get(direct)).as(direct).isEqualTo(ColumnRule.of(Action.DROP));
        }
        assertThat(action("病人.csv", "出生日期")).isEqualTo(Action.SHIFT_DATE);
        assertThat(rule("病人.csv", "出生日期").birth()).isTrue();
        assertThat(action("病人.csv", "年龄")).isEqualTo(Action.AGE);
        assertThat(action("病人.csv", "性别")).isEqualTo(Action.KEEP);
        assertThat(action("病人.csv", "主诉")).isEqualTo(Action.SCRUB);
        assertThat(rules("病人.csv").subject()).isEqualTo("身份证号");
        assertThat(rules("病人.csv").quasiIdentifiers()).containsExactly("出生日期", "年龄", "性别");
    }

    @Test
    void noValueIsWrittenIntoTheRules() throws Exception {
        suggest(SYNTHEA);

        String written = Files.readString(rules);
        for (String file : List.of("patients.csv", "providers.csv", "encounters.csv")) {
            for (String line : Files.readAllLines(SYNTHEA.resolve(file)).subList(1, 40)) {
                for (String value : line.split(",", -1)) {
                    if (value.length() > 5) {
                        assertThat(written).doesNotContain(value);
                    }
                }
            }
        }
    }

    @Test
    void whatIsNotKnownIsLeftToAPerson() throws Exception {
        file(
                "visits.csv",
                "subject_id,employee_code,place_code,shade,score,amount,smoker,free_words,status",
                "S-0001,E1,P1,red,1,twelve,Y,a long sentence that nobody has read,",
                "S-0001,E1,P1,red,2,13,N,another sentence that nobody has read,",
                "S-0002,E2,P1,blue,2,14,N,and one more that nobody has read,");

        assertThat(suggest(in)).isZero();

        assertThat(action("visits.csv", "employee_code")).isEqualTo(Action.REVIEW);
        assertThat(action("visits.csv", "shade")).isEqualTo(Action.REVIEW);
        assertThat(action("visits.csv", "free_words")).isEqualTo(Action.REVIEW);
        assertThat(action("visits.csv", "status")).as("without values").isEqualTo(Action.REVIEW);
        assertThat(action("visits.csv", "place_code")).isEqualTo(Action.DROP);
        assertThat(action("visits.csv", "score")).isEqualTo(Action.KEEP);
        assertThat(action("visits.csv", "smoker")).isEqualTo(Action.KEEP);
        assertThat(action("visits.csv", "amount")).as("not all numbers").isEqualTo(Action.SCRUB);
    }

    @Test
    void anUnknownColumnWithTheKeysOfAnotherFileIsAPseudonymOfTheSameDomain() throws Exception {
        file("patients.csv", "id,sex", "HX-2024-01,F", "HX-2024-02,F", "HX-2024-03,M");
        file("letters.csv", "whom,sent date", "HX-2024-03,2024-01-05", "HX-2024-01,2024-02-05");

        suggest(in);

        assertThat(action("letters.csv", "whom")).isEqualTo(Action.PSEUDONYM);
        assertThat(rule("letters.csv", "whom").domain())
                .isEqualTo(rule("patients.csv", "id").domain())
                .isEqualTo("patient");
        assertThat(rules("letters.csv").subject()).isEqualTo("whom");
        assertThat(action("letters.csv", "sent date")).isEqualTo(Action.SHIFT_DATE);
    }

    @Test
    void smallNumbersDoNotJoinFilesByChance() throws Exception {
        file("patients.csv", "id,sex", "1,F", "2,F", "3,M");
        file("rooms.csv", "id,beds", "1,4", "2,4", "3,6");

        suggest(in);

        assertThat(rule("patients.csv", "id").domain()).isEqualTo("patient");
        assertThat(rule("rooms.csv", "id").domain()).isEqualTo("room");
        assertThat(action("rooms.csv", "beds")).isEqualTo(Action.REVIEW);
    }

    @Test
    void datesWithoutASubjectBecomeYears() throws Exception {
        file("rooms.csv", "id,created", "1,2024-01-05");

        suggest(in);

        assertThat(action("rooms.csv", "created")).isEqualTo(Action.YEAR);
    }

    @Test
    void theDayIsToldFromTheMonthWhereItCanBe() throws Exception {
        file(
                "visits.csv",
                "patient,visit_date,start,stop,seen",
                "a,31/01/2024,1/31/2024,01/02/2024,soon",
                "b,01/02/2024,12/1/2024,03/04/2024,later");

        suggest(in);

        assertThat(rule("visits.csv", "visit_date").format()).isEqualTo("dd/MM/uuuu");
        assertThat(rule("visits.csv", "start").format()).isEqualTo("M/d/uuuu");
        assertThat(action("visits.csv", "stop")).isEqualTo(Action.REVIEW);
        assertThat(action("visits.csv", "seen")).isEqualTo(Action.REVIEW);
    }

    @Test
    void monthsAsWordsHaveTheFormatThatTheRunReads() throws Exception {
        file(
                "visits.csv",
                "patient,visit_date,start,stop,sent_date",
                "a,02MAR2026,2-Mar-2026 ,March 2 2026,02MAR26",
                "b,13MAY2026,13-May-2026,May 13 2026,13MAY26");

        suggest(in);

        assertThat(rule("visits.csv", "visit_date").format()).isEqualTo("ddMMMuuuu");
        assertThat(rule("visits.csv", "start").format()).isEqualTo("d-MMM-uuuu");
        assertThat(rule("visits.csv", "stop").format()).isEqualTo("MMMM d uuuu");
        assertThat(action("visits.csv", "sent_date")).as("the century").isEqualTo(Action.REVIEW);
    }

    @ParameterizedTest
    @ValueSource(strings = {" %s", "%s  ", "\t%s", "\u00a0%s\u3000"})
    void whatIsSuggestedForPaddedValuesIsWhatTheRunReads(String padded) throws Exception {
        String row = "P%d,2026-03-0%d,64,45402,02/13/2026\n";
        String rows = row.formatted(1, 1) + row.formatted(2, 2);
        Files.writeString(
                in.resolve("visits.csv"),
                "patient,visit_date,age,zip,start\n"
                        + rows.replaceAll("(?<=,)([^,\n]+)", padded.replace("%s", "$1")));

        suggest(in);

        assertThat(action("visits.csv", "visit_date")).isEqualTo(Action.SHIFT_DATE);
        assertThat(action("visits.csv", "age")).isEqualTo(Action.AGE);
        assertThat(action("visits.csv", "zip")).isEqualTo(Action.ZIP3);
        Path key = KeyFiles.write(folder.resolve("key"), Study.KEY);
        Path out = folder.resolve("out");
        int exit =
                Deidentify.run(
                        "--in",
                        in.toString(),
                        "--out",
                        out.toString(),
                        "--rules",
                        rules.toString(),
                        "--key-file",
                        key.toString());
        assertThat(exit).isZero();
        assertThat(Files.readString(out.resolve("visits.csv")).lines().skip(1))
                .hasSize(2)
                .allMatch(line -> line.endsWith(",2026,64,454,2026"));
    }

    @Test
    void numbersThatNobodysAgeCanBeAreNotTakenForAges() throws Exception {
        file("visits.csv", "patient,age", "a,999", "b,888");

        suggest(in);

        assertThat(action("visits.csv", "age")).isEqualTo(Action.REVIEW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Jorge Vela,1980-01-02,white",
                "Jorge Vela,4f1a1eee-31c0-887b-e1ea-df6a5c502538,white",
                "Jorge Vela,93291,white",
                "Jorge Vela,Visalia,white",
                "Jorge Vela,01/02/1980,white",
                "name,Visalia,white"
            })
    void theFirstLineOfAFileWithoutHeaderIsNotWrittenDown(String first) throws Exception {
        file("patients.csv", "Id,sex", "1,F");
        file("old.csv", first, "Maude Wunsch,1981-01-02,white");

        assertThat(suggest(in)).isEqualTo(1);

        assertThat(Files.readString(rules))
                .contains("# No rules for \"old.csv\"", "is it a header?")
                .doesNotContain("Vela", "Visalia", "white");
        assertThat(Rules.read(Files.readAllBytes(rules)).of("old.csv")).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsNamedAndTheOthersHaveRules() throws Exception {
        file("patients.csv", "Id,sex", "1,F");
        file("short.csv", "Id,sex", "1");
        file("empty.csv");
        file("twice.csv", "Id,Id", "1,2");
        Files.write(
                in.resolve("latin.csv"),
                "Id,sex\n1,Ren\u00e9e\n".getBytes(Charset.forName("ISO-8859-1")));

        assertThat(suggest(in)).isEqualTo(1);

        assertThat(Files.readString(rules))
                .contains(
                        "\"short.csv\": line 2: has 1 fields, and the header has 2",
                        "\"twice.csv\": two of its columns have the same header",
                        "\"latin.csv\": is neither UTF-8 nor GB18030",
                        "\"empty.csv\"");
        assertThat(Rules.read(Files.readAllBytes(rules)).files()).hasSize(1);
    }

    @Test
    void anExistingRulesFileIsNotOverwritten() throws Exception {
        file("patients.csv", "Id,sex", "1,F");
        Files.writeString(rules, "mine");

        assertThat(suggest(in)).isEqualTo(2);

        assertThat(rules).hasContent("mine");
    }

    @Test
    void theInputFolderIsOnlyRead() throws Exception {
        file("patients.csv", "Id,sex", "1,F");
        rules = in.resolve("rules.yaml");

        assertThat(suggest(in)).isEqualTo(2);

        assertThat(rules).doesNotExist();
    }

    @Test
    void namesThatYamlWouldReadOtherwiseStayNames() throws Exception {
        file(
                "a/[x] {1}*.csv",
                "Id,null,\"a: #b\",no,\"姓 名\",\uD83D\uDE00 note,\"say \"\"x\"\"\",",
                "1,2,3,4,5,6,7,8");
        file("a/patients.csv", "Id,a/patients", "1,x");
        file("patients.csv", "Id,top", "1,x");

        assertThat(suggest(in)).isZero();

        assertThat(rules("a/[x] {1}*.csv").columns().keySet())
                .containsExactly(
                        "Id", "null", "a: #b", "no", "姓 名", "\uD83D\uDE00 note", "say \"x\"", "");
        assertThat(rules("a/patients.csv").columns()).containsKey("a/patients");
        assertThat(rules("patients.csv").columns()).containsKey("top");
    }

    @Test
    void onlyTheFirstThousandRowsAreRead() throws Exception {
        var lines = new StringBuilder("subject_id,score\n");
        lines.append("S-00000001,1\n".repeat(1_000));
        lines.append("one field too many,1,2\n");
        Files.writeString(in.resolve("long.csv"), lines, UTF_8);

        assertThat(suggest(in)).isZero();
    }
}
