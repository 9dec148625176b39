package io.eprointake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every metric that the manual's table names is there, with the labels that it names. */
class MetricsIT {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]*`) \\|");
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

    /** A timer is shown as its count, its sum and more. */
    private static boolean shows(MatchResult metric, String line) {
        return line.matches(metric.group(1) + "(_count|_sum)?[{ ].*")
                && labels(metric).allMatch(line::contains);
    }

    private static Stream<String> labels(MatchResult metric) {
        String labels = metric.group(2);
        return labels == null
                ? Stream.empty()
                : Stream.of(labels.split(",", -1)).map(l -> l.contains("=") ? l : l + "=\"");
    }

    private static List<MatchResult> metrics() throws IOException {
        String page = Files.readString(Path.of("src", "docs", "manual", "running.md"));
        int from = page.indexOf("| metric |");
        String table = page.substring(from, page.indexOf("\n\n", from));
        return ROW.matcher(table)
                .results()
                .flatMap(row -> METRIC.matcher(row.group(1)).results())
                .toList();
    }
}
