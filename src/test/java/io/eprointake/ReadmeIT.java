package io.eprointake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import io.eprointake.testing.Client;
import io.eprointake.testing.Markdown;
import io.eprointake.testing.Markdown.Block;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.TextSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command that the README or a page of the manual shows with its answer gets that answer: the
 * README's first, then those of the pages by their names, over one service.
 */
@Tag("soak")
class ReadmeIT {

    private static final Path MANUAL = Path.of("src", "docs", "manual");
    private static final Path SENT = Path.of("src", "docs", "example");

    /** Another processor's arithmetic may differ in the last digit. */
    private static final Pattern SURE = Pattern.compile("(\"confidence\":0\\.\\d)\\d");

    /** What differs from run to run, and what pages before it in the store. */
    private static final Pattern MOMENT =
            Pattern.compile(
                    "(?<=code\":\")[0-9A-Z]{4}(?=-)|\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z|urn:uuid:[0-9a-f-]{36}|[bcdfghjkmnpqrstv]{32}|(?<=(?:report|alert|enrollment_update) )\\d+|\\d+(?= receipts)|(?m)^[0-9a-f]{16}$|(?<=device_id\":\")[0-9a-f-]{36}|(?<=\"(?:id|age_seconds)\":)\\d+|(?<=\"last\":\")[\\d.]+");

    private static final Pattern SENDS = Pattern.compile("POST| -d |--data");

    /** Two workers end in any order. */
    private static final Pattern ANY_ORDER = Pattern.compile(" deidentify --in ");

    /** A block of these is read, and not run. */
    private static final List<String> NOT_RUN = List.of("", "yaml");

    @TempDir static Path folder;
    private static @Nullable RunningService service;

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

    @BeforeAll
    static void start() throws IOException {
        // Where the commands look for a token, and for the store.
        Path data = Files.createDirectories(folder.resolve("data"));
        service =
                RunningService.start(
                        data, "epro.security.folder", data.resolve("tokens").toString());
        // The first compiler alone: it starts in about half the processor time.
        Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
        Files.writeString(
                java,
                "#!/bin/sh\nexec '%s/bin/java' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \"$@\"\n"
                        .formatted(System.getProperty("java.home")));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    @TestFactory
    Stream<DynamicNode> everyCommandGetsTheAnswerThatIsShown() {
        List<Markdown> pages =
                Stream.concat(
                                Stream.of(Markdown.read(Path.of("README.md"))),
                                Markdown.below(MANUAL).stream())
                        .toList();
        assertThat(pages.stream().flatMap(page -> page.blocks().stream()).filter(ReadmeIT::runs))
                .hasSizeGreaterThan(25);
        return pages.stream()
                .map(page ->
                        dynamicContainer(
                                page.file().toString(),
                                page.file().toUri(),
                                page.blocks().stream()
                                        .filter(block ->
                                                runs(block) || notUnderstood(block) != null)
                                        .map(block -> test(page, block))));
    }

    private static boolean runs(Block block) {
        return block.language().equals("console");
    }

    private static DynamicTest test(Markdown page, Block block) {
        String place = page.place(block.line());
        return dynamicTest(
                place,
                page.uri(block.line()),
                () -> {
                    assertThat(notUnderstood(block)).as(place).isNull();
                    getsItsAnswer(place, standing(page), block);
                });
    }

    /** Why nobody would notice that the block is wrong; null when it can be run, or need not be. */
    private static @Nullable String notUnderstood(Block block) {
        if (!block.closed()) {
            return "it has no end";
        }
        List<String> lines = block.lines();
        long commands = lines.stream().filter(line -> line.startsWith("$ ")).count();
        if (runs(block)) {
            return commands == 1 && lines.getFirst().startsWith("$ ") && lines.size() > 1
                    ? null
                    : "console is for one line after $, and its answer below";
        }
        if (!NOT_RUN.contains(block.language())) {
            return "who runs " + block.language() + "? A command with its answer is console";
        }
        return commands > 0 || lines.stream().anyMatch(line -> line.startsWith("curl "))
                ? "it can be run, so it is console, with its answer"
                : null;
    }

    private static void getsItsAnswer(String place, Path standing, Block block)
            throws IOException, InterruptedException {
        RunningService running = Objects.requireNonNull(service);
        String command = block.lines().getFirst().substring(2);
        String here =
                command.replace("localhost:8080", "127.0.0.1:" + running.port())
                        .replace("localhost:8081", "127.0.0.1:" + running.managementPort());
        if (command.contains("/reports/") && !SENDS.matcher(command).find()) {
            // "A moment later", as the README says.
            await(place)
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> answer(standing, here).contains("\"state\":\"analyzed\""));
        }
        String shown = fixed(String.join("\n", block.lines().subList(1, block.lines().size())));
        String got = fixed(answer(standing, here));
        if (ANY_ORDER.matcher(command).find()) {
            assertThat(got.lines())
                    .as("%s: %s", place, command)
                    .containsExactlyInAnyOrderElementsOf(shown.lines().toList());
        } else {
            assertThat(got).as("%s: %s", place, command).isEqualTo(shown);
        }
    }

    /** A folder like the project's for each page, and nothing is left in the project's. */
    private static Path standing(Markdown page) throws IOException {
        Path standing = folder.resolve(page.file().toString().replace('/', '-'));
        if (!Files.exists(standing)) {
            Files.createDirectory(standing);
            Files.createSymbolicLink(standing.resolve("data"), folder.resolve("data"));
            for (String inside : List.of("src", "target")) {
                Files.createSymbolicLink(
                        standing.resolve(inside), Path.of(inside).toAbsolutePath());
            }
        }
        return standing;
    }

    private static String answer(Path standing, String command)
            throws IOException, InterruptedException {
        var shell = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true);
        shell.directory(standing.toFile());
        shell.environment().merge("PATH", folder.resolve("bin") + ":", (path, java) -> java + path);
        Process process = shell.start();
        String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            fail(command + " ended with " + process.exitValue() + "\n" + answer);
        }
        return answer;
    }

    private static String fixed(String answer) {
        String then = MOMENT.matcher(answer.strip()).replaceAll("(then)");
        return SURE.matcher(then).replaceAll("$1").replace("(code)", "(then)");
    }
}
