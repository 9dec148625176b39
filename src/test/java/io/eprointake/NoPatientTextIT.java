package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.ServiceProcess;
import io.eprointake.testing.TextSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Promise 11: no patient text outside the store, and no token, code or key either. Runs after all
 * other tests, and looks for what they sent and were handed in everything that was logged
 * meanwhile: by their own JVMs, where the service's own lines are logged from DEBUG on, and by the
 * services that they started.
 */
@Tag("longer")
class NoPatientTextIT {

    /** Of logback-test.xml. */
    private static final Path TEST_LOGS = Path.of("target", "test-logs");

    private static final String STARTED = "Started EproIntake";

    @Test
    void nothingThatWasSentIsInAnyLog() {
        TextSearch sent = sent();

        List<String> places = logs().flatMap(log -> sent.in(log).stream()).toList();

        assertThat(places).as("places where a log quotes a patient, or has a secret").isEmpty();
    }

    @Test
    void thereIsSomethingToLookForAndWhereToLook() throws IOException {
        assumeTrue(System.getProperty("it.test") == null, "only some of the tests were run");
        assertThat(sent().texts()).isGreaterThan(100);
        assertThat(TextSearch.files(TEST_LOGS)).isNotEmpty();
        assertThat(
                        TextSearch.files(ServiceProcess.LOGS).stream()
                                .flatMap(log -> find(STARTED, log)))
                .isNotEmpty();
    }

    @Test
    void whatTheServiceLogsInATestIsAmongTheLogs(@TempDir Path folder) {
        String line = "control-" + UUID.randomUUID();
        // Its start sets up the logging anew.
        try (var analyzer = new FakeAnalyzer(Manner.HEALTHY);
                var service = RunningService.start(folder, "epro.analysis.url", analyzer.url())) {
            LoggerFactory.getLogger(EproIntake.class).debug("Planted in {}: {}", service, line);
        }

        assertThat(TextSearch.files(TEST_LOGS).stream().flatMap(log -> find(line, log))).hasSize(1);
    }

    @Test
    void aPlantedTextIsFound(@TempDir Path folder) throws IOException {
        Path log = folder.resolve("planted.log");
        Files.writeString(
                log,
                """
                A line that says nothing, of SUBJ-or-so and others.
                Cannot read {"narrative":"嘴里一直疼，晚上睡不好。","mode":"self"}
                no such subject: SUBJ-0042
                """);

        assertThat(find("嘴里一直疼，晚上睡不好。", log)).singleElement().asString().contains(":2:");
        assertThat(find("SUBJ-0042", log)).singleElement().asString().contains(":3:");
        assertThat(find("SUBJ-0043", log)).isEmpty();
        assertThat(find("self", log)).as("too short to be told from chance").isEmpty();
    }

    @Test
    void aPlantedPieceOfATextIsFound(@TempDir Path folder) throws IOException {
        Path log = folder.resolve("planted.log");
        Files.writeString(
                log,
                """
                signal 52, evidence '晚上睡不好'
                red flag: I had chest pain on Tuesday [report 7]
                王建国
                """);

        assertThat(findTraces("这两天手脚发麻，晚上睡不好", log)).singleElement().asString().contains(":1:");
        assertThat(findTraces("I cannot sleep; I had chest pain on Tuesday.", log))
                .singleElement()
                .asString()
                .contains(":2:");
        assertThat(findTraces("王建国", log)).singleElement().asString().contains(":3:");
        assertThat(findTraces("我叫王建国，手机19900001234", log)).as("neither clause is there").isEmpty();
    }

    @Test
    void whatTheTestsShowedOrWereHandedIsLookedFor(@TempDir Path folder) throws IOException {
        Path log = folder.resolve("planted.log");
        try (var service = RunningService.start(folder)) {
            Client client = service.client();
            JsonNode invited =
                    made(
                            client,
                            "/devices",
                            Map.of(
                                    "study",
                                    "ONC-301",
                                    "site",
                                    "SITE03",
                                    "subject",
                                    Patients.subject()));
            String code = invited.path("code").asText();
            JsonNode device = made(client, "/devices/activate", Map.of("code", code));
            JsonNode program =
                    made(
                            client,
                            "/tokens",
                            Map.of(
                                    "name",
                                    "a program",
                                    "role",
                                    "system",
                                    "may",
                                    List.of("reports"),
                                    "days",
                                    1));
            String signature = client.bearer("system").replaceFirst(".*[.]", "");
            String key =
                    Client.JSON
                            .readTree(folder.resolve("tokens/signing-key.json").toFile())
                            .path("d")
                            .asText();
            List<String> planted =
                    List.of(
                            code,
                            code.replace("-", ""),
                            device.path("token").asText(),
                            program.path("token").asText(),
                            signature,
                            key);
            assertThat(planted).allSatisfy(it -> assertThat(it).hasSizeGreaterThan(10));
            Files.write(log, planted);

            List<String> found = sent().in(log);

            for (int i = 0; i < planted.size(); i++) {
                assertThat(found).contains(log + ":" + (i + 1) + ": " + planted.get(i));
            }
        }
    }

    private static JsonNode made(Client client, String path, Map<String, Object> body) {
        var answer = client.post(path, "application/json", Client.json(body));
        assertThat(answer.statusCode()).isEqualTo(201);
        return Client.tree(answer);
    }

    private static Stream<String> find(String text, Path log) {
        var search = new TextSearch();
        search.add(text);
        return search.in(log).stream();
    }

    private static Stream<String> findTraces(String text, Path log) {
        return Patients.traces(text).flatMap(trace -> find(trace, log));
    }

    private static Stream<Path> logs() {
        return Stream.of(TEST_LOGS, ServiceProcess.LOGS).flatMap(f -> TextSearch.files(f).stream());
    }

    private static TextSearch sent() {
        var search = new TextSearch();
        for (Path said : TextSearch.files(Patients.SAID)) {
            try (var lines = TextSearch.reader(said)) {
                lines.lines().forEach(search::add);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return search;
    }
}
