package io.eprointake.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eprointake.EproIntake;
import io.eprointake.store.Store;
import io.eprointake.testing.Client;
import io.eprointake.testing.Clock;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/**
 * An alert waits until somebody of its site says what they did, or somebody hears that nobody did.
 */
class AlertsIT {

    private static final String AUTHORIZATION = "Authorization";
    private static final String JSON = "application/json";
    private static final Instant BEGINNING = Instant.parse("2026-11-20T08:00:00Z");

    @TempDir static Path folder;
    private static RunningService service;
    private static Client client;
    private static Clock clock;

    @BeforeAll
    static void start() throws IOException {
        Path studies = Files.createDirectory(folder.resolve("studies"));
        Files.writeString(
                studies.resolve("card-2.yaml"),
                """
                study: CARD-2
                answering:
                  within: PT24H
                  roles: [site]
                  actions: [seen, phoned]
                """);
        Files.writeString(studies.resolve("sil-3.yaml"), "study: SIL-3\nsilent_after: P3D\n");
        service =
                RunningService.start(
                        Ticked.class,
                        folder,
                        "epro.study.folder",
                        studies.toString(),
                        "epro.alerts.poll",
                        "10ms",
                        "epro.alerts.silence",
                        "10ms");
        client = service.client();
        clock = service.bean(Clock.class);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** Written by somebody who knew the promise and not the code. */
    static Stream<Arguments> cases() throws IOException {
        try (var cases = AlertsIT.class.getResourceAsStream("/alerts/cases.json")) {
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
    }

    @Test
    void theOverviewOfAStudySaysHowManyWaitAndIsNotSentAgainWhileNothingIsNew() {
        String own = Long.toString(System.nanoTime(), 36);
        String study = "OVER-" + own;
        String staff = client.signed("site", Map.of("exp", later(), "epro_sites", "A" + own));
        String others = client.signed("site", Map.of("exp", later(), "epro_sites", "B" + own));
        for (int i = 0; i < 3; i++) {
            Map<String, Object> report =
                    new LinkedHashMap<>(
                            Patients.withoutNarrative(UUID.randomUUID(), Patients.subject()));
            report.put("study", study);
            report.put("site", "A" + own);
            report.put("completed_at", clock.instant().toString());
            report.put("responses", Map.of("PROCTCAE_9B_SCL", i == 2 ? "seven" : "4"));
            assertThat(client.post(report).statusCode()).isEqualTo(202);
        }
        assertThat(Client.tree(overview(study, staff, "")).at("/today/reports"))
                .hasToString(
                        "{\"received\":0,\"quarantined\":1,\"analyzing\":0,\"analyzed\":2,"
                                + "\"analysis_failed\":0}");
        clock.advance(Duration.ofHours(49));
        Run.nothingIsDue();
        JsonNode listed = Client.tree(client.get("/alerts?study=" + study, AUTHORIZATION, staff));
        long first = listed.at("/alerts/0/id").asLong();
        client.post(
                "/alerts/" + first + "/acknowledge",
                JSON,
                Client.json(Map.of("action", "advised")),
                AUTHORIZATION,
                staff);

        HttpResponse<String> answer = overview(study, staff, "");
        JsonNode overview = Client.tree(answer);
        assertThat(overview.path("alerts"))
                .hasToString(
                        "{\"open\":0,\"escalated\":1,\"overdue\":1,\"answered\":1,"
                                + "\"answered_in_time\":0}");
        assertThat(overview.at("/waiting/quarantined").asLong()).isEqualTo(1);
        assertThat(overview.at("/today/reports/quarantined").asLong()).isZero();
        assertThat(overview.at("/as_of").asText()).isEqualTo(clock.instant().toString());
        assertThat(Client.tree(overview(study, others, "")).at("/alerts/escalated").asLong())
                .isZero();

        String tag = answer.headers().firstValue("ETag").orElseThrow();
        clock.advance(Duration.ofSeconds(1));
        assertThat(overview(study, staff, tag).statusCode()).isEqualTo(304);
        client.post(
                "/alerts/" + first + "/take-back",
                JSON,
                Client.json(Map.of("reason", "none")),
                AUTHORIZATION,
                staff);
        assertThat(overview(study, staff, tag).statusCode()).isEqualTo(200);
    }

    @Test
    void whoSendsNothingForLongerThanTheStudyLetsThemIsAnAlertOnceForEachSilence() {
        String own = Long.toString(System.nanoTime(), 36);
        String site = "A" + own;
        String subject = Patients.subject();
        String staff = client.signed("site", Map.of("exp", later(), "epro_sites", site));
        Instant started = clock.instant();
        Map<String, Object> registration =
                Map.of(
                        "study",
                        "SIL-3",
                        "site",
                        site,
                        "subject",
                        subject,
                        "started_at",
                        started.toString(),
                        "time_zone",
                        "Asia/Shanghai");
        client.post("/subjects", JSON, Client.json(registration), AUTHORIZATION, staff);

        clock.advance(Duration.ofHours(73));
        await().until(() -> silent(staff).size() == 1);
        JsonNode alert = silent(staff).path(0);
        assertThat(Instant.parse(alert.path("silent_since").asText())).isEqualTo(started);
        assertThat(alert.has("report_id")).isFalse();
        clock.advance(Duration.ofHours(1));
        Run.nothingIsDue();
        Map<String, Object> report =
                new LinkedHashMap<>(Patients.withoutNarrative(UUID.randomUUID(), subject));
        report.put("study", "SIL-3");
        report.put("site", site);
        report.put("completed_at", clock.instant().toString());
        client.post(report);
        clock.advance(Duration.ofHours(73));
        await().until(() -> silent(staff).size() == 2);

        JsonNode timeline =
                Client.tree(
                        client.get(
                                "/subjects/" + subject + "/timeline?study=SIL-3",
                                AUTHORIZATION,
                                staff));
        assertThat(timeline.path("alerts").findValuesAsText("rule")).contains("silent", "silent");
        assertThat(client.metric("epro_alerts_raised_total{late=\"false\",rule=\"silent\"}"))
                .isEqualTo(2);
    }

    private static JsonNode silent(String staff) {
        return Client.tree(client.get("/alerts?rule=silent", AUTHORIZATION, staff)).path("alerts");
    }

    private static HttpResponse<String> overview(String study, String bearer, String known) {
        String path = "/studies/" + study + "/overview";
        return known.isEmpty()
                ? client.get(path, AUTHORIZATION, bearer)
                : client.get(path, AUTHORIZATION, bearer, "If-None-Match", known);
    }

    /** When a token ends: later than any case. */
    private static Date later() {
        return Date.from(clock.instant().plus(Duration.ofDays(300)));
    }

    /** One case, with subjects, sites and reports of its own. */
    private static final class Run {

        private final Duration shift = Duration.between(BEGINNING, clock.instant());
        private final String own = Long.toString(System.nanoTime(), 36);
        private final Map<String, String> ids = new HashMap<>();
        private final List<String> done = new ArrayList<>();
        private @Nullable String query;
        private @Nullable String next;

        private String id(String report) {
            return ids.computeIfAbsent(report, r -> UUID.randomUUID().toString());
        }

        private String subject(String name) {
            return name + "-" + own;
        }

        private String site(String name) {
            return name + own;
        }

        private String bearer(JsonNode step) {
            String as = step.path("as").asText();
            return switch (as) {
                case "analyst" -> client.signed("analyst", Map.of("exp", later()));
                case "patient" -> client.bearer("patient");
                default ->
                        client.signed(
                                "site",
                                Map.of(
                                        "sub",
                                        by(step),
                                        "exp",
                                        later(),
                                        "epro_sites",
                                        List.of(site(as))));
            };
        }

        private static String by(JsonNode step) {
            return step.path("by").asText("a nurse");
        }

        void step(JsonNode step) {
            done.add(step.toString());
            if (step.has("report")) {
                report(step.path("report"));
            } else if (step.has("tick")) {
                clock.advance(Duration.parse(step.path("tick").asText()));
                nothingIsDue();
            } else if (step.has("list") || step.has("next")) {
                list(step);
            } else if (step.has("get")) {
                get(step);
            } else {
                move(step);
            }
        }

        private static void nothingIsDue() {
            Answers answers = service.bean(Answers.class);
            await().until(() -> answers.due(clock.instant(), 1).isEmpty());
        }

        private void report(JsonNode its) {
            Map<String, Object> report =
                    new LinkedHashMap<>(
                            Patients.withoutNarrative(
                                    UUID.fromString(id(its.path("id").asText())),
                                    subject(its.path("subject").asText())));
            report.put("study", its.path("study").asText());
            report.put("site", site(its.path("site").asText()));
            report.put(
                    "completed_at",
                    Instant.parse(its.path("completed_at").asText()).plus(shift).toString());
            report.put("responses", Map.of(its.path("item").asText(), its.path("score").asText()));
            if (its.has("amends")) {
                report.put("amends", id(its.path("amends").asText()));
                report.put("amends_reason", "she meant it");
            }
            HttpResponse<String> answer = client.post(report);
            assertThat(answer.statusCode()).as("%s: %s", done, answer.body()).isEqualTo(202);
        }

        private void list(JsonNode step) {
            String asked;
            if (step.has("list")) {
                asked =
                        Pattern.compile("\\{(\\w+)}")
                                .matcher(step.path("list").asText())
                                .replaceAll(it ->
                                        it.group(1).startsWith("S")
                                                ? subject(it.group(1))
                                                : site(it.group(1)));
                query = asked;
            } else {
                asked = query + "&after=" + next;
            }
            HttpResponse<String> answer =
                    client.get("/alerts?" + asked, AUTHORIZATION, bearer(step));
            status(step, answer);
            if (answer.statusCode() != 200) {
                return;
            }
            JsonNode page = Client.tree(answer);
            next = page.path("next").asText(null);
            List<JsonNode> listed = new ArrayList<>(page.path("alerts").valueStream().toList());
            // Without a limit of the case's own, the alerts of other cases fill pages too.
            for (String more = next; more != null && !asked.contains("limit="); ) {
                page =
                        Client.tree(
                                client.get(
                                        "/alerts?" + asked + "&limit=200&after=" + more,
                                        AUTHORIZATION,
                                        bearer(step)));
                page.path("alerts").forEach(listed::add);
                more = page.path("next").asText(null);
            }
            if (step.has("expect")) {
                assertThat(
                                listed.stream()
                                        .filter(it -> it.path("subject").asText().endsWith(own))
                                        .map(Run::line))
                        .as("%s", done)
                        .isEqualTo(step.path("expect").valueStream().map(this::expected).toList());
            }
            if (step.has("more")) {
                assertThat(next != null).as("%s", done).isEqualTo(step.path("more").asBoolean());
            }
        }

        private static String line(JsonNode alert) {
            return "%s %s %s %s %s"
                    .formatted(
                            alert.path("report_id").asText(),
                            alert.path("rule").asText(),
                            alert.path("state").asText(),
                            alert.path("role").asText("-"),
                            alert.path("overdue").asBoolean());
        }

        private String expected(JsonNode alert) {
            return "%s %s %s %s %s"
                    .formatted(
                            id(alert.path("report").asText()),
                            alert.path("rule").asText(),
                            alert.path("state").asText(),
                            alert.path("role").isTextual() ? alert.path("role").asText() : "-",
                            alert.path("overdue").asBoolean());
        }

        private long alert(JsonNode which) {
            if (which.has("alert_id")) {
                return which.path("alert_id").asLong();
            }
            String report = id(which.path("report").asText());
            return service.bean(Store.class)
                    .read(reading ->
                            reading.sql(
                                            "select a.id from alert a join report r on r.seq = a.report"
                                                    + " where lower(hex(r.report_id)) = :id and a.rule = :rule")
                                    .param("id", report.replace("-", ""))
                                    .param("rule", which.path("rule").asText())
                                    .query(Long.class)
                                    .single());
        }

        private void get(JsonNode step) {
            HttpResponse<String> answer =
                    client.get("/alerts/" + alert(step.path("get")), AUTHORIZATION, bearer(step));
            status(step, answer);
            if (answer.statusCode() != 200) {
                return;
            }
            JsonNode alert = Client.tree(answer);
            step.path("expect")
                    .properties()
                    .forEach(it -> {
                        if (it.getKey().equals("answers")) {
                            assertThat(alert.path("answers").valueStream().map(Run::answer))
                                    .as("%s", done)
                                    .isEqualTo(
                                            it.getValue().valueStream().map(Run::answer).toList());
                        } else {
                            assertThat(alert.path(it.getKey()).asText(""))
                                    .as("%s of %s: %s", it.getKey(), alert, done)
                                    .isEqualTo(
                                            it.getValue().isNull() ? "" : it.getValue().asText());
                        }
                    });
        }

        private static String answer(JsonNode answer) {
            JsonNode back = answer.path("taken_back");
            return "%s %s %s %s"
                    .formatted(
                            answer.path("action").asText(),
                            answer.path("by").asText(),
                            answer.path("in_time").asBoolean(),
                            back.isBoolean() ? back.asBoolean() : back.isObject());
        }

        private void move(JsonNode step) {
            String path;
            JsonNode body = step.path("body");
            if (step.has("several")) {
                path = "/alerts/acknowledge";
                var ids = ((ObjectNode) body.deepCopy()).putArray("alerts");
                step.path("several").forEach(it -> ids.add(alert(it)));
                ObjectNode with = body.deepCopy();
                with.set("alerts", ids);
                body = with;
            } else if (step.has("acknowledge")) {
                path = "/alerts/" + alert(step.path("acknowledge")) + "/acknowledge";
            } else {
                path = "/alerts/" + alert(step.path("take_back")) + "/take-back";
            }
            HttpResponse<String> answer =
                    client.post(path, JSON, Client.json(body), AUTHORIZATION, bearer(step));
            status(step, answer);
            nothingIsDue();
            if (step.has("code")) {
                assertThat(Client.tree(answer).path("code").asText())
                        .as("%s", done)
                        .isEqualTo(step.path("code").asText());
            }
            if (step.has("statuses")) {
                assertThat(
                                Client.tree(answer)
                                        .path("results")
                                        .valueStream()
                                        .map(it -> it.path("status").asInt()))
                        .as("%s", done)
                        .isEqualTo(
                                step.path("statuses").valueStream().map(JsonNode::asInt).toList());
            }
        }

        private void status(JsonNode step, HttpResponse<String> answer) {
            assertThat(answer.statusCode())
                    .as("%s: %s", done, answer.body())
                    .isEqualTo(step.path("status").asInt());
        }
    }

    @Configuration
    @Import(EproIntake.class)
    static class Ticked {

        @Bean
        @Primary
        Clock ticked() {
            var clock = new Clock();
            clock.jump(
                    Duration.between(
                            clock.instant(), Instant.now().truncatedTo(ChronoUnit.SECONDS)));
            return clock;
        }
    }
}
