package io.eprointake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.store.Store;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A correction keeps what it corrects, whoever sends it and in whatever order they arrive. */
class AmendIT {

    private static final String AUTHORIZATION = "Authorization";
    private static final String JSON = "application/json";

    @TempDir static Path folder;
    private static RunningService service;
    private static Client client;
    private static String staff;

    @BeforeAll
    static void start() throws IOException {
        Path studies = Files.createDirectory(folder.resolve("studies"));
        Files.writeString(
                studies.resolve("diary.yaml"),
                "study: DIARY-1\ninstruments: [{name: PRO-CTCAE, every: day}]\n");
        service = RunningService.start(folder, "epro.study.folder", studies.toString());
        client = service.client();
        staff = client.signed("site", Map.of("epro_sites", "SITE03"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** Written by somebody who knew the promise and not the code. */
    static Stream<Arguments> cases() throws IOException {
        try (var cases = AmendIT.class.getResourceAsStream("/amend/cases.json")) {
            return Client.JSON
                    .readTree(cases)
                    .valueStream()
                    .map(it -> Arguments.of(it.path("name").asText(), it))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void eachComesToWhatItMust(String name, JsonNode its) {
        var run = new Run();
        its.path("steps").forEach(run::step);

        its.path("current")
                .properties()
                .forEach(it ->
                        assertThat(run.history(it.getKey()).path("current").asText())
                                .as("current of %s", it.getKey())
                                .isEqualTo(run.id(it.getValue().asText())));
        Set<String> superseded = new TreeSet<>();
        its.path("alerts")
                .properties()
                .forEach(it -> {
                    JsonNode report = client.report(run.id(it.getKey()));
                    if (report.path("superseded").asBoolean()) {
                        superseded.add(it.getKey());
                    }
                    assertThat(alerts(report))
                            .as("alerts of %s", it.getKey())
                            .containsExactlyInAnyOrderElementsOf(expected(it.getValue()));
                });
        assertThat(superseded).isEqualTo(texts(its.path("superseded")));
    }

    private static List<String> alerts(JsonNode report) {
        return report.at("/assessment/alerts")
                .valueStream()
                .filter(it -> Set.of("severe", "worsened").contains(it.path("rule").asText()))
                .map(it -> it.path("rule").asText() + " " + it.path("item").asText())
                .toList();
    }

    private static List<String> expected(JsonNode alerts) {
        return alerts.valueStream()
                .map(it -> it.get(0).asText() + " " + it.get(1).asText())
                .toList();
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new TreeSet<>();
        list.forEach(it -> texts.add(it.asText()));
        return texts;
    }

    @Test
    void theOriginalIsReadAsItWasSentAndWhoCorrectedWhatAndWhyIsOnRecord() {
        var original = Patients.withoutNarrative(UUID.randomUUID(), Patients.subject());
        client.post(original);
        var corrected = new LinkedHashMap<>(original);
        corrected.put("report_id", UUID.randomUUID().toString());
        corrected.put("responses", Map.of("PROCTCAE_9A_SCL", 1, "PROCTCAE_9B_SCL", 0));
        corrected.put("amends", original.get("report_id"));
        corrected.put("amends_reason", "she meant none");

        assertThat(post(corrected, staff).statusCode()).isEqualTo(202);

        JsonNode history =
                Client.tree(
                        client.get(
                                "/reports/" + original.get("report_id") + "/history",
                                AUTHORIZATION,
                                staff));
        assertThat(history.path("reports").findValuesAsText("sent"))
                .containsExactly(
                        new String(Client.json(original), UTF_8),
                        new String(Client.json(corrected), UTF_8));
        assertThat(history.at("/reports/0/amended_by").asText())
                .isEqualTo(corrected.get("report_id"));
        assertThat(history.at("/reports/1/amends").asText()).isEqualTo(original.get("report_id"));
    }

    private static Map<String, Object> registered(String subject, String site) {
        return new LinkedHashMap<>(
                Map.of(
                        "subject",
                        subject,
                        "study",
                        "ONC-301",
                        "site",
                        site,
                        "started_at",
                        Instant.now().minus(Duration.ofDays(15)).toString(),
                        "time_zone",
                        "Asia/Tokyo"));
    }

    private static HttpResponse<String> send(String path, Map<String, Object> body, String bearer) {
        return client.post(path, JSON, Client.json(body), AUTHORIZATION, bearer);
    }

    private static JsonNode read(String path) {
        return Client.tree(client.get(path, AUTHORIZATION, staff));
    }

    @Test
    void aSubjectIsRegisteredAndItsTimelineHasWhatStandsAndItsGaps() {
        String subject = Patients.subject();
        var registration = registered(subject, "SITE03");
        assertThat(send("/subjects", registration, staff).body()).isEqualTo("{\"applied\":true}");
        assertThat(send("/subjects", registration, staff).body()).isEqualTo("{\"applied\":false}");
        var original = Patients.withoutNarrative(UUID.randomUUID(), subject);
        original.put("completed_at", Instant.now().minus(Duration.ofDays(8)).toString());
        original.put("responses", Map.of("PROCTCAE_9A_SCL", 4, "PROCTCAE_9B_SCL", 4));
        client.post(original);
        var corrected = new LinkedHashMap<>(original);
        corrected.put("report_id", UUID.randomUUID().toString());
        corrected.put("responses", Map.of("PROCTCAE_9A_SCL", 3, "PROCTCAE_9B_SCL", 3));
        corrected.put("amends", original.get("report_id"));
        corrected.put("amends_reason", "she meant less");
        assertThat(post(corrected, staff).statusCode()).isEqualTo(202);

        JsonNode timeline = read("/subjects/" + subject + "/timeline?study=ONC-301");

        assertThat(timeline.path("weeks")).hasSize(3);
        assertThat(timeline.at("/weeks/1/reports").asInt()).isEqualTo(1);
        JsonNode symptom = timeline.at("/weeks/1/symptoms/0");
        assertThat(symptom.path("group").asInt()).isEqualTo(9);
        assertThat(symptom.path("highest").asInt())
                .isEqualTo(
                        client.report(corrected.get("report_id").toString())
                                .at("/assessment/grades/0/composite")
                                .asInt());
        assertThat(timeline.at("/weeks/0/symptoms")).isEmpty();
        assertThat(timeline.path("alerts").findValuesAsText("report_id"))
                .isNotEmpty()
                .containsOnly(corrected.get("report_id").toString());
        assertThat(timeline.at("/corrections/0/amends").asText())
                .isEqualTo(original.get("report_id"));
        assertThat(timeline.has("as_of")).isTrue();
        assertThat(
                        service.bean(Store.class)
                                .<Long>read(reading ->
                                        reading.sql(
                                                        "select count(*) from audit_entry where what = 'read' and record = ?")
                                                .param(subject)
                                                .query(Long.class)
                                                .single()))
                .isEqualTo(1);
    }

    @Test
    void aSubjectIsRefusedThatIsNamedOrElsewhereOrWrong() {
        String subject = Patients.subject();
        var good = registered(subject, "SITE03");
        send("/subjects", good, staff);
        record Wrong(String field, Object value, int status, String code) {}
        for (Wrong wrong :
                List.of(
                        new Wrong("name", Patients.says("Ada Lind"), 400, "unknown_field"),
                        new Wrong("site", "SITE04", 403, "forbidden"),
                        new Wrong("time_zone", "Mars/Olympus", 400, "invalid_parameter"),
                        new Wrong("started_at", "yesterday", 400, "invalid_parameter"),
                        new Wrong("started_at", "2026-03-01T08:00:00", 400, "invalid_parameter"),
                        new Wrong("withdrawn_at", "2001-03-01T08:00:00Z", 400, "invalid_parameter"),
                        new Wrong("subject", " ", 400, "invalid_parameter"))) {
            var body = new LinkedHashMap<>(good);
            body.put(wrong.field, wrong.value);
            HttpResponse<String> refused = send("/subjects", body, staff);
            assertThat(refused.statusCode()).as(wrong.field).isEqualTo(wrong.status);
            assertThat(Client.tree(refused).path("code").asText()).isEqualTo(wrong.code);
            assertThat(refused.body()).doesNotContain("Ada", "Olympus", subject);
        }
        String everywhere =
                client.signed("site", Map.of("epro_sites", List.of("SITE03", "SITE04")));
        good.put("site", "SITE04");
        assertThat(send("/subjects", good, everywhere).statusCode()).isEqualTo(409);
        String others = client.signed("site", Map.of("epro_sites", "SITE04"));
        for (String path :
                List.of(
                        "/subjects/" + subject + "/timeline?study=ONC-301",
                        "/compliance?study=ONC-301&subject=" + subject)) {
            assertThat(client.get(path, AUTHORIZATION, others).statusCode()).isEqualTo(404);
            assertThat(client.get(path, AUTHORIZATION, staff).statusCode()).isEqualTo(200);
        }
        assertThat(client.get("/subjects", AUTHORIZATION, others).body()).doesNotContain(subject);
        assertThat(client.get("/subjects?limit=200", AUTHORIZATION, staff).body())
                .contains(subject);
    }

    @Test
    void complianceIsAskedBySiteAndSubjectInPages() throws IOException {
        Map<String, Object> excuse =
                Map.of(
                        "study",
                        "DIARY-1",
                        "from",
                        "2000-01-01",
                        "until",
                        "2099-12-31",
                        "reason",
                        "travel");
        List<String> subjects = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String subject = Patients.subject();
            subjects.add(subject);
            var registration = registered(subject, "SITE03");
            registration.put("study", "DIARY-1");
            send("/subjects", registration, staff);
        }
        send("/subjects/" + subjects.get(0) + "/excuses", excuse, staff);

        JsonNode site = read("/compliance?study=DIARY-1&site=SITE03&limit=2");
        JsonNode rest =
                read(
                        "/compliance?study=DIARY-1&site=SITE03&limit=2&after="
                                + site.path("next").asText());

        assertThat(site.at("/sites/0/subjects").asInt()).isEqualTo(3);
        // 15 days have ended, and one has not.
        assertThat(site.at("/sites/0/expected").asInt()).isEqualTo(3 * 16);
        assertThat(site.at("/sites/0/excused").asInt()).isEqualTo(16);
        assertThat(site.at("/sites/0/due").asInt()).isEqualTo(2 * 15);
        assertThat(site.at("/sites/0/rate").asDouble()).isZero();
        assertThat(rest.path("next").isNull()).isTrue();
        List<String> paged = new ArrayList<>(site.path("subjects").findValuesAsText("subject"));
        paged.addAll(rest.path("subjects").findValuesAsText("subject"));
        assertThat(paged).containsExactlyInAnyOrderElementsOf(subjects);
        JsonNode one = read("/compliance?study=DIARY-1&subject=" + subjects.get(0));
        assertThat(one.path("reports")).hasSize(16);
        assertThat(one.at("/reports/0/state").asText()).isEqualTo("excused");
        assertThat(one.at("/reports/0/reason").asText()).isEqualTo("travel");
        assertThat(read("/compliance?study=DIARY-1").path("sites")).hasSize(1);
        JsonNode overdue = read("/compliance/overdue?study=DIARY-1");
        assertThat(overdue.path("total").asInt()).isEqualTo(2);
        assertThat(overdue.at("/overdue/0/reports").asInt()).isEqualTo(15);
        for (String wrong :
                List.of("&from=x", "&limit=0", "&after=x", "&from=2026-01-01&until=2025-01-01")) {
            assertThat(
                            client.get("/compliance?study=DIARY-1" + wrong, AUTHORIZATION, staff)
                                    .statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    /** Staff elsewhere cannot have a report no longer used that they do not see. */
    @Test
    void nobodyCorrectsAReportOfAnotherSite() {
        String elsewhere = client.signed("site", Map.of("epro_sites", "SITE07"));
        var original = Patients.withoutNarrative(UUID.randomUUID(), Patients.subject());
        client.post(original);
        var correction = new LinkedHashMap<>(original);
        correction.put("report_id", UUID.randomUUID().toString());
        correction.put("site", "SITE07");
        correction.put("amends", original.get("report_id"));
        correction.put("amends_reason", "none");

        assertThat(post(correction, elsewhere).statusCode()).isEqualTo(202);

        JsonNode report = client.report(String.valueOf(original.get("report_id")));
        assertThat(report.has("superseded")).isFalse();
        assertThat(report.has("amended_by")).isFalse();
        correction.put("site", "SITE03");
        assertThat(post(correction, elsewhere).statusCode()).isEqualTo(403);
    }

    private static HttpResponse<String> post(Map<String, Object> report, String bearer) {
        return client.post("/reports", JSON, Client.json(report), AUTHORIZATION, bearer);
    }

    /** One case, with ids of its own. */
    private static final class Run {

        private final Map<String, String> ids = new HashMap<>();
        private final Map<String, String> subjects = new HashMap<>();
        private final List<String> done = new ArrayList<>();

        String id(String alias) {
            return ids.computeIfAbsent(alias, a -> UUID.randomUUID().toString());
        }

        JsonNode history(String alias) {
            return Client.tree(
                    client.get("/reports/" + id(alias) + "/history", AUTHORIZATION, staff));
        }

        void step(JsonNode step) {
            done.add(step.toString());
            HttpResponse<String> answer =
                    step.has("release")
                            ? client.post(
                                    "/reports/" + id(step.path("release").asText()) + "/release",
                                    JSON,
                                    new byte[0],
                                    AUTHORIZATION,
                                    staff)
                            : post(report(step.path("post")), bearer(step.path("as").asText()));
            assertThat(answer.statusCode())
                    .as("%s: %s", done, answer.body())
                    .isEqualTo(step.path("status").asInt());
            if (step.has("code")) {
                assertThat(Client.tree(answer).path("code").asText())
                        .isEqualTo(step.path("code").asText());
            }
            if (step.has("state")) {
                assertThat(Client.tree(answer).path("state").asText())
                        .as("%s", done)
                        .isEqualTo(step.path("state").asText());
            }
        }

        private static String bearer(String who) {
            return who.equals("staff") ? staff : client.bearer("system");
        }

        private Map<String, Object> report(JsonNode post) {
            String subject =
                    subjects.computeIfAbsent(
                            post.path("subject").asText("S1"), s -> Patients.subject());
            UUID id = UUID.fromString(id(post.path("id").asText()));
            Map<String, Object> report = Patients.withoutNarrative(id, subject);
            report.put("completed_at", post.path("completed").asText());
            report.put("responses", Client.JSON.convertValue(post.path("answers"), Map.class));
            if (post.has("amends")) {
                String amends = post.path("amends").asText();
                report.put("amends", amends.startsWith("raw:") ? amends.substring(4) : id(amends));
            }
            if (post.has("reason")) {
                report.put("amends_reason", post.path("reason").asText());
            }
            return report;
        }
    }
}
