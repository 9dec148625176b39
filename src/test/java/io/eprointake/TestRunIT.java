package io.eprointake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Kafka;
import io.eprointake.testing.Patients;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One command for the service with its database and its broker, and one signal for its end. */
@Tag("soak")
class TestRunIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path folder;

    @Test
    void theServiceDrainsWhileItsDatabaseAndItsBrokerAreThereAndNothingIsLeft() throws IOException {
        Path temp = Files.createDirectory(folder.resolve("temp"));
        try (var analyzer = new FakeAnalyzer(Manner.HEALTHY);
                var service = start(temp, analyzer)) {
            String database = printed(service, "PostgreSQL");
            String brokers = printed(service, "Kafka");
            Path data = Path.of(Postgres.list(database, "show data_directory").getFirst());
            ProcessHandle server = server(data);

            UUID report = post(service);
            await("it is analyzed").atMost(LONG).until(() -> analyzed(service, report));
            await("its outcome is sent")
                    .atMost(LONG)
                    .until(() -> subjects(brokers).contains(report.toString()));
            Kafka.send(brokers, "enrollment-updates", "SITE01".getBytes(UTF_8), List.of(update()));
            await("the update is counted")
                    .atMost(LONG)
                    .until(() ->
                            Client.tree(service.client().get("/enrollment"))
                                            .path("total_enrollment")
                                            .asInt()
                                    == 3);

            analyzer.become(Manner.HOLDING);
            post(service);
            await("a call is open").atMost(LONG).until(() -> analyzer.calls() == 2);
            int before = service.output().length();
            service.terminate();
            // Long enough for a server to stop that does not wait for the service.
            await("the web server has stopped")
                    .pollDelay(Duration.ofSeconds(1))
                    .atMost(LONG)
                    .until(() -> service.output().contains("Graceful shutdown complete"));
            analyzer.become(Manner.HEALTHY);

            assertThat(service.awaitExit(LONG)).isEqualTo(143);
            assertThat(service.output().substring(before))
                    .containsSubsequence(
                            ": 1 analyses finished, 0 handed back",
                            "writers - Shutdown completed",
                            "readers - Shutdown completed",
                            "[BrokerServer id=0] Transition from STARTED to SHUTTING_DOWN")
                    .doesNotContain(" WARN ", " ERROR ", "Exception");
            await("PostgreSQL has ended").atMost(LONG).until(() -> !server.isAlive());
            assertThat(data).doesNotExist();
            // Spring Boot leaves Tomcat's, which are empty.
            assertThat(temp)
                    .isDirectoryNotContaining(
                            left -> !left.getFileName().toString().startsWith("tomcat."));
        }
    }

    private ServiceProcess start(Path temp, FakeAnalyzer analyzer) {
        return ServiceProcess.startProgram(
                folder,
                List.of(
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Djava.io.tmpdir=" + temp,
                        // PostgreSQL's programs are unpacked once for all tests.
                        "-Dot.epg.working-dir="
                                + System.getProperty("java.io.tmpdir")
                                + "/embedded-pg",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TestEproIntake.class.getName(),
                        "--epro.analysis.url=" + analyzer.url(),
                        "--logging.level.kafka.server.BrokerServer=info"));
    }

    /** As it was printed. */
    private static String printed(ServiceProcess service, String name) {
        var line = Pattern.compile(" : " + name + ": (\\S+)");
        return await().atMost(LONG)
                .until(
                        () -> line.matcher(service.output()).results().findFirst(),
                        found -> found.isPresent())
                .orElseThrow()
                .group(1);
    }

    private static ProcessHandle server(Path data) throws IOException {
        long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
        return ProcessHandle.of(pid).orElseThrow();
    }

    private static UUID post(ServiceProcess service) {
        UUID id = UUID.randomUUID();
        var answer =
                service.client()
                        .post(Patients.report(id, Patients.subject(), Patients.narrative()));
        assertThat(answer.statusCode()).isEqualTo(202);
        return id;
    }

    private static boolean analyzed(ServiceProcess service, UUID id) {
        return service.client().report(id).path("state").asText().equals("analyzed");
    }

    private static List<String> subjects(String brokers) {
        return Kafka.read(brokers, "report-outcomes").stream()
                .map(message -> new String(message.key(), UTF_8))
                .toList();
    }

    private static byte[] update() {
        return Client.json(Map.of("event_id", "SITE01-1", "site", "SITE01", "patients", 3));
    }
}
