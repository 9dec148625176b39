package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.testing.Patients;
import io.eprointake.testing.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of one build: the service, and the analyzer at the other end of the wire. */
class RemoteAnalyzerIT {

    @TempDir Path serviceFolder;
    @TempDir Path analyzerFolder;

    @Test
    void theSameJarServesTheOtherEnd() {
        try (var analyzer =
                        ServiceProcess.start(analyzerFolder, "--spring.profiles.active=analyzer");
                var service =
                        ServiceProcess.start(
                                serviceFolder,
                                "--epro.analysis.url=http://127.0.0.1:" + analyzer.port())) {
            UUID id = UUID.randomUUID();
            service.client()
                    .post(
                            Patients.report(
                                    id,
                                    Patients.subject(),
                                    Patients.says(
                                            "I keep throwing up and my head is pounding badly")));

            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            service.client().report(id).at("/state").asText().equals("analyzed"));

            JsonNode analysis = service.client().report(id).at("/analysis");
            assertThat(analysis.at("/analyzer").asText()).startsWith("embedded");
            assertThat(analysis.at("/signals").findValuesAsText("group")).contains("10", "49");
            // The analyzer's process keeps nothing but its own key: no store, and no task left.
            assertThat(analyzerFolder.resolve("data"))
                    .isDirectoryNotContaining(left -> !left.endsWith("tokens"));
            assertThat(analyzer.client().leakwatch().at("/tasks/running").asInt()).isZero();
            assertThat(analyzer.client().get("/reports/" + id).statusCode()).isEqualTo(404);
        }
    }
}
