package io.eprointake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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
    static void start() {
        service = RunningService.start(folder);
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
