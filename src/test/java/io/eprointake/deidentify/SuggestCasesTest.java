package io.eprointake.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.deidentify.rules.ColumnRule;
import io.eprointake.deidentify.rules.FileRules;
import io.eprointake.deidentify.rules.Rules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Exports with names where none are looked for, and exports of which nothing may be lost: written
 * by somebody who knew the promise and not the code.
 */
class SuggestCasesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    static List<Case> cases() throws IOException {
        try (var lines =
                SuggestCasesTest.class.getResourceAsStream("/deidentify/suggest-cases.jsonl")) {
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

    @ParameterizedTest
    @MethodSource("cases")
    void nothingIsKeptThatNamesAPersonAndNothingIsLostThatAFileIsMadeOf(Case it) throws Exception {
        Path in = Files.createDirectory(folder.resolve("in"));
        for (var file : it.json.get("files").properties()) {
            Files.writeString(in.resolve(file.getKey()), text(file.getValue()));
        }
        Path to = folder.resolve("rules.yaml");

        Deidentify.run("suggest", "--in", in.toString(), "--rules", to.toString());

        Rules rules = Rules.read(Files.readAllBytes(to));
        for (var file : it.json.get("expect").properties()) {
            FileRules suggested = rules.of(file.getKey()).orElseThrow();
            for (var column : file.getValue().properties()) {
                ColumnRule rule = suggested.columns().get(column.getKey());
                check(Objects.requireNonNull(rule), column.getValue());
            }
        }
    }

    private static void check(ColumnRule rule, JsonNode expected) {
        String action = rule.action().toString();
        if (expected.has("in")) {
            assertThat(words(expected.get("in"))).as("%s", expected).contains(action);
        }
        if (expected.has("not")) {
            assertThat(words(expected.get("not"))).as("%s", expected).doesNotContain(action);
        }
    }

    private static List<String> words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asText()));
        return words;
    }

    /** As it stands, or the beginning, a row so many times with its number in it, and the end. */
    private static String text(JsonNode file) {
        if (file.isTextual()) {
            return file.asText();
        }
        var text = new StringBuilder(file.get("head").asText());
        for (int i = 1; i <= file.get("repeat").get(1).asInt(); i++) {
            text.append(file.get("repeat").get(0).asText().replace("{i}", Integer.toString(i)));
        }
        return text.append(file.path("tail").asText()).toString();
    }

    /** One export, or several, and what may be suggested for its columns. */
    record Case(JsonNode json) {

        @Override
        public String toString() {
            return json.get("name").asText();
        }
    }
}
