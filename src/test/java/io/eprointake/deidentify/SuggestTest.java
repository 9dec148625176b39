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
    void theWholeFileIsRead() throws Exception {
        var lines = new StringBuilder("subject_id,score\n");
        lines.append("S-00000001,1\n".repeat(1_000));
        lines.append("one field too many,1,2\n");
        Files.writeString(in.resolve("long.csv"), lines, UTF_8);

        assertThat(suggest(in)).isEqualTo(1);
    }

    @Test
    void aCodeThatNamesAPersonIsNotKeptAndTheReasonHasNoValue() throws Exception {
        String row = "P00%d,%s,Seen by Weber,%s,A";
        file(
                "h.csv",
                "patient_id,科室,status,type,bed_class",
                row.formatted(0, "肿瘤科李卫东组", "Karl Weber"),
                row.formatted(1, "外科刘敏组", "Jan Nowak"),
                row.formatted(2, "肿瘤科李卫东组", "Karl Weber"),
                row.formatted(3, "外科刘敏组", "Jan Nowak"));

        suggest(in);

        for (String column : List.of("科室", "status", "type")) {
            assertThat(action("h.csv", column)).as(column).isEqualTo(Action.REVIEW);
        }
        assertThat(Files.readString(rules))
                .contains("a value may have in it: NAME")
                .doesNotContain("Weber", "Nowak", "李卫东", "刘敏");
    }

    @Test
    void oneNameAfterManyRowsOfCodesIsSeen() throws Exception {
        var lines = new StringBuilder("subject_id,status,score,arm,flag\n");
        for (int i = 0; i < 5_000; i++) {
            lines.append("S-%05d,done,%d,A,Y\n".formatted(i, i % 5));
        }
        lines.append("S-05000,maria,see MRN 00482913,B,13905718842\n");
        lines.append("S-05001,done,1,A,N\n");
        Files.writeString(in.resolve("long.csv"), lines, UTF_8);

        suggest(in);

        assertThat(action("long.csv", "status")).isEqualTo(Action.REVIEW);
        assertThat(action("long.csv", "score")).isEqualTo(Action.SCRUB);
        assertThat(action("long.csv", "flag")).isEqualTo(Action.REVIEW);
        assertThat(action("long.csv", "arm")).isEqualTo(Action.KEEP);
    }

    @Test
    void aColumnThatBeginsLateIsSeenToo() throws Exception {
        String rows =
                "S-1,,,\n".repeat(1_500)
                        + "S-2,done,done,\nS-3,done,done,\nS-4,Karen Whitfield,done,x\n";
        Files.writeString(in.resolve("long.csv"), "subject_id,status,type,\n" + rows);

        suggest(in);

        assertThat(action("long.csv", "status")).isEqualTo(Action.REVIEW);
        assertThat(action("long.csv", "type")).isEqualTo(Action.KEEP);
        assertThat(action("long.csv", "")).as("without a name").isEqualTo(Action.REVIEW);
    }

    @Test
    void whatAFileIsMadeOfIsKept() throws Exception {
        file(
                "s.csv",
                "patient_id,redcap_event_name,item[0].linkId,visit_name,tumor_location",
                "P000,baseline_arm_1,Q1,V1,liver",
                "P001,week_4_arm_1,Q2,V2,lung",
                "P002,baseline_arm_1,Q1,V1,liver",
                "P003,week_4_arm_1,Q2,V2,lung");

        suggest(in);

        for (String column :
                List.of("redcap_event_name", "item[0].linkId", "visit_name", "tumor_location")) {
            assertThat(action("s.csv", column)).as(column).isEqualTo(Action.KEEP);
        }
    }

    @Test
    void theNumbersOfRecordsAreNotKeptAsNumbersOfVisits() throws Exception {
        var lines = new StringBuilder("patient_id,visit_no,event_id,form_id,event_no\n");
        for (int i = 0; i < 400; i++) {
            lines.append(
                    "P%03d,%d,%d,F-%05d,%d\n".formatted(i, i % 4, i / 2, i % 7, 71_000 + i % 9));
        }
        Files.writeString(in.resolve("s.csv"), lines);

        suggest(in);

        assertThat(action("s.csv", "visit_no")).isEqualTo(Action.KEEP);
        assertThat(action("s.csv", "event_id")).isEqualTo(Action.REVIEW);
        assertThat(action("s.csv", "form_id")).isEqualTo(Action.REVIEW);
        assertThat(action("s.csv", "event_no")).isEqualTo(Action.REVIEW);
    }

    @Test
    void aThingThatMayBeTheIdOfAnotherFileIsLeftToAPerson() throws Exception {
        file("visits.csv", "id,sex", "V1,F", "V2,F");
        file("scores.csv", "patient_id,visit,score", "P1,V1,1", "P2,V2,2", "P3,V1,0");

        suggest(in);

        assertThat(action("scores.csv", "visit")).isEqualTo(Action.REVIEW);
    }

    @Test
    void anAnswerIsKeptWhereItIsAPointOfAScale() throws Exception {
        file("s.csv", "patient_id,Q1,Q2,Q3_1", "P1,1,71,no", "P2,10,34,yes", "P3,1,71,no");

        suggest(in);

        assertThat(action("s.csv", "Q1")).isEqualTo(Action.KEEP);
        assertThat(action("s.csv", "Q2")).as("perhaps an age").isEqualTo(Action.REVIEW);
        assertThat(action("s.csv", "Q3_1")).isEqualTo(Action.KEEP);
    }

    @Test
    void columnsWithoutANameAndWithoutAValueAreLeftOut() throws Exception {
        file("s.csv", "patient_id,score,, ", "P1,1,,", "P2,2,,");

        assertThat(suggest(in)).isZero();

        assertThat(rules("s.csv").columns().keySet()).containsExactly("patient_id", "score");
    }

    @Test
    void rowsOfHeadingsAreCountedAndNotSampled() throws Exception {
        file(
                "s.csv",
                "subject_id,Q1,score",
                "\"Your number,\nplease\",How tired are you?,Sum",
                "\"{\"\"ImportId\"\":\"\"a\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\","
                        + "\"{\"\"ImportId\"\":\"\"QID2\"\"}\"",
                "S1,1,4",
                "S2,1,5");

        assertThat(suggest(in)).isZero();

        assertThat(Files.readString(rules))
                .contains("\n    header_rows: 3\n", "Q1: keep", "score: keep");
    }

    @Test
    void aGuessedEncodingIsWrittenDown() throws Exception {
        Files.write(in.resolve("a.csv"), "编号,性别\n1,男\n2,女\n".getBytes(Charset.forName("GB18030")));
        file("b.csv", "编号,性别", "1,男", "2,女");

        suggest(in);

        assertThat(rules("a.csv").encoding()).isEqualTo(Charset.forName("GB18030"));
        assertThat(Files.readString(rules))
                .containsOnlyOnce("encoding: GB18030  # a guess: look whether it reads right");
        assertThat(rules("b.csv").encoding()).isNull();
    }

    @Test
    void everyPseudonymHasADomain() throws Exception {
        file("1.csv", "id,no,order_id", "A1,1,2", "A2,2,3");

        suggest(in);

        assertThat(rules("1.csv").columns().values())
                .allSatisfy(rule -> assertThat(rule.domain()).isNotBlank());
    }

    @Test
    void aNameOfAFileTellsTheTerminalNothing() throws Exception {
        file("a\u001b[2J\nb\u202e.csv", "shade,hue", "1,2");
        String to = folder.resolve("suggested.yaml").toString();

        Ended ended = new Study(folder).runExactly("suggest", "--in", in.toString(), "--rules", to);

        assertThat(ended.err())
                .startsWith("a\\u{1b}[2J\\u{a}b\\u{202e}.csv: none of the words")
                .hasLineCount(1);
    }
}
