package io.eprointake.deidentify.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.deidentify.text.Kind;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {

    private static Rules read(String yaml) throws Exception {
        return Rules.read(yaml.getBytes(UTF_8));
    }

    /** A rule as it stands behind a column's name. */
    private static ColumnRule rule(String rule) throws Exception {
        FileRules file =
                read("files: [{match: a.csv, columns: {C: " + rule + "}}]").files().getFirst();
        return Objects.requireNonNull(file.columns().get("C"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keep",
                "drop",
                "pseudonym",
                "shift_date",
                "year",
                "zip3",
                "age",
                "mask",
                "scrub",
                "review"
            })
    void anActionAloneIsARule(String action) throws Exception {
        assertThat(rule(action)).isEqualTo(rule("{action: " + action + "}"));
        assertThat(rule(action).action()).hasToString(action);
    }

    @Test
    void aRuleMayHaveDetails() throws Exception {
        assertThat(rule("{action: pseudonym, domain: patient}").domain()).isEqualTo("patient");
        assertThat(rule("{action: year, format: dd/MM/uuuu, birth: true}"))
                .returns("dd/MM/uuuu", ColumnRule::format)
                .returns(true, ColumnRule::birth);
        assertThat(rule("{action: year, format: d MMM uuuu, locale: fr}").locale()).isEqualTo("fr");
        assertThat(rule("{action: age, missing: [999, -9, NA], may_empty: true}"))
                .returns(Set.of("999", "-9", "NA"), ColumnRule::missing)
                .returns(true, ColumnRule::mayEmpty);
        assertThat(rule("{action: mask, keep_last: 2}").keepLast()).isEqualTo(2);
        assertThat(rule("{action: generalize, width: 5}").width()).isEqualTo(5);
        assertThat(rule("{action: generalize, keep_first: 3}").keepFirst()).isEqualTo(3);
        assertThat(rule("{action: generalize, groups: {a: x, '*': y}}").groups())
                .isEqualTo(Map.of("a", "x", "*", "y"));
        assertThat(rule("{action: keep, allow: [name, EMAIL]}").allow())
                .isEqualTo(Set.of(Kind.NAME, Kind.EMAIL));
    }

    @Test
    void aFileMayHaveDetails() throws Exception {
        Rules rules =
                read(
                        """
                        as_of: 2024-02-29
                        names: [Mercy General]
                        files:
                          - match: a.csv
                            subject: Id
                            quasi_identifiers: [SEX]
                            encoding: GB18030
                            delimiter: ";"
                            columns: {Id: pseudonym, SEX: keep}
                        """);

        assertThat(rules.asOf()).isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(rules.names()).containsExactly("Mercy General");
        assertThat(rules.files().getFirst())
                .returns("Id", FileRules::subject)
                .returns(Charset.forName("GB18030"), FileRules::encoding)
                .returns(';', FileRules::delimiter);
        assertThat(rules.files().getFirst().columns()).containsOnlyKeys("Id", "SEX");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    hide                               | hide is none of [keep, drop,
                    {domain: x}                        | a rule needs an action
                    {action: drop, domain: x}          | domain is for pseudonym
                    {action: drop, format: dd/MM/uuuu} | format is for shift_date and year
                    {action: drop, birth: true}        | birth is for shift_date and year
                    {action: drop, keep_last: 2}       | keep_last is for mask
                    {action: drop, width: 5}           | generalize, and no other, takes one of
                    generalize                         | generalize, and no other, takes one of
                    {action: generalize, width: 5, keep_first: 1} | takes one of width, groups
                    {action: generalize, width: 1}     | width is at least 2
                    {action: generalize, keep_first: 0} | keep_first is at least 1
                    {action: mask, keep_last: 0}       | keep_last is at least 1
                    {action: drop, why: because}       | why
                    {action: keep, allow: [ANYTHING]}  | ANYTHING
                    {action: year, format: qqqqqqqqq}  | pattern
                    {action: year, format: dd/MM/YYYY} | write uuuu for the year
                    {action: shift_date, format: MM/uuuu} | has no day that could be shifted
                    {action: year, locale: fr}         | locale is for a format
                    {action: year, format: d MMM uuuu, locale: klingon} | locale is the tag
                    {action: keep, missing: [999]}     | missing is for shift_date, year, zip3
                    {action: age, missing: [null]}     | missing has a code that is null
                    {action: drop, may_empty: true}    | may_empty is for shift_date, year
                    {action: age, may_be_empty: true}  | may_be_empty
                    {action: age, may_empty: often}    | may_empty
                    """)
    void aRuleThatCannotBeFollowedIsRefusedWithItsPlace(String rule, String why) {
        assertThatThrownBy(() ->
                        read("files:\n  - match: a.csv\n    columns:\n      C: " + rule + "\n"))
                .isInstanceOf(RulesException.class)
                .hasMessageStartingWith("line 4: ")
                .hasMessageContaining("files [0] columns C")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    files: []                                           | no rules: files is empty
                    names: [x]                                          | no rules: files is empty
                    files: [{columns: {A: drop}}]                       | each of files needs a match
                    files: [{match: '{a'}]                              | Missing '}
                    files: [{match: a.csv, subject: P, columns: {A: drop}}] | subject of a.csv is P
                    files: [{match: a.csv, encoding: klingon}]          | klingon
                    files: [{match: a.csv, match: b.csv}]               | Duplicate field 'match'
                    files: [{match: a.csv, columns: {A: drop, A: keep}}] | Duplicate field 'A'
                    files: [{match: a.csv, colums: {A: drop}}]          | colums
                    rules: [{match: a.csv}]                             | rules
                    as_of: tomorrow                                     | as_of
                    files: [                                            | line 1
                    """)
    void aFileThatCannotBeFollowedIsRefused(String yaml, String why) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(RulesException.class)
                .hasMessageStartingWith("line ")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{A: drop}", "{B: keep}"})
    void aQuasiIdentifierIsAColumnThatIsHandedOn(String columns) {
        assertThatThrownBy(() ->
                        read(
                                "files: [{match: a.csv, quasi_identifiers: [A], columns: "
                                        + columns
                                        + "}]"))
                .isInstanceOf(RulesException.class)
                .hasMessageContaining("quasi_identifiers of a.csv names A");
    }

    @Test
    void anEmptyFileIsNoRules() {
        assertThatThrownBy(() -> read("")).isInstanceOf(RulesException.class);
        assertThatThrownBy(() -> read("# nothing yet\n")).isInstanceOf(RulesException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUBJECT,NAME\nS-0001,Ann Miller\n",
                "SUBJECT,NAME\n\"S-0001\",\"Ann Miller\"\n",
                "\"SUBJECT\",\"NAME\"\n\"S-0001\",\"Ann Miller\"\n",
                "[S-0001, Ann Miller]",
                "SUBJECT,NAME\nS-0001: Ann Miller: [\n"
            })
    void anotherFileInTheRulesPlaceIsNotQuoted(String other) {
        assertThatThrownBy(() -> read(other))
                .isInstanceOf(RulesException.class)
                .hasMessageStartingWith("line ")
                .message()
                .doesNotContain("S-0001", "Ann", "Miller");
    }

    @Test
    void aLargeFileIsNotRead() {
        assertThatThrownBy(() -> Rules.read(new byte[Rules.MAX_BYTES + 1]))
                .isInstanceOf(RulesException.class)
                .hasMessageContaining("larger than");
    }

    @Test
    void safeHarborLetsNoDateRemain() throws Exception {
        Rules rules = read("files: [{match: a.csv, columns: {C: {action: scrub, allow: [DATE]}}}]");

        assertThatThrownBy(() -> rules.under(Profile.SAFE_HARBOR))
                .isInstanceOf(RulesException.class)
                .hasMessage("C of a.csv may not allow DATE under safe-harbor");
        assertThat(rules.under(Profile.LIMITED_DATES)).isSameAs(rules);
    }

    @Test
    void aProfileOnlyTightens() throws Exception {
        ColumnRule shift = rule("{action: shift_date, format: dd/MM/uuuu, birth: true}");

        assertThat(Profile.SAFE_HARBOR.tighten(shift))
                .isEqualTo(rule("{action: year, format: dd/MM/uuuu, birth: true}"));
        assertThat(Profile.LIMITED_DATES.tighten(shift)).isSameAs(shift);
        assertThat(Profile.SAFE_HARBOR.tighten(rule("drop"))).isEqualTo(rule("drop"));
    }

    @Test
    void aTightenedRuleKeepsItsDetails() throws Exception {
        String details = "format: d MMM uuuu, locale: fr, missing: [x], may_empty: true}";

        assertThat(Profile.SAFE_HARBOR.tighten(rule("{action: shift_date, " + details)))
                .isEqualTo(rule("{action: year, " + details));
    }

    @ParameterizedTest
    @CsvSource({"999, true", "999.0, true", "-9, true", "99, false", "0999, false", "NA, true"})
    void aCodeIsMissingHoweverItsNumberIsWritten(String value, boolean missing) throws Exception {
        assertThat(rule("{action: age, missing: [999, -9.00, ' NA']}").isMissing(value))
                .isEqualTo(missing);
    }

    @Test
    void aFilesNameAndItsColumnsAreReadComposed() throws Exception {
        Rules rules =
                read(
                        """
                        files:
                          - match: Gro\u0308ße.csv
                            subject: Schlüssel
                            columns: {Schlu\u0308ssel: pseudonym}
                        """);

        assertThat(rules.of("Größe.csv")).isEqualTo(rules.of("Gro\u0308ße.csv")).isPresent();
        assertThat(rules.files().getFirst().columns()).containsOnlyKeys("Schlüssel");
    }

    @Test
    void theFirstRulesThatMatchAreTheOnes() throws Exception {
        Rules rules = read("files: [{match: 'a*.csv'}, {match: 'ab.csv'}, {match: '*'}]");

        assertThat(rules.of("ab.csv").orElseThrow().match()).isEqualTo("a*.csv");
        assertThat(rules.of("b.csv").orElseThrow().match()).isEqualTo("*");
    }

    @ParameterizedTest
    @CsvSource({
        "a.csv, a.csv, true",
        "a.csv, x/a.csv, true",
        "x/a.csv, x/a.csv, true",
        "x/a.csv, a.csv, false",
        "x/a.csv, y/x/a.csv, false",
        "x/*.csv, x/y/a.csv, false",
        "**/a.csv, x/y/a.csv, true",
        "'{a,b}.csv', b.csv, true",
        "a?.csv, ab.csv, true",
        "a.csv, A.csv, false"
    })
    void aPatternWithASlashIsOfThePathAndOneWithoutIsOfTheName(
            String match, String file, boolean matches) throws Exception {
        Rules rules = read("files: [{match: '" + match + "'}]");

        assertThat(rules.of(file).isPresent()).isEqualTo(matches);
    }

    @Test
    void rulesThatWereWrittenAreReadTheSame() throws Exception {
        Rules rules =
                Rules.read(
                        Files.readAllBytes(Path.of("src/test/resources/deidentify/synthea.yaml")));

        assertThat(Rules.read(Rules.mapper().writeValueAsBytes(rules))).isEqualTo(rules);
    }

    @Test
    void aRegionWithoutTelephonesIsAMistake() {
        byte[] yaml = "regions: [XX]\nfiles: [{match: a.csv, columns: {}}]".getBytes(UTF_8);
        assertThatThrownBy(() -> Rules.read(yaml)).hasMessageContaining("no such region: XX");
    }

    @Test
    void namesComeFromColumnsWhoseHeaderSaysSoAndThatAreNotHandedOn() throws Exception {
        FileRules rules =
                of(
                        "{NAME: drop, PHYSICIAN_NAME: {action: mask, keep_last: 1}, 姓名: pseudonym,"
                                + " SITE: drop, PHONE: drop, DRUG_NAME: drop, FIRST: keep, NOTE: scrub}",
                        "");

        assertThat(NameColumns.of(rules, Map.of())).containsExactly("NAME", "PHYSICIAN_NAME", "姓名");
        assertThat(NameColumns.of(rules, Map.of("LAST", Action.DROP, "FIRST", Action.DROP)))
                .containsExactly("LAST", "NAME", "PHYSICIAN_NAME", "姓名");
        assertThat(NameColumns.matter(rules, Map.of())).isTrue();
        assertThat(NameColumns.matter(of("{NAME: drop}", ""), Map.of())).isFalse();
    }

    @Test
    void namesFromSaysWhichAndNoOther() throws Exception {
        assertThat(NameColumns.of(of("{NAME: drop, NICK: keep}", "[NICK]"), Map.of()))
                .containsExactly("NICK");
        assertThat(NameColumns.of(of("{NAME: drop}", "[]"), Map.of())).isEmpty();
    }

    @Test
    void namesFromAColumnWithoutARuleIsAMistake() {
        assertThatThrownBy(() -> of("{NAME: drop}", "[NICK]"))
                .isInstanceOf(RulesException.class)
                .hasMessageContaining("names_from of a.csv names NICK, which has no rule");
        assertThatThrownBy(() -> of("{NAME: drop}", "NAME")).isInstanceOf(RulesException.class);
    }

    private static FileRules of(String columns, String namesFrom) throws Exception {
        String names = namesFrom.isEmpty() ? "" : ", names_from: " + namesFrom;
        return read("files: [{match: a.csv, columns: " + columns + names + "}]")
                .of("a.csv")
                .orElseThrow();
    }
}
