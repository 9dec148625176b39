package io.eprointake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.TextSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every call that the README shows gets the answer that it shows. */
class ReadmeIT {

    private static final Path README = Path.of("README.md");
    private static final Pattern EXAMPLE = Pattern.compile("```console\n\\$ (curl .*)\n([^`]*)```");

    /** What differs from run to run. */
    private static final Pattern MOMENT =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z|urn:uuid:[0-9a-f-]{36}");

    private static final Path SENT = Path.of("src", "docs", "example");

    @TempDir Path folder;

    @BeforeAll
    static void say() throws IOException {
        for (Path file : TextSearch.files(SENT)) {
            try (MappingIterator<JsonNode> reports =
                    Client.JSON.readerFor(JsonNode.class).readValues(file.toFile())) {
                reports.forEachRemaining(report -> {
                    Patients.says(report.path("subject").asText());
                    Patients.says(report.path("narrative").asText());
                });
            }
        }
    }

    @Test
    void everyCallGetsTheAnswerThatIsShown() throws IOException, InterruptedException {
        List<String[]> examples = examples();
        assertThat(examples).hasSizeGreaterThan(8);
        try (var service = RunningService.start(folder)) {
            for (String[] example : examples) {
                if (example[0].contains("/reports/") && !example[0].contains("POST")) {
                    // "A moment later", as the README says.
                    await().atMost(Duration.ofSeconds(60))
                            .until(() ->
                                    curl(example[0], service).contains("\"state\":\"analyzed\""));
                }
                assertThat(fixed(curl(example[0], service)))
                        .as(example[0])
                        .isEqualTo(fixed(example[1]));
            }
        }
    }

    private static List<String[]> examples() throws IOException {
        List<String[]> examples = new ArrayList<>();
        var matcher = EXAMPLE.matcher(Files.readString(README));
        while (matcher.find()) {
            examples.add(new String[] {matcher.group(1), matcher.group(2)});
        }
        return examples;
    }

    private static String curl(String command, RunningService service)
            throws IOException, InterruptedException {
        String here =
                command.replace("localhost:8080", "127.0.0.1:" + service.port())
                        .replace("localhost:8081", "127.0.0.1:" + service.managementPort());
        Process curl = new ProcessBuilder("bash", "-c", here).redirectErrorStream(true).start();
        String answer = new String(curl.getInputStream().readAllBytes(), UTF_8);
        assertThat(curl.waitFor()).as(here).isZero();
        return answer;
    }

    private static String fixed(String answer) {
        return MOMENT.matcher(answer.strip()).replaceAll("(then)");
    }
}
