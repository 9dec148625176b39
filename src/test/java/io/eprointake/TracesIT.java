package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import io.eprointake.testing.Client;
import io.eprointake.testing.Collector;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import io.eprointake.tracing.Traces;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of a report is one trace, whoever goes on with it; and says nothing of a patient.
 */
class TracesIT {

    @TempDir Path folder;

    private final UUID id = UUID.randomUUID();
    private final String subject = Patients.subject();
    private final String narrative = Patients.says("I could not keep my soup down");

    @Test
    void acceptCommitClaimAnalyzeAndOutcomeAreOneTraceOverARestart() {
        try (var collector = new Collector();
                var analyzer = new FakeAnalyzer(Manner.FAILING)) {
            try (var service = start(collector.url(), analyzer.url())) {
                send(service.client());
                await().atMost(Duration.ofSeconds(30))
                        .until(() ->
                                service.client().report(id).at("/analysis/attempts").asInt() > 0);
                send(service.client());
            }
            assertThat(names(collector))
                    .contains("accept", "commit", "claim", "analyze", "outcome", "answer");
            int before = collector.trace(id).size();

            analyzer.become(Manner.HEALTHY);
            try (var service = start(collector.url(), analyzer.url())) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() ->
                                service.client()
                                        .report(id)
                                        .at("/state")
                                        .asText()
                                        .equals("analyzed"));
            }
            List<Span> trace = collector.trace(id);
            assertThat(trace.subList(before, trace.size()))
                    .extracting(Span::getName)
                    .contains("claim", "analyze", "outcome");
            assertThat(names(collector)).containsOnlyOnce("accept", "commit");
            Span root = only(trace, "accept");
            assertThat(root.getParentSpanId()).isEmpty();
            assertThat(trace)
                    .filteredOn(span -> !span.getName().equals("accept"))
                    .allSatisfy(span -> {
                        assertThat(span.getParentSpanId()).isEqualTo(root.getSpanId());
                        assertThat(span.getStartTimeUnixNano())
                                .isLessThanOrEqualTo(span.getEndTimeUnixNano());
                    });
            assertThat(root.getEndTimeUnixNano())
                    .isGreaterThanOrEqualTo(only(trace, "commit").getEndTimeUnixNano());
            assertThat(collector.spans()).hasSameSizeAs(trace);
            assertThat(collector.text())
                    .contains("analyzed", id.toString())
                    .doesNotContain(subject, narrative, "soup", "ONC-301", "SITE01");
        }
    }

    @Test
    void aCollectorThatHangsCostsNothingButSpans() {
        try (var hanging = new FakeAnalyzer(Manner.HANGING);
                var analyzer = new FakeAnalyzer(Manner.HEALTHY)) {
            long began;
            try (var service = start(hanging.url() + "/v1/traces", analyzer.url())) {
                for (int i = 0; i < 200; i++) {
                    var report = Patients.report(UUID.randomUUID(), Patients.subject(), narrative);
                    assertThat(service.client().post(report).statusCode()).isEqualTo(202);
                }
                await().atMost(Duration.ofSeconds(10)).until(() -> hanging.calls() > 0);
                assertThat(
                                service.client()
                                        .post(Patients.report(id, subject, narrative))
                                        .statusCode())
                        .isEqualTo(202);
                began = System.nanoTime();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("the stop")
                    .isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void withoutACollectorThereAreNone() {
        try (var service = RunningService.start(folder)) {
            assertThat(service.bean(Traces.class)).isSameAs(Traces.NONE);
        }
    }

    private RunningService start(String collector, String analyzer) {
        return RunningService.start(
                folder,
                "epro.tracing.url",
                collector,
                "epro.analysis.url",
                analyzer,
                "epro.analysis.first-backoff",
                "100ms");
    }

    /** With a trace of the phone's own, which wants to be sampled and is not joined. */
    private void send(Client client) {
        byte[] report =
                assertDoesNotThrow(() ->
                        Client.JSON.writeValueAsBytes(Patients.report(id, subject, narrative)));
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assertThat(
                        client.post("/reports", "application/json", report, "traceparent", parent)
                                .statusCode())
                .isEqualTo(202);
    }

    private List<String> names(Collector collector) {
        return collector.trace(id).stream().map(Span::getName).toList();
    }

    private static Span only(List<Span> trace, String name) {
        List<Span> named = trace.stream().filter(it -> it.getName().equals(name)).toList();
        assertThat(named).hasSize(1);
        return named.getFirst();
    }
}
