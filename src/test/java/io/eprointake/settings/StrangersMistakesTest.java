package io.eprointake.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What somebody who did not know the code thought that operators would set: wrong, and unusual but
 * right.
 */
class StrangersMistakesTest {

    @TempDir Path folder;

    static Stream<JsonNode> mistakes() throws IOException {
        Path file = Path.of("src/test/resources/settings/mistakes.jsonl");
        var mapper = new ObjectMapper();
        List<JsonNode> mistakes = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            mistakes.add(mapper.readTree(line));
        }
        return mistakes.stream();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isToldFromWhatIsRight(JsonNode mistake) throws IOException {
        List<String> arguments = new ArrayList<>();
        mistake.path("settings")
                .properties()
                .forEach(set -> arguments.add("--" + set.getKey() + "=" + set.getValue().asText()));
        Map<String, String> variables = new HashMap<>();
        mistake.path("env")
                .properties()
                .forEach(set -> variables.put(set.getKey(), set.getValue().asText()));
        if (mistake.has("yaml")) {
            Path file = folder.resolve("application.yaml");
            Files.writeString(file, mistake.path("yaml").asText());
            arguments.add("--spring.config.additional-location=" + file.toUri());
        }

        List<Refusal> refusals = CheckConfig.refusals(variables, arguments.toArray(String[]::new));

        if (mistake.path("verdict").asText().equals("starts")) {
            assertThat(refusals).isEmpty();
            return;
        }
        assertThat(refusals).isNotEmpty();
        String settings = String.join(" ", refusals.stream().map(Refusal::setting).toList());
        mistake.path("names")
                .forEach(name -> assertThat(letters(settings)).contains(letters(name.asText())));
        if (mistake.hasNonNull("suggest")) {
            assertThat(refusals)
                    .anySatisfy(refusal ->
                            assertThat(letters(refusal.right()))
                                    .endsWith(letters(mistake.path("suggest").asText())));
        }
        if (mistake.hasNonNull("secret")) {
            assertThat(refusals.toString()).doesNotContain(mistake.path("secret").asText());
        }
    }

    /** However a name is written. */
    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
