package io.eprointake.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.Profile;
import io.eprointake.deidentify.rules.Rules;
import io.eprointake.deidentify.rules.RulesException;
import io.eprointake.testing.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.Year;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ten tables of 59 made-up patients, through every profile. Nothing here knows how a value is
 * changed: rows of the output are compared with the same rows of the input.
 */
class SyntheaTest {

    private static final Path SOURCE = Path.of("src/test/resources/deidentify/synthea-59");
    private static final Path RULES = Path.of("src/test/resources/deidentify/synthea.yaml");
    private static final Map<Profile, Tables> OUTPUTS = new HashMap<>();

    /** Which column refers to which table's Id. */
    private static final Map<String, String> KEYS =
            Map.of(
                    "PATIENT", "patients.csv",
                    "ENCOUNTER", "encounters.csv",
                    "ORGANIZATION", "organizations.csv",
                    "PROVIDER", "providers.csv");

    /** Columns that say who somebody is, or where. */
    private static final Map<String, List<String>> IDENTIFYING =
            Map.of(
                    "patients.csv",
                    List.of(
                            "Id",
                            "SSN",
                            "DRIVERS",
                            "PASSPORT",
                            "FIRST",
                            "LAST",
                            "MAIDEN",
                            "BIRTHPLACE",
                            "ADDRESS",
                            "COUNTY",
                            "ZIP",
                            "LAT",
                            "LON"),
                    "organizations.csv",
                    List.of("Id", "NAME", "ADDRESS", "ZIP", "LAT", "LON", "PHONE"),
                    "providers.csv",
                    List.of("Id", "NAME", "ADDRESS", "ZIP", "LAT", "LON"),
                    "encounters.csv",
                    List.of("Id", "PAYER"),
                    "careplans.csv",
                    List.of("Id"),
                    "devices.csv",
                    List.of("UDI"));

    private static final Pattern FULL_DATE =
            Pattern.compile("(?<!\\d)(?:19|20)\\d\\d([-/.])\\d{1,2}\\1\\d{1,2}(?!\\d)");

    @TempDir static Path folder;

    /** A folder's tables by name, each a list of rows. */
    private record Tables(Map<String, List<NamedCsvRecord>> rows, String text) {

