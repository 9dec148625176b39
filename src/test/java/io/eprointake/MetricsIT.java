package io.eprointake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the manual names is there: metrics with their labels, and the calls of its steps. */
class MetricsIT {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]*`) \\|");
    private static final Path MANUAL = Path.of("src", "docs", "manual", "running.md");

    /** A call that changes nothing, as a step of the manual has it. */
    private static final Pattern CALL = Pattern.compile("`(?:GET )?(/[a-z]+[^`{]*)`");

    private static final Pattern METRIC = Pattern.compile("`([a-z0-9_]+)(?:\\{(.*?)})?`");

    @TempDir Path folder;

    @Test
    void whatTheManualNamesIsMeasured() throws IOException {
        List<MatchResult> metrics = metrics();
        assertThat(metrics).hasSizeGreaterThan(15);
        try (var analyzer = new FakeAnalyzer(Manner.HANGING);
                var service =
                        RunningService.start(
                                folder,
                                "epro.analysis.url",
                                analyzer.url(),
                                "epro.analysis.deadline",
                                "200ms")) {
            Client client = service.client();
            byte[] report = Files.readAllBytes(Path.of("src/docs/example/report-en.json"));
            assertThat(client.post("/reports", "application/json", report).statusCode())
                    .isEqualTo(202);
            client.post("/reports", "application/json", "[]".getBytes(UTF_8));
            String update = "{\"event_id\":\"e-1\",\"site\":\"SITE01\",\"patients\":3}";
            client.post("/enrollment", "application/json", update.getBytes(UTF_8));

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> client.leakwatch().at("/tasks/freed").asInt() > 0);
            await().untilAsserted(() -> {
                List<String> lines = client.manage("/actuator/prometheus").body().lines().toList();
                assertThat(metrics)
                        .allSatisfy(metric -> assertThat(lines).anyMatch(l -> shows(metric, l)));
            });
        }
    }

    /** Who is woken at night must not find a call that is none. */
    @Test
    void whatTheManualHasLookedAtWhenAnAlarmRingsIsAnswered() throws IOException {
        String page = Files.readString(MANUAL);
        String rings = page.substring(page.indexOf("\n## When the alarm rings"));
        try (var service = RunningService.start(folder)) {
            List<String> calls =
                    CALL.matcher(rings).results().map(it -> it.group(1)).distinct().toList();
            assertThat(calls).hasSizeGreaterThan(5);
            assertThat(calls)
                    .allSatisfy(call ->
                            assertThat(answer(service.client(), call).statusCode())
                                    .as(call)
                                    .isEqualTo(200));

            byte[] report = Files.readAllBytes(Path.of("src/docs/example/report-en.json"));
            service.client().post("/reports", "application/json", report);
            List<String> metrics =
                    METRIC.matcher(rings)
                            .results()
                            .map(it -> it.group(1))
                            .filter(name -> name.startsWith("epro_"))
                            .toList();
            assertThat(metrics).hasSizeGreaterThan(8);
            await().untilAsserted(() -> {
                String scraped = service.client().manage("/actuator/prometheus").body();
                assertThat(metrics)
                        .allSatisfy(it -> assertThat(scraped.lines()).anyMatch(l -> isOf(it, l)));
            });
        }
    }

    /** Operations do not see alerts of patients: for those the step names who does. */
    private static HttpResponse<String> answer(Client client, String call) {
        String role = call.startsWith("/alerts") ? "analyst" : "ops";
        return client.call("GET", call, null, "Authorization", client.bearer(role));
    }

    /** A timer is shown as its count, its sum and more. */
    private static boolean shows(MatchResult metric, String line) {
        return isOf(metric.group(1), line) && labels(metric).allMatch(line::contains);
    }

    private static boolean isOf(String metric, String line) {
        return line.matches(metric + "(_count|_sum)?[{ ].*");
    }

    private static Stream<String> labels(MatchResult metric) {
        String labels = metric.group(2);
        return labels == null
                ? Stream.empty()
                : Stream.of(labels.split(",", -1)).map(l -> l.contains("=") ? l : l + "=\"");
    }

    private static List<MatchResult> metrics() throws IOException {
        String page = Files.readString(MANUAL);
        int from = page.indexOf("| metric |");
        String table = page.substring(from, page.indexOf("\n\n", from));
        return ROW.matcher(table)
                .results()
                .flatMap(row -> METRIC.matcher(row.group(1)).results())
                .toList();
    }
}
