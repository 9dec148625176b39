package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With one property each line of the log is an object, with the keys that it has in words. */
class JsonLogIT {

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"ecs", "logstash"})
    void aLineHasTheKeysOfItsSentenceAndTheIdOfItsRequest(String format) throws Exception {
        UUID id = UUID.randomUUID();
        String subject = Patients.subject();
        String narrative = Patients.says("I was dizzy and my hands tingled");
        byte[] report = Client.JSON.writeValueAsBytes(Patients.report(id, subject, narrative));
        try (var service =
                ServiceProcess.start(folder, "--logging.structured.format.console=" + format)) {
            service.client()
                    .post("/reports", "application/json", report, "X-Request-Id", "phone-17");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> service.output().contains("Analysis ended"));

            List<JsonNode> lines = service.output().lines().map(JsonLogIT::object).toList();
            JsonNode taken = only(lines, "Report taken");
            assertThat(taken.path("report_id").asText()).isEqualTo(id.toString());
            assertThat(taken.path("outcome").asText()).isEqualTo("received");
            assertThat(taken.path("request_id").asText()).isEqualTo("phone-17");
            assertThat(taken.has("duration_ms")).isTrue();
            JsonNode ended = only(lines, "Analysis ended");
            assertThat(ended.path("report_id").asText()).isEqualTo(id.toString());
            assertThat(ended.path("outcome").asText()).isEqualTo("analyzed");
            assertThat(service.output()).doesNotContain(subject, narrative);
        }
    }

    private static JsonNode only(List<JsonNode> lines, String message) {
        List<JsonNode> found =
                lines.stream().filter(it -> it.path("message").asText().equals(message)).toList();
        assertThat(found).as(message).hasSize(1);
        return found.getFirst();
    }

    private static JsonNode object(String line) {
        try {
            return Client.JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }
}
