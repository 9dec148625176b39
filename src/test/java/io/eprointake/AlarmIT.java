package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Alarms;
import io.eprointake.testing.Client;
import io.eprointake.testing.Expressions;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From what the service does to whoever is told, by a real Prometheus and Alertmanager. */
class AlarmIT {

    /** Of a consumer of Kafka's, which is not here: {@code ComposeIT} has one. */
    private static final String KAFKA = "kafka_|epro_messaging_";

    @TempDir Path folder;

    @Test
    void anAnalysisThatFailedIsToldAndThatItWasRepairedToo() {
        try (var analyzer = new FakeAnalyzer(Manner.FAILING);
                var service =
                        RunningService.start(
                                folder,
                                "epro.analysis.url",
                                analyzer.url(),
                                "epro.journal.max-attempts",
                                "1");
                var alarms =
                        Alarms.start(
                                folder,
                                service.managementPort(),
                                folder.resolve("tokens/ops.jwt"))) {
            Client client = service.client();
            UUID id = UUID.randomUUID();
            String subject = Patients.subject();
            var report = Patients.report(id, subject, Patients.says("I was sick all night"));
            assertThat(client.post(report).statusCode()).isEqualTo(202);

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> tells(alarms, "AnalysesFailed", "firing"));
            everyMetricIsScraped(alarms);

            analyzer.become(Manner.HEALTHY);
            assertThat(
                            client.post(
                                            "/reports/" + id + "/replay",
                                            "application/json",
                                            new byte[0])
                                    .statusCode())
                    .isLessThan(300);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> tells(alarms, "AnalysesFailed", "resolved"));
            assertThat(alarms.told())
                    .noneMatch(it ->
                            it.toString().contains(subject)
                                    || it.toString().contains("sick all night"));
        }
    }

    private static boolean tells(Alarms alarms, String alert, String status) {
        return alarms.told().stream()
                .anyMatch(it ->
                        it.at("/groupLabels/alertname").asText().equals(alert)
                                && it.path("status").asText().equals(status));
    }

    private static void everyMetricIsScraped(Alarms alarms) {
        List<String> selectors =
                Expressions.all().stream()
                        .flatMap(it -> Expressions.metrics(it).stream())
                        .filter(it -> !it.group().matches("(" + KAFKA + ").*"))
                        .map(MatchResult::group)
                        .distinct()
                        .toList();
        assertThat(selectors).hasSizeGreaterThan(35);
        System.gc(); // what it leaves is a metric once there was one
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(selectors)
                                .allSatisfy(
                                        it -> assertThat(alarms.series(it)).as(it).isPositive()));
    }
}
