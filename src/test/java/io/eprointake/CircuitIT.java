package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** An analyzer that fails is left alone for a while, and what waited meanwhile is not lost. */
@ExtendWith(OutputCaptureExtension.class)
class CircuitIT {

    private static final int CALLS_AT_ONCE = 4;

    /** Before it is judged, as application.yaml says. */
    private static final int LEAST_CALLS = 10;

    private static final Duration LEFT_ALONE = Duration.ofSeconds(8);

    @TempDir Path folder;

    @Test
    void aFailingAnalyzerIsLeftAloneAndTriedAgain(CapturedOutput output) {
        try (var analyzer = new FakeAnalyzer(Manner.FAILING);
                var service = start(analyzer)) {
            Client client = service.client();
            List<UUID> ids = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                ids.add(send(client));
            }

            waiting().until(() -> open(client));
            waiting().until(() -> client.leakwatch().at("/tasks/running").asInt() == 0);
            int calls = analyzer.calls();
            assertThat(calls).isBetween(LEAST_CALLS, LEAST_CALLS + CALLS_AT_ONCE);
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> open(client) && analyzer.calls() == calls);

            analyzer.become(Manner.HEALTHY);
            waiting().until(() -> ids.stream().allMatch(id -> analyzed(client, id)));
            assertThat(client.manage("/actuator/prometheus").body())
                    .contains(state("closed") + " 1.0");
            assertThat(output)
                    .contains(change("closed", "open"))
                    .contains(change("open", "half_open"))
                    .contains(change("half_open", "closed"));
        }
    }

    private static String change(String from, String to) {
        return "The circuit breaker changed circuit=\"analyzer\" from=\"%s\" to=\"%s\""
                .formatted(from, to);
    }

    private RunningService start(FakeAnalyzer analyzer) {
        return RunningService.start(
                folder,
                "epro.analysis.url",
                analyzer.url(),
                "epro.analysis.concurrency",
                Integer.toString(CALLS_AT_ONCE),
                "epro.analysis.poll",
                "50ms",
                "epro.analysis.first-backoff",
                "10ms",
                "epro.analysis.max-backoff",
                "100ms",
                "resilience4j.circuitbreaker.instances.analyzer.wait-duration-in-open-state",
                LEFT_ALONE.toSeconds() + "s");
    }

    private static UUID send(Client client) {
        UUID id = UUID.randomUUID();
        var report = Patients.report(id, Patients.subject(), Patients.narrative());
        assertThat(client.post(report).statusCode()).isEqualTo(202);
        return id;
    }

    private static boolean open(Client client) {
        return client.manage("/actuator/prometheus").body().contains(state("open") + " 1.0");
    }

    private static boolean analyzed(Client client, UUID id) {
        return client.report(id).at("/state").asText().equals("analyzed");
    }

    private static String state(String word) {
        return "resilience4j_circuitbreaker_state{name=\"analyzer\",state=\"" + word + "\"}";
    }

    private static ConditionFactory waiting() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}
