package io.eprointake.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    static Stream<Case> cases() throws IOException {
        return Stream.concat(
                cases("/deidentify/export-cases.jsonl"), cases("/deidentify/edge-cases.jsonl"));
    }

    private static Stream<Case> cases(String resource) throws IOException {
        try (var lines = ExportCasesTest.class.getResourceAsStream(resource)) {
            List<Case> cases = new ArrayList<>();
            String all =
                    new String(
                            Objects.requireNonNull(lines).readAllBytes(), StandardCharsets.UTF_8);
            for (String line : (Iterable<String>) all.lines()::iterator) {
                cases.add(new Case(JSON.readTree(line)));
            }
            return cases.stream();
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
            study.file(file.getKey(), Case.bytes(file.getValue()));
        }

        Ended ended =
                it.json.has("profile") ? study.run("--profile", it.text("profile")) : study.run();

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
        for (JsonNode cell : it.json.path("cells")) {
            Path out = study.out().resolve(cell.get("file").asText());
            if (Files.exists(out)) {
                check(cell, out, it.encoding());
            }
        }
        for (var file : it.json.path("header").properties()) {
            Path out = study.out().resolve(file.getKey());
            if (Files.exists(out)) {
                assertThat(rows(out, it.encoding()).getFirst().getHeader())
                        .isEqualTo(
                                JSON.convertValue(
                                        file.getValue(), new TypeReference<List<String>>() {}));
            }
        }
        for (JsonNode text : it.json.path("console")) {
            assertThat(ended.out() + ended.err()).contains(text.asText());
        }
    }

    private static void check(JsonNode cell, Path out, Charset encoding) throws IOException {
        String value = value(cell, out, encoding);
        if (cell.has("same_as")) {
            JsonNode other = cell.get("same_as");
            Path file = out.resolveSibling(other.get("file").asText());
            assertThat(value).as("%s", cell).isEqualTo(value(other, file, encoding));
        }
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

    private static String value(JsonNode cell, Path out, Charset encoding) throws IOException {
        return rows(out, encoding)
                .get(cell.get("row").asInt() - 1)
                .getField(cell.get("column").asText())
                .strip();
    }

    /** What separates fields is told by the header. */
    private static List<NamedCsvRecord> rows(Path out, Charset encoding) throws IOException {
        byte[] bytes = Files.readAllBytes(out);
        boolean utf16 = bytes.length > 1 && bytes[0] + bytes[1] == -3;
        String all = new String(bytes, utf16 ? StandardCharsets.UTF_16 : encoding);
        all = all.replace("\uFEFF", "");
        char most = ',';
        for (char one : ";\t|".toCharArray()) {
            String header = all.lines().findFirst().orElse("");
            most = header.indexOf(most) < 0 && header.indexOf(one) >= 0 ? one : most;
        }
        return CsvReader.builder().fieldSeparator(most).ofNamedCsvRecord(all).stream().toList();
    }

    /** One export, or several, and the rules for it. */
    record Case(JsonNode json) {

        String text(String field) {
            return json.get(field).asText();
        }

        Charset encoding() {
            Matcher said = Pattern.compile("encoding: *([\\w-]+)").matcher(text("rules"));
            return said.find() ? Charset.forName(said.group(1)) : StandardCharsets.UTF_8;
        }

        static byte[] bytes(JsonNode file) throws IOException {
            return file.has("base64")
                    ? file.get("base64").binaryValue()
                    : file.asText().getBytes(StandardCharsets.UTF_8);
        }

        /** Of the machine that it is run on; empty for this one's own. */
        Stream<Locale> locale() {
            Map<String, String> set = new HashMap<>();
            json.path("jvm")
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