        static Tables of(Path folder) throws IOException {
            var rows = new TreeMap<String, List<NamedCsvRecord>>();
            var text = new StringBuilder();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".csv")).toList()) {
                    try (var csv = CsvReader.builder().ofNamedCsvRecord(file)) {
                        rows.put(file.getFileName().toString(), csv.stream().toList());
                    }
                    text.append(Files.readString(file)).append('\n');
                }
            }
            return new Tables(rows, text.toString());
        }

        List<NamedCsvRecord> table(String name) {
            return Objects.requireNonNull(rows.get(name), name);
        }

        /** Which row of a table has which Id. */
        Map<String, Integer> byId(String table) {
            var byId = new HashMap<String, Integer>();
            List<NamedCsvRecord> all = table(table);
            for (int i = 0; i < all.size(); i++) {
                byId.put(all.get(i).getField("Id"), i);
            }
            return byId;
        }
    }

    @AfterAll
    static void forget() {
        OUTPUTS.clear();
    }

    @ParameterizedTest
    @EnumSource
    void everyRowIsHandedOn(Profile profile) throws IOException {
        Tables in = Tables.of(SOURCE);
        Tables out = output(profile);

        assertThat(out.rows().keySet()).isEqualTo(in.rows().keySet()).hasSize(10);
        in.rows()
                .forEach((table, rows) ->
                        assertThat(out.table(table)).as(table).hasSameSizeAs(rows));
    }

    @ParameterizedTest
    @EnumSource
    void everyReferenceLeadsToTheSameRow(Profile profile) throws IOException {
        Tables in = Tables.of(SOURCE);
        Tables out = output(profile);
        var followed = new TreeMap<String, Integer>();

        KEYS.forEach((column, table) -> {
            Map<String, Integer> from = in.byId(table);
            Map<String, Integer> to = out.byId(table);
            assertThat(to).as("different Ids of " + table).hasSameSizeAs(from);
            in.rows()
                    .forEach((referring, rows) -> {
                        for (int i = 0; i < rows.size(); i++) {
                            String before = rows.get(i).findField(column).orElse("");
                            String after = out.table(referring).get(i).findField(column).orElse("");
                            assertThat(to.get(after))
                                    .as("row %d of %s by its %s", i, referring, column)
                                    .isEqualTo(from.get(before));
                            if (from.containsKey(before)) {
                                followed.merge(column, 1, Integer::sum);
                            }
                        }
                    });
        });

        assertThat(followed).containsOnlyKeys(KEYS.keySet());
        assertThat(followed.get("PATIENT")).isGreaterThan(9_000);
        assertThat(followed.get("ENCOUNTER")).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @EnumSource
    void noOriginalNameNumberOrAddressIsAnywhere(Profile profile) throws IOException {
        Tables in = Tables.of(SOURCE);
        var identifiers = new Phrases();
        int looked = 0;
        for (var table : IDENTIFYING.entrySet()) {
            for (NamedCsvRecord row : in.table(table.getKey())) {
                for (String column : table.getValue()) {
                    String value = row.getField(column);
                    if (!value.isEmpty()) {
                        identifiers.add(value);
                        looked++;
                    }
                }
            }
        }

        assertThat(looked).isGreaterThan(4_000);
        assertThat(identifiers.in(in.text())).hasSizeGreaterThan(looked);
        assertThat(identifiers.in(output(profile).text())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.INCLUDE, names = "SAFE_HARBOR")
    void noFullDateIsAnywhere(Profile profile) throws IOException {
        assertThat(FULL_DATE.matcher(Tables.of(SOURCE).text()).results().count())
                .isGreaterThan(10_000);
        assertThat(FULL_DATE.matcher(output(profile).text()).results()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.INCLUDE, names = "SAFE_HARBOR")
    void aDateIsItsYear(Profile profile) throws IOException {
        assertThat(
                        dates(
                                profile,
                                (subject, before, after) ->
                                        assertThat(after)
                                                .isEqualTo(Year.from(date(before)).toString())))
                .isGreaterThan(10_000);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SAFE_HARBOR")
    void theDatesOfASubjectMoveTogetherAndAllMove(Profile profile) throws IOException {
        var shifts = new HashMap<String, Long>();

        int seen =
                dates(
                        profile,
                        (subject, before, after) -> {
                            long days = ChronoUnit.DAYS.between(date(before), date(after));
                            assertThat(days).isNotZero().isBetween(-365L, 365L);
                            assertThat(shifts.computeIfAbsent(subject, s -> days))
                                    .as("all dates of a subject by as many days")
                                    .isEqualTo(days);
                            assertThat(after.substring(10))
                                    .as("the time")
                                    .isEqualTo(before.substring(10));
                        });

        assertThat(seen).isGreaterThan(10_000);
        assertThat(shifts).hasSize(59);
        assertThat(shifts.values())
                .doesNotHaveDuplicates()
                .as("shifts of their own")
                .hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource
    void theReportTellsNoValue(Profile profile) throws IOException {
        Tables in = Tables.of(SOURCE);
        var kept = new Phrases();
        var values = new Phrases();
        Rules rules = rules();
        // The report has them from the rules, whatever values are equal to them.
        kept.add("2022-01-01");
        kept.add("PHONE");
        // Also where the same value is elsewhere kept: a count may be equal to it.
        for (boolean keeps : new boolean[] {true, false}) {
            in.rows()
                    .forEach((table, rows) -> {
                        var columns = rules.of(table).orElseThrow().columns();
                        for (NamedCsvRecord row : rows) {
                            row.getFieldsAsMap()
                                    .forEach((column, value) -> {
                                        boolean keep =
                                                Objects.requireNonNull(columns.get(column)).action()
                                                        == Action.KEEP;
                                        if (value.length() >= Phrases.SHORTEST
                                                && keep == keeps
                                                && !kept.contains(value)) {
                                            (keep ? kept : values).add(value);
                                        }
                                    });
                        }
                    });
        }
        Path out = folder.resolve(profile.toString());
        String _ = output(profile).text();

        assertThat(values.in(in.text())).hasSizeGreaterThan(20_000);
        assertThat(values.in(Files.readString(out.resolve("report.json")))).isEmpty();
    }

    private interface Moved {
        void check(String subject, String before, String after);
    }

    /** Each date of a subject's row, but births that are gone for age; how many there are. */
    private static int dates(Profile profile, Moved moved) throws IOException {
        Tables in = Tables.of(SOURCE);
        Tables out = output(profile);
        var seen = new ArrayList<String>();
        for (var table : in.rows().entrySet()) {
            var rules = rules().of(table.getKey()).orElseThrow();
            for (int i = 0; i < table.getValue().size(); i++) {
                NamedCsvRecord before = table.getValue().get(i);
                NamedCsvRecord after = out.table(table.getKey()).get(i);
                rules.columns()
                        .forEach((column, rule) -> {
                            String value = before.findField(column).orElse("");
                            if (rule.action() == Action.SHIFT_DATE && !value.isEmpty()) {
                                if (rule.birth()
                                        && date(value).isBefore(LocalDate.of(1932, 1, 1))) {
                                    assertThat(after.getField(column))
                                            .as("birth before 1932")
                                            .isEmpty();
                                } else {
                                    seen.add(column);
                                    moved.check(
                                            before.getField(rules.subject()),
                                            value,
                                            after.getField(column));
                                }
                            }
                        });
            }
        }
        return seen.size();
    }

    private static LocalDate date(String value) {
        return LocalDate.parse(value.substring(0, 10));
    }

    private static Rules rules() throws IOException {
        try {
            return Rules.read(Files.readAllBytes(RULES));
        } catch (RulesException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs the command for a profile, once. */
    private static Tables output(Profile profile) throws IOException {
        Tables made = OUTPUTS.get(profile);
        if (made == null) {
            Path out = folder.resolve(profile.toString());
            Path key = KeyFiles.write(folder.resolve("key"), Study.KEY);
            int code =
                    Deidentify.run(
                            "--in", SOURCE.toString(),
                            "--out", out.toString(),
                            "--rules", RULES.toString(),
                            "--key-file", key.toString(),
                            "--profile", profile.toString());
            assertThat(code).isZero();
            made = Tables.of(out);
            OUTPUTS.put(profile, made);
        }
        return made;
    }
}
