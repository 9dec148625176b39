package io.eprointake.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * DateSpelling, ages and postcodes as exports have them, with what must come of each: written by
 * somebody who knew the promise and not the code. A file of which no outcome is said may be handed
 * on or fail; if it is handed on, its cells must be right.
 */
class ExportCasesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Locale before = Locale.getDefault();

    @TempDir Path folder;

    static List<Case> cases() throws IOException {
        try (var lines =
                ExportCasesTest.class.getResourceAsStream("/deidentify/export-cases.jsonl")) {
            List<Case> cases = new ArrayList<>();
            String all =
                    new String(
                            Objects.requireNonNull(lines).readAllBytes(), StandardCharsets.UTF_8);
            for (String line : (Iterable<String>) all.lines()::iterator) {
                cases.add(new Case(JSON.readTree(line)));
            }
            return cases;
        }
    }

    @AfterEach
    void backToTheMachinesLocale() {
        Locale.setDefault(before);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anExportIsReadAsWhatItIsOrFails(Case it) throws IOException {
        it.locale().forEach(Locale::setDefault);
        Study study = new Study(folder);
        Files.writeString(study.rules(), it.text("rules"));
        for (var file : it.json.get("files").properties()) {
            study.file(file.getKey(), file.getValue().asText());
        }

        Ended ended = study.run();

        Map<String, String> outcomes = new HashMap<>();
        Path report = study.out().resolve("report.json");
        if (Files.exists(report)) {
            JSON.readTree(report.toFile())
                    .get("files")
                    .forEach(file ->
                            outcomes.put(file.get("file").asText(), file.get("outcome").asText()));
        }
        it.json
                .get("outcomes")
                .properties()
                .forEach(file ->
                        assertThat(outcomes)
                                .containsEntry(file.getKey(), file.getValue().asText()));
        for (JsonNode cell : it.json.get("cells")) {
            Path out = study.out().resolve(cell.get("file").asText());
            if (Files.exists(out)) {
                check(cell, out);
            }
        }
        for (JsonNode text : it.json.get("console")) {
            assertThat(ended.out() + ended.err()).contains(text.asText());
        }
    }

    private static void check(JsonNode cell, Path out) throws IOException {
        List<NamedCsvRecord> rows;
        try (var reader = CsvReader.builder().ofNamedCsvRecord(out)) {
            rows = reader.stream().toList();
        }
        String value =
                rows.get(cell.get("row").asInt() - 1).getField(cell.get("column").asText()).strip();
        if (cell.has("equals")) {
            assertThat(value).as("%s", cell).isEqualTo(cell.get("equals").asText());
        }
        if (cell.has("not")) {
            assertThat(value).as("%s", cell).isNotEqualTo(cell.get("not").asText());
        }
        if (cell.has("blank")) {
            assertThat(value.isEmpty()).as("%s", cell).isEqualTo(cell.get("blank").asBoolean());
        }
    }

    /** One export, or several, and the rules for it. */
    record Case(JsonNode json) {

        String text(String field) {
            return json.get(field).asText();
        }

        /** Of the machine that it is run on; empty for this one's own. */
        Stream<Locale> locale() {
            Map<String, String> set = new HashMap<>();
            json.get("jvm")
                    .forEach(option -> {
                        String[] parts = option.asText().split("[.=]", -1);
                        set.put(parts[1], parts[2]);
                    });
            return set.isEmpty()
                    ? Stream.empty()
                    : Stream.of(
                            Locale.of(
                                    set.getOrDefault("language", ""),
                                    set.getOrDefault("country", "")));
        }

        @Override
        public String toString() {
            return text("name");
        }
    }
}
