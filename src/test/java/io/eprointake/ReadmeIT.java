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
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command that the README or the manual shows with its answer gets that answer. */
class ReadmeIT {

    private static final List<Path> PAGES =
            List.of(Path.of("README.md"), Path.of("src", "docs", "manual", "running.md"));

    private static final Pattern EXAMPLE = Pattern.compile("```console\n\\$ (.*)\n([^`]*)```");

    /** Another processor's arithmetic may differ in the last digit. */
    private static final Pattern SURE = Pattern.compile("(\"confidence\":0\\.\\d)\\d");

    /** What differs from run to run. */
    private static final Pattern MOMENT =
            Pattern.compile(
                    "(?<=code\":\")[0-9A-Z]{4}(?=-)|\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z|urn:uuid:[0-9a-f-]{36}|[bcdfghjkmnpqrstv]{32}|(?<=(?:report|alert|enrollment_update) )\\d+|\\d+(?= receipts)|(?m)^[0-9a-f]{16}$");

    private static final Pattern SENDS = Pattern.compile("POST| -d |--data");

    private static final Pattern NEEDS = Pattern.compile("curl |\\.jar (backup|restore|verify) ");

    private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");
    private static final Path SENT = Path.of("src", "docs", "example");

    @TempDir Path folder;

    @BeforeAll
    static void say() throws IOException {
        for (Path file : TextSearch.files(SENT)) {
            if (!file.toString().endsWith("json")) {
                continue;
            }
            try (MappingIterator<JsonNode> reports =
                    Client.JSON.readerFor(JsonNode.class).readValues(file.toFile())) {
                reports.forEachRemaining(report -> {
                    Patients.says(report.path("subject").asText());
                    Patients.says(report.path("narrative").asText());
                });
            }
        }
    }

    /** Commands run here as in the project's folder, and leave nothing there. */
    @BeforeEach
    void stand() throws IOException {
        for (String inside : List.of("src", "target")) {
            Files.createSymbolicLink(folder.resolve(inside), Path.of(inside).toAbsolutePath());
        }
    }

    @Test
    void everyCallGetsTheAnswerThatIsShown() throws IOException, InterruptedException {
        List<Example> examples = examples(true);
        assertThat(examples).hasSizeGreaterThan(8);
        // Where the commands look for a token.
        String tokens = folder.resolve("data/tokens").toString();
        String url = "jdbc:sqlite:" + folder.resolve("data/epro.db");
        try (var service =
                RunningService.start(
                        folder, "epro.security.folder", tokens, "spring.datasource.url", url)) {
            for (Example example : examples) {
                String command = example.command();
                String here =
                        command.replace("localhost:8080", "127.0.0.1:" + service.port())
                                .replace("localhost:8081", "127.0.0.1:" + service.managementPort());
                if (command.contains("/reports/") && !SENDS.matcher(command).find()) {
                    // "A moment later", as the README says.
                    await().atMost(Duration.ofSeconds(60))
                            .until(() -> answer(here).contains("\"state\":\"analyzed\""));
                }
                assertThat(fixed(answer(here))).as(command).isEqualTo(fixed(example.answer()));
            }
        }
    }

    @Test
    void everyFileIsHandedOnAsIsShown() throws IOException, InterruptedException {
        List<Example> examples = examples(false);
        assertThat(examples).hasSizeGreaterThan(2);
        for (Example example : examples) {
            // Two workers end in any order.
            assertThat(fixed(answer(example.command())).lines())
                    .as(example.command())
                    .containsExactlyInAnyOrderElementsOf(fixed(example.answer()).lines().toList());
        }
    }

    private record Example(String command, String answer) {}

    /** Those that need the service or its store, or those that do not. */
    private static List<Example> examples(boolean calls) throws IOException {
        var text = new StringBuilder();
        for (Path page : PAGES) {
            text.append(Files.readString(page)).append('\n');
        }
        return EXAMPLE.matcher(text)
                .results()
                .map(found -> new Example(found.group(1), found.group(2)))
                .filter(example -> NEEDS.matcher(example.command()).find() == calls)
                .toList();
    }

    private String answer(String command) throws IOException, InterruptedException {
        var shell = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true);
        shell.directory(folder.toFile());
        shell.environment().merge("PATH", JDK + ":", (path, jdk) -> jdk + path);
        Process process = shell.start();
        String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(command + "\n" + answer).isZero();
        return answer;
    }

    private static String fixed(String answer) {
        String then = MOMENT.matcher(answer.strip()).replaceAll("(then)");
        return SURE.matcher(then).replaceAll("$1").replace("(code)", "(then)");
    }
}
