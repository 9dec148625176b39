package io.eprointake.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page says, it says in each of its languages. */
class WordsTest {

    private static final Path PAGE = Path.of("src/main/resources/static/page");
    private static final Pattern SAID = Pattern.compile("\\bsay\\('([^'$]+)'");
    private static final Pattern NAMED = Pattern.compile("\\{\\w+}");

    private static final JsonNode ENGLISH = words("en");
    private static final JsonNode CHINESE = words("zh");

    private static JsonNode words(String language) {
        try {
            return new ObjectMapper()
                    .readTree(PAGE.resolve("words").resolve(language + ".json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void eachLanguageHasTheSameMessages() {
        assertThat(keys(CHINESE)).isEqualTo(keys(ENGLISH));
    }

    @Test
    void eachMessageTellsTheSameThings() {
        for (String key : keys(ENGLISH)) {
            assertThat(named(CHINESE.get(key))).as(key).isEqualTo(named(ENGLISH.get(key)));
        }
    }

    @Test
    void whatIsSaidIsThere() throws IOException {
        List<String> said = new ArrayList<>();
        try (Stream<Path> files = Files.walk(PAGE)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".js")).toList()) {
                SAID.matcher(Files.readString(file))
                        .results()
                        .map(it -> it.group(1))
                        .forEach(said::add);
            }
        }
        assertThat(said).hasSizeGreaterThan(100);
        assertThat(keys(ENGLISH)).containsAll(said);
    }

    private static Set<String> keys(JsonNode words) {
        Set<String> keys = new TreeSet<>();
        words.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static Set<String> named(JsonNode message) {
        return NAMED.matcher(message.toString())
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
