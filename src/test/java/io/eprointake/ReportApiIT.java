package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Store;
import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.LoggedLines;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.KeyValuePair;

/** The contract of the report API, as the app, the staff and operations use it. */
class ReportApiIT {

    private static final String NDJSON = "application/x-ndjson";

    @TempDir static Path folder;
    private static FakeAnalyzer analyzer;
    private static RunningService service;
    private static Client client;

    @BeforeAll
    static void start() {
        analyzer = new FakeAnalyzer(Manner.HEALTHY);
        service =
                RunningService.start(
                        folder,
                        "epro.analysis.url",
                        analyzer.url(),
                        "epro.analysis.first-backoff",
                        "1ms",
                        "epro.journal.max-attempts",
                        "1",
                        "resilience4j.circuitbreaker.instances.analyzer.minimum-number-of-calls",
                        "1000",
                        "resilience4j.circuitbreaker.instances.analyzer.sliding-window-size",
                        "1000");
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
        analyzer.close();
    }

    @Test
    void aReportIsAcceptedAndReadBack() {
        var report = report();

        HttpResponse<String> accepted = client.post(report);

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.headers().firstValue("Location")).hasValue("/reports/" + id(report));
        JsonNode receipt = Client.tree(accepted);
        assertThat(receipt.at("/state").asText()).isEqualTo("received");
        assertThat(receipt.at("/content_sha256").asText()).matches("[0-9a-f]{64}");
        assertThat(receipt.at("/received_at").asText()).endsWith("Z");
        awaitState(report, "analyzed");
        JsonNode stored = client.report(id(report));
        assertThat(stored.at("/completed_at").asText()).isEqualTo("2026-03-02T12:14:05Z");
        assertThat(stored.at("/assessment/grades/0/composite").asInt()).isEqualTo(1);
        assertThat(stored.at("/analysis/analyzer").asText()).isEqualTo("fake");
        assertThat(stored.at("/analysis/attempts").asInt()).isEqualTo(1);
    }

    @Test
    void aTotalIsAnsweredWithItsBandAndARedFlagNeedsNoAnalysis() {
        var report = Patients.withoutNarrative(UUID.randomUUID(), Patients.subject());
        report.put("instrument", "PHQ-9");
        var responses = new LinkedHashMap<String, Object>();
        for (int i = 1; i <= 9; i++) {
            responses.put("PHQ9_" + i, i == 9 ? "Several days" : 1);
        }
        report.put("responses", responses);

        JsonNode receipt = Client.tree(client.post(report));

        assertThat(receipt.at("/state").asText()).isEqualTo("received");
        JsonNode assessment = client.report(id(report)).at("/assessment");
        assertThat(assessment.at("/grades")).isEmpty();
        assertThat(assessment.at("/scores"))
                .hasToString("[{\"score\":\"PHQ9_TOTAL\",\"value\":9,\"band\":\"mild\"}]");
        JsonNode alert = assessment.at("/alerts/0");
        assertThat(alert.at("/rule").asText()).isEqualTo("red_flag");
        assertThat(alert.at("/red_flag").asText()).isEqualTo("suicidality");
        assertThat(alert.at("/item").asText()).isEqualTo("PHQ9_9");
        assertThat(alert.at("/score").asInt()).isEqualTo(1);
        assertThat(assessment.at("/alerts")).hasSize(1);
    }

    @Test
    void theLogTellsWhatBecameOfAReportFromFirstToLast() {
        try (var lines = new LoggedLines("io.eprointake")) {
            var report = report();
            for (String request : List.of("first", "again")) {
                post(report, request);
            }
            report.put("responses", Map.of("PROCTCAE_9A_SCL", 4));
            post(report, "other");
            awaitState(report, "analyzed");

            await().untilAsserted(() ->
                    assertThat(told(lines, id(report)))
                            .containsExactlyInAnyOrder(
                                    "Report taken {duration_ms=n, outcome=received, request_id=first}",
                                    "Report taken {duration_ms=n, outcome=replayed, request_id=again}",
                                    "Report taken {duration_ms=n, outcome=conflicting, request_id=other}",
                                    "Analysis begun {attempt=1, attempts_left=0}",
                                    "Analysis ended {attempt=1, attempts_left=0, duration_ms=n, outcome=analyzed}"));
        }
    }

    private static void post(Map<String, Object> report, String requestId) {
        var answer =
                client.post(
                        "/reports",
                        "application/json",
                        Client.json(report),
                        "X-Request-Id",
                        requestId);
        assertThat(answer.headers().allValues("X-Request-Id")).containsExactly(requestId);
    }

    /** What is told of a report at INFO and above, without its id and how long it took. */
    private static List<String> told(LoggedLines lines, Object reportId) {
        return lines.all().stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .map(line -> {
                    var keys = new TreeMap<String, Object>(line.getMDCPropertyMap());
                    for (var pair :
                            Objects.requireNonNullElse(
                                    line.getKeyValuePairs(), List.<KeyValuePair>of())) {
                        keys.put(pair.key, pair.key.equals("duration_ms") ? "n" : pair.value);
                    }
                    Object of = keys.remove("report_id");
                    return String.valueOf(of).equals(reportId.toString())
                            ? line.getMessage() + " " + keys
                            : "";
                })
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Test
    void theSameContentInAnotherLayoutIsAReplay() {
        var report = report();
        String first = client.post(report).body();
        var reordered = new LinkedHashMap<String, Object>();
        report.keySet().stream().sorted().forEach(field -> reordered.put(field, report.get(field)));

        HttpResponse<String> replayed = client.post(reordered);

        assertThat(replayed.statusCode()).isEqualTo(202);
        assertThat(replayed.body()).isEqualTo(first);
        assertThat(replayed.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    }

    @Test
    void otherContentUnderTheSameIdIsAConflict() {
        var report = report();
        client.post(report);
        JsonNode before = awaitState(report, "analyzed");
        report.put("responses", Map.of("PROCTCAE_9A_SCL", 4));

        HttpResponse<String> conflict = client.post(report);

        assertThat(conflict.statusCode()).isEqualTo(409);
        assertThat(Client.tree(conflict).at("/code").asText()).isEqualTo("conflict");
        assertThat(client.report(id(report))).isEqualTo(before);
    }

    @Test
    void parallelPostsOfOneReportGetEqualReceipts()
            throws InterruptedException, ExecutionException {
        var report = report();
        List<Future<HttpResponse<String>>> posts = new ArrayList<>();
        try (var phones =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("phone-", 0).factory())) {
            for (int i = 0; i < 64; i++) {
                posts.add(phones.submit(() -> client.post(report)));
            }
        }
        var bodies = new ArrayList<String>();
        int replayed = 0;
        for (var post : posts) {
            assertThat(post.get().statusCode()).isEqualTo(202);
            bodies.add(post.get().body());
            replayed += post.get().headers().firstValue("Idempotent-Replayed").isPresent() ? 1 : 0;
        }

        assertThat(bodies.stream().distinct()).hasSize(1);
        assertThat(replayed).isEqualTo(63);
        assertThat(listed("?site=SITE03&limit=200").stream().filter(id(report)::equals)).hasSize(1);
    }

    @Test
    void aZippedReportIsTaken() throws IOException {
        var report = report();
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(Client.json(report));
        }

        var answer =
                client.post(
                        "/reports",
                        "application/json",
                        zipped.toByteArray(),
                        "Content-Encoding",
                        "gzip");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(client.post(report).body()).isEqualTo(answer.body());
    }

    @Test
    void aBatchIsAnsweredLineByLineInOrder() throws IOException {
        var one = report();
        var other = report();
        var changed = new LinkedHashMap<>(one);
        changed.put("mode", "proxy");
        byte[] lines =
                lines(
                        List.of(
                                one,
                                Map.of("report_id", UUID.randomUUID().toString()),
                                other,
                                one,
                                changed));

        var answer = client.post("/reports/batch", NDJSON, lines);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(NDJSON);
        List<JsonNode> answers = new ArrayList<>();
        for (String line : answer.body().split("\n", -1)) {
            if (!line.isEmpty()) {
                answers.add(Client.JSON.readTree(line));
            }
        }
        assertThat(answers)
                .extracting(line -> line.at("/status").asInt())
                .containsExactly(202, 400, 202, 202, 409);
        assertThat(answers)
                .extracting(line -> line.at("/report_id").asText())
                .containsExactly(id(one), "null", id(other), id(one), id(one));
        assertThat(answers.get(3).at("/idempotent_replayed").asBoolean()).isTrue();
        assertThat(answers.get(3).at("/received_at")).isEqualTo(answers.get(0).at("/received_at"));
        assertThat(answers.get(4).at("/code").asText()).isEqualTo("conflict");
    }

    @Test
    void inABatchNothingComesLateOnlyForTheOrderOfItsLines() {
        String subject = Patients.subject();
        List<Map<String, Object>> newestFirst = new ArrayList<>();
        for (int day = 9; day > 1; day--) {
            var report = Patients.withoutNarrative(UUID.randomUUID(), subject);
            report.put("completed_at", "2026-03-0" + day + "T08:00:00Z");
            report.put("responses", Map.of("PROCTCAE_9A_SCL", day % 2 == 0 ? 0 : 4));
            newestFirst.add(report);
        }

        client.post("/reports/batch", NDJSON, lines(newestFirst));

        for (var report : newestFirst) {
            JsonNode alerts = client.report(id(report)).at("/assessment/alerts");
            boolean worse = Map.of("PROCTCAE_9A_SCL", 4).equals(report.get("responses"));
            assertThat(alerts).hasSize(worse ? 1 : 0);
            assertThat(alerts.findValuesAsText("late")).doesNotContain("true");
        }
    }

    @Test
    void ofTwoLinesWithOneIdTheFirstCountsWheneverTheyWereCompleted() throws IOException {
        var first = report();
        var second = new LinkedHashMap<>(first);
        second.put("completed_at", "2026-01-02T20:14:05+08:00");

        String[] answers =
                client.post("/reports/batch", NDJSON, lines(List.of(first, second)))
                        .body()
                        .split("\n", -1);

        assertThat(Client.JSON.readTree(answers[0]).at("/status").asInt()).isEqualTo(202);
        assertThat(Client.JSON.readTree(answers[1]).at("/status").asInt()).isEqualTo(409);
    }

    @Test
    void aReportThatDidNotChangeIsNotSentAgain() {
        var report = report();
        client.post(report);
        awaitState(report, "analyzed");
        String etag =
                client.get("/reports/" + id(report)).headers().firstValue("ETag").orElseThrow();

        assertThat(client.get("/reports/" + id(report), "If-None-Match", etag).statusCode())
                .isEqualTo(304);
        assertThat(client.get("/reports/" + id(report), "If-None-Match", "\"other\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void quarantinedReportsWaitForAPersonWhoReleasesThem() {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            var report = report();
            report.put("site", "SITE77");
            report.put("responses", Map.of("PROCTCAE_53A_SCL", 7));
            assertThat(Client.tree(client.post(report)).at("/state").asText())
                    .isEqualTo("quarantined");
            sent.add(id(report));
        }

        assertThat(listed("?state=quarantined&site=SITE77&limit=2")).isEqualTo(sent);
        var released =
                client.post(
                        "/reports/" + sent.get(0) + "/release", "application/json", new byte[0]);
        var again =
                client.post(
                        "/reports/" + sent.get(0) + "/release", "application/json", new byte[0]);

        assertThat(released.statusCode()).isEqualTo(202);
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(Client.tree(again).at("/code").asText()).isEqualTo("wrong_state");
        await().until(() -> client.report(sent.get(0)).at("/state").asText().equals("analyzed"));
        assertThat(listed("?state=quarantined&site=SITE77&limit=2")).isEqualTo(sent.subList(1, 5));
    }

    @Test
    void aFailedReportIsListedAndReplayed() {
        analyzer.become(Manner.GARBAGE);
        var report = report();
        client.post(report);
        JsonNode failed = awaitState(report, "analysis_failed");
        assertThat(failed.at("/analysis/last_failure").asText()).isEqualTo("unreadable_answer");
        assertThat(listed("?state=analysis_failed&limit=50")).contains(id(report));
        analyzer.become(Manner.HEALTHY);

        var replayed =
                client.post("/reports/" + id(report) + "/replay", "application/json", new byte[0]);

        assertThat(replayed.statusCode()).isEqualTo(202);
        assertThat(awaitState(report, "analyzed").at("/analysis/attempts").asInt()).isEqualTo(2);
    }

    @Test
    void whoGoesOnBehindTheLastPageMissesNothing() {
        var before = report();
        before.put("site", "FOLLOWED");
        client.post(before);
        JsonNode page = Client.tree(client.get("/reports?site=FOLLOWED"));
        assertThat(page.at("/next").isNull()).isTrue();
        String last = page.at("/last").asText();
        assertThat(Client.tree(client.get("/reports?site=FOLLOWED&after=" + last)).at("/last"))
                .isEqualTo(page.at("/last"));
        var after = report();
        after.put("site", "FOLLOWED");
        client.post(after);

        JsonNode next = Client.tree(client.get("/reports?site=FOLLOWED&after=" + last));

        assertThat(next.at("/reports")).hasSize(1);
        assertThat(next.at("/reports/0/report_id").asText()).isEqualTo(id(after));
    }

    @Test
    void aReportThatALateOneChangesIsSentAgain() {
        String subject = Patients.subject();
        var newer = Patients.withoutNarrative(UUID.randomUUID(), subject);
        newer.put("responses", Map.of("PROCTCAE_9A_SCL", 3));
        client.post(newer);
        String etag =
                client.get("/reports/" + id(newer)).headers().firstValue("ETag").orElseThrow();
        var older = Patients.withoutNarrative(UUID.randomUUID(), subject);
        older.put("completed_at", "2026-03-01T20:14:05+08:00");
        older.put("responses", Map.of("PROCTCAE_9A_SCL", 0));

        client.post(older);

        HttpResponse<String> changed = client.get("/reports/" + id(newer), "If-None-Match", etag);
        assertThat(changed.statusCode()).isEqualTo(200);
        JsonNode alert = Client.tree(changed).at("/assessment/alerts/0");
        assertThat(alert.at("/rule").asText()).isEqualTo("worsened");
        assertThat(alert.at("/late").asBoolean()).isTrue();
        assertThat(alert.at("/previous_report").asText()).isEqualTo(id(older));
        assertThat(alert.at("/id").asLong()).isPositive();
        assertThat(alert.at("/raised_at").asText()).endsWith("Z");
    }

    @Test
    void aReceiptOfAnEarlierFormOfTheDigestStaysTrue() {
        var report = report();
        report.put("mode", null);
        String first = client.post(report).body();
        String old = "0123456789abcdef".repeat(4);
        client.report(id(report)); // it is there
        service.bean(Store.class)
                .write(tx ->
                        tx.update(
                                "update report set content_form = 1, content_sha256 = ?"
                                        + " where report_id = ?",
                                sealed(id(report), "content_sha256", old),
                                UUID.fromString(id(report))))
                .join();
        report.remove("mode");

        HttpResponse<String> again = client.post(report);
        report.put("mode", "proxy");
        HttpResponse<String> other = client.post(report);

        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(again.body()).isEqualTo(first.replaceFirst("[0-9a-f]{64}", old));
        assertThat(other.statusCode()).isEqualTo(409);
        // What was taken then, and would not be now, is other content.
        service.bean(Store.class)
                .write(tx ->
                        tx.update(
                                "update report set body = ? where report_id = ?",
                                sealed(id(report), "body", "{}"),
                                UUID.fromString(id(report))))
                .join();
        assertThat(client.post(report).statusCode()).isEqualTo(409);
    }

    private static byte[] sealed(String id, String column, String text) {
        return service.bean(StudyKeys.class).seal("ONC-301", UUID.fromString(id), column, text);
    }

    /** The ids of all pages, in their order. */
    private static List<String> listed(String query) {
        List<String> ids = new ArrayList<>();
        String after = "0";
        while (!after.equals("null")) {
            JsonNode page = Client.tree(client.get("/reports" + query + "&after=" + after));
            page.at("/reports").forEach(report -> ids.add(report.at("/report_id").asText()));
            after = page.at("/next").asText();
        }
        return ids;
    }

    private static JsonNode awaitState(Map<String, Object> report, String state) {
        await().until(() -> client.report(id(report)).at("/state").asText().equals(state));
        return client.report(id(report));
    }

    private static Map<String, Object> report() {
        return Patients.report(
                UUID.randomUUID(),
                Patients.subject(),
                Patients.says("I have felt rather queasy since breakfast"));
    }

    private static String id(Map<String, Object> report) {
        return String.valueOf(report.get("report_id"));
    }

    private static byte[] lines(List<Map<String, Object>> reports) {
        var lines = new StringBuilder();
        for (var report : reports) {
            lines.append(new String(Client.json(report), StandardCharsets.UTF_8)).append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }
}
