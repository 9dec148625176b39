package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Patients;
import io.eprointake.testing.ServiceProcess;
import io.eprointake.testing.StoreFile;
import io.eprointake.testing.StoreFile.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise 1 when there is no room left: what cannot be stored is not acknowledged. */
class DiskFullIT {

    @TempDir Path folder;
    private final FakeAnalyzer analyzer = new FakeAnalyzer(Manner.HEALTHY);
    private final List<UUID> acknowledged = new ArrayList<>();

    @AfterEach
    void closeAnalyzer() {
        analyzer.close();
    }

    /** SQLite's own limit, in the very service that meets it: another program fills the file. */
    @Test
    void aFullDatabaseRefusesAndRecovers() {
        var store = new StoreFile(folder);
        try (var service =
                start("--spring.datasource.url=jdbc:sqlite:data/epro.db?max_page_count=600")) {
            refusesAndRecovers(
                    service.client(),
                    () ->
                            store.execute(
                                    "create table filler (bytes blob)",
                                    "insert into filler values (zeroblob(600 * 4096))"),
                    () -> store.execute("drop table filler"));
            assertThat(service.output())
                    .containsPattern(
                            "ePRO Intake has started version=\"[0-9][^\"]*\" commit=\"([0-9a-f]{7}|unknown)\"");
            JsonNode info = Client.tree(service.client().manage("/actuator/info"));
            assertThat(info.at("/build/version").asText()).isNotEmpty();
            assertThat(info.at("/git/commit/id").asText()).matches("[0-9a-f]{7}|unknown");
            assertThat(lines(service, "fault=\"disk full\"")).hasSize(1);
        }
        assertStored(store);
    }

    /** The system's limit on the size of a file, set and lifted while the service runs. */
    @Test
    @Tag("soak")
    void aDiskThatTakesNoMoreRefusesAndRecovers() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit is Linux's");
        try (var service = start("--logging.structured.format.console=ecs")) {
            Path log = folder.resolve("data").resolve("epro.db-wal");
            refusesAndRecovers(
                    service.client(),
                    () -> limitFileSize(service, Long.toString(log.toFile().length())),
                    () -> limitFileSize(service, "unlimited"));
            assertThat(service.output().lines())
                    .isNotEmpty()
                    .allSatisfy(
                            line -> assertThat(line(line).path("message").asText()).isNotEmpty());
            assertThat(lines(service, "\"fault\":\"disk f(ull|ails)\""))
                    .singleElement()
                    .satisfies(line -> assertThat(line(line).path("count").asInt()).isEqualTo(1));
            assertThat(lines(service, "Report taken"))
                    .hasSameSizeAs(acknowledged)
                    .allSatisfy(line -> {
                        assertThat(line(line).path("outcome").asText()).isEqualTo("received");
                        assertThat(line(line).has("duration_ms")).isTrue();
                        assertThat(line(line).path("request_id").asText()).hasSize(32);
                        assertThat(line(line).path("report_id").asText())
                                .isIn(acknowledged.stream().map(UUID::toString).toList());
                    });
        }
        assertStored(new StoreFile(folder));
    }

    private ServiceProcess start(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--epro.analysis.url=" + analyzer.url());
        return ServiceProcess.start(folder, all.toArray(String[]::new));
    }

    private void refusesAndRecovers(Client client, Runnable fill, Runnable makeRoom) {
        UUID before = UUID.randomUUID();
        assertThat(client.post(report(before)).statusCode()).isEqualTo(202);
        acknowledged.add(before);

        fill.run();
        Map<String, Object> refused = firstRefused(client);
        assertRefused(client.post(refused));
        List<Map<String, Object>> batch =
                List.of(report(UUID.randomUUID()), report(UUID.randomUUID()));
        assertThat(sendBatch(client, batch))
                .hasSize(2)
                .allSatisfy(line -> {
                    assertThat(line.path("status").asInt()).isEqualTo(503);
                    assertThat(line.path("code").asText()).isEqualTo("store_unavailable");
                });
        // What others read is put on record first, for which there may be no room.
        acknowledged.forEach(id ->
                assertThat(
                                client.get("/reports/" + id, "Authorization", client.bearer("ops"))
                                        .statusCode())
                        .isEqualTo(200));
        assertThat(client.get("/reports/" + refused.get("report_id")).statusCode()).isEqualTo(404);

        makeRoom.run();
        HttpResponse<String> answer = client.post(refused);
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Idempotent-Replayed")).isEmpty();
        acknowledged.add(id(refused));
        assertThat(sendBatch(client, batch))
                .hasSize(2)
                .allSatisfy(line -> {
                    assertThat(line.path("status").asInt()).isEqualTo(202);
                    assertThat(line.has("idempotent_replayed")).isFalse();
                });
        batch.forEach(report -> acknowledged.add(id(report)));
    }

    /** Some may still find room in what was begun. */
    private Map<String, Object> firstRefused(Client client) {
        for (int i = 0; i < 100; i++) {
            UUID id = UUID.randomUUID();
            Map<String, Object> report = report(id);
            HttpResponse<String> answer = client.post(report);
            if (answer.statusCode() != 202) {
                assertRefused(answer);
                return report;
            }
            acknowledged.add(id);
        }
        return fail("100 reports were accepted, and there should be no room");
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After"))
                .hasValueSatisfying(after -> assertThat(Integer.parseInt(after)).isPositive());
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(t -> assertThat(t).startsWith("application/problem+json"));
        assertThat(Client.tree(answer).path("code").asText()).isEqualTo("store_unavailable");
    }

    private static List<JsonNode> sendBatch(Client client, List<Map<String, Object>> reports) {
        var body = new ByteArrayOutputStream();
        for (Map<String, Object> report : reports) {
            body.writeBytes(Client.json(report));
            body.write('\n');
        }
        HttpResponse<String> answer =
                client.post("/reports/batch", "application/x-ndjson", body.toByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().lines().map(DiskFullIT::line).toList();
    }

    private static JsonNode line(String line) {
        try {
            return Client.JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> lines(ServiceProcess service, String pattern) {
        return service.output().lines().filter(Pattern.compile(pattern).asPredicate()).toList();
    }

    /** Exactly what was acknowledged, no more and no less. */
    private void assertStored(StoreFile store) {
        assertThat(store.reports().stream().map(Row::id))
                .containsExactlyInAnyOrderElementsOf(acknowledged);
    }

    /** Too long for a place in a page that has room left. */
    private static Map<String, Object> report(UUID id) {
        String narrative = Patients.narrative() + " ".repeat(20_000) + ".";
        return new LinkedHashMap<>(Patients.report(id, Patients.subject(), narrative));
    }

    private static UUID id(Map<String, Object> report) {
        return UUID.fromString(String.valueOf(report.get("report_id")));
    }

    /** Only the soft limit, which whoever runs the process may lift again. */
    private static void limitFileSize(ServiceProcess service, String bytes) {
        try {
            var limit =
                    new ProcessBuilder(
                                    "/usr/bin/prlimit",
                                    "--pid",
                                    Long.toString(service.pid()),
                                    "--fsize=" + bytes + ":")
                            .inheritIO()
                            .start();
            assertThat(limit.waitFor()).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
