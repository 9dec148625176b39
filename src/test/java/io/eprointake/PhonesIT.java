package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What phones really send, and what each must come to: cases as data, see {@code
 * src/test/resources/reports/README.md}. Those of {@code first-sight.jsonl} were written by
 * somebody who knew what is promised and not how it is kept.
 */
class PhonesIT {

    private static final Path CASES = Path.of("src", "test", "resources", "reports");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final ObjectWriter ASCII =
            Client.JSON.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    @TempDir static Path folder;
    private static RunningService service;
    private static Client client;

    @BeforeAll
    static void start() {
        service = RunningService.start(folder);
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    static Stream<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String file : List.of("first-sight.jsonl", "phones.jsonl")) {
            for (String line : Files.readAllLines(CASES.resolve(file))) {
                cases.add(new Case(Client.JSON.readTree(line)));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void comesToWhatItMust(Case sent) {
        List<String> bodies = new ArrayList<>();
        for (JsonNode step : sent.json.at("/steps")) {
            JsonNode expect = step.path("expect");
            if (step.has("post")) {
                HttpResponse<String> answer = post(step, staff(sent.json));
                bodies.add(answer.body());
                assertThat(wrong(expect, answer, bodies)).as(where(bodies, answer)).isEmpty();
            } else {
                bodies.add("");
                await().atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(50))
                        .untilAsserted(() -> {
                            HttpResponse<String> answer = client.get(step.path("get").asText());
                            bodies.set(bodies.size() - 1, answer.body());
                            assertThat(wrong(expect, answer, bodies))
                                    .as(where(bodies, answer))
                                    .isEmpty();
                        });
            }
        }
    }

    private static String where(List<String> bodies, HttpResponse<String> answer) {
        return "step %d: %s".formatted(bodies.size() - 1, answer.body());
    }

    /** Of a person who works at the case's sites, where that is who calls. */
    private static String staff(JsonNode sent) {
        List<String> sites =
                sent.findValues("site").stream()
                        .map(JsonNode::asText)
                        .filter(site -> !site.isBlank())
                        .distinct()
                        .toList();
        return client.signed("site", Map.of("epro_sites", sites));
    }

    private static HttpResponse<String> post(JsonNode step, String staff) {
        byte[] body =
                step.has("hex")
                        ? HexFormat.of().parseHex(step.path("hex").asText())
                        : (step.has("text") ? step.path("text").asText() : ascii(step.path("body")))
                                .getBytes(StandardCharsets.UTF_8);
        // A filler that makes a body large is written down as what is repeated, and how often.
        JsonNode repeat = step.path("repeat");
        if (!repeat.isMissingNode()) {
            body =
                    new String(body, StandardCharsets.UTF_8)
                            .replace(
                                    "@repeat@",
                                    repeat.get(0).asText().repeat(repeat.get(1).asInt()))
                            .getBytes(StandardCharsets.UTF_8);
        }
        say(new String(body, StandardCharsets.UTF_8));
        String path = step.path("post").asText();
        String type = step.path("type").asText("application/json");
        return path.endsWith("/release")
                ? client.post(path, type, body, "Authorization", staff)
                : client.post(path, type, body);
    }

    /** With escapes, so that half a character stays one. */
    private static String ascii(JsonNode body) {
        try {
            return ASCII.writeValueAsString(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Written down, so that no log may hold it: as far as a line is JSON. */
    private static void say(String body) {
        body.lines()
                .forEach(line -> {
                    try {
                        JsonNode report = Client.JSON.readTree(line);
                        for (String field : List.of("subject", "narrative")) {
                            String text = report.path(field).asText();
                            if (text.length() > 5
                                    && StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                                Patients.says(text);
                            }
                        }
                    } catch (IOException e) {
                        // Then it is no report, or one that only the service can read.
                    }
                });
    }

    private static List<String> wrong(
            JsonNode expect, HttpResponse<String> answer, List<String> bodies) {
        List<String> wrong = new ArrayList<>();
        List<JsonNode> lines = answer.body().lines().map(PhonesIT::tree).toList();
        JsonNode first = lines.isEmpty() ? MissingNode.getInstance() : lines.getFirst();
        same(wrong, "status", expect, answer.statusCode());
        for (String field : List.of("code", "state")) {
            same(wrong, field, expect, first.path(field).asText());
        }
        same(wrong, "applied", expect, first.path("applied").asBoolean());
        same(wrong, "count", expect, first.path("reports").size());
        same(wrong, "first", expect, first.at("/reports/0/report_id").asText());
        same(
                wrong,
                "replayed",
                expect,
                answer.headers().firstValue("Idempotent-Replayed").isPresent());
        if (expect.has("same_body_as")
                && !answer.body().equals(bodies.get(expect.path("same_body_as").asInt()))) {
            wrong.add("body differs");
        }
        JsonNode alerts = first.at("/assessment/alerts");
        expect.path("alerts").forEach(spec -> check(wrong, "no alert", spec, raised(alerts, spec)));
        expect.path("no_alerts")
                .forEach(spec -> check(wrong, "alert", spec, !raised(alerts, spec)));
        List<String> flags = first.at("/analysis/red_flags").findValuesAsText("kind");
        expect.path("flags")
                .forEach(flag -> check(wrong, "no flag", flag, flags.contains(flag.asText())));
        expect.path("no_flags")
                .forEach(flag -> check(wrong, "flag", flag, !flags.contains(flag.asText())));
        JsonNode findings = first.path("findings");
        if (expect.path("finding").asBoolean() && findings.isEmpty()) {
            wrong.add("no finding");
        }
        same(wrong, "doubtful", expect, findings.findValuesAsText("doubtful").contains("true"));
        if (expect.has("lines")) {
            List<Integer> statuses =
                    lines.stream().map(line -> line.path("status").asInt()).toList();
            if (!Client.JSON.valueToTree(statuses).equals(expect.path("lines"))) {
                wrong.add("lines " + statuses);
            }
        }
        expect.path("enrolled")
                .properties()
                .forEach(site -> {
                    int enrolled = 0;
                    for (JsonNode count : first.path("sites")) {
                        enrolled +=
                                count.path("site").asText().equals(site.getKey())
                                        ? count.path("enrolled").asInt()
                                        : 0;
                    }
                    if (enrolled != site.getValue().asInt()) {
                        wrong.add(site.getKey() + " has " + enrolled);
                    }
                });
        return wrong;
    }

    private static void same(List<String> wrong, String field, JsonNode expect, Object is) {
        if (expect.has(field) && !expect.path(field).equals(Client.JSON.valueToTree(is))) {
            wrong.add(field + " is " + is);
        }
    }

    private static void check(List<String> wrong, String what, JsonNode spec, boolean right) {
        if (!right) {
            wrong.add(what + " " + spec.asText());
        }
    }

    /** Whether there is one of this rule, with this item and this previous score where given. */
    private static boolean raised(JsonNode alerts, JsonNode spec) {
        String[] parts = spec.asText().split(" ", -1);
        for (JsonNode alert : alerts) {
            if (alert.path("rule").asText().equals(parts[0])
                    && (parts.length < 2 || alert.path("item").asText().equals(parts[1]))
                    && (parts.length < 3 || alert.path("previous").asText().equals(parts[2]))) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode tree(String line) {
        try {
            return Client.JSON.readTree(line);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    record Case(JsonNode json) {

        @Override
        public String toString() {
            return json.path("kind").asText() + ": " + json.path("name").asText();
        }
    }
}
