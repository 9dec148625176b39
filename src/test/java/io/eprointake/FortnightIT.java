package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.FortnightModel.Expected;
import io.eprointake.FortnightModel.Sent;
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
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/**
 * A clinical fortnight, hour by hour: 200 subjects at 10 sites in three time zones over two changes
 * of the clocks. Reports come late, out of order and again; staff answer alerts, two at once, and
 * take answers back. Alerts, where they stand, whom they were told and the diary's figures are
 * those of a plain model.
 */
@Tag("soak")
class FortnightIT {

    private static final String AUTHORIZATION = "Authorization";
    private static final String JSON = "application/json";

    /** Another one each time; a failure names it. */
    private static final long SEED = Long.getLong("fortnight.seed", System.nanoTime());

    @TempDir Path folder;
    private final Random random = new Random(SEED);
    private final FortnightModel model = new FortnightModel(random);

    @Test
    void everybodyHearsWhatThePlainModelSays() throws IOException {
        Path studies = Files.createDirectory(folder.resolve("studies"));
        Files.writeString(studies.resolve("onc-14.yaml"), FortnightModel.STUDY_FILE);
        try (var service =
                RunningService.start(
                        Ticked.class,
                        folder,
                        "epro.study.folder",
                        studies.toString(),
                        "epro.alerts.poll",
                        "10ms")) {
            var clock = service.bean(Clock.class);
            var run = new Run(service, clock);
            for (var subject : model.subjects()) {
                run.register(subject);
            }
            List<Sent> sent = new ArrayList<>();
            for (int hour = 0; hour < FortnightModel.HOURS; hour++) {
                clock.advance(Duration.ofHours(1));
                model.tick(clock.instant());
                run.nothingIsDue();
                for (Sent report : model.arriving(clock.instant())) {
                    run.send(report, false);
                    model.arrived(report, clock.instant());
                    sent.add(report);
                    if (random.nextInt(10) == 0) {
                        run.send(sent.get(random.nextInt(sent.size())), true);
                    }
                }
                run.answerSome();
            }
            run.compareAlerts();
            run.compareDiary();
        }
    }

    /** The service, as those who call it see it. */
    private final class Run {

        private final RunningService service;
        private final Client client;
        private final Clock clock;
        private final Map<Integer, String> staff = new TreeMap<>();

        private Run(RunningService service, Clock clock) {
            this.service = service;
            this.client = service.client();
            this.clock = clock;
        }

        private String staff(int site, String name) {
            return client.signed(
                    "site",
                    Map.of(
                            "sub",
                            name,
                            "exp",
                            Date.from(Instant.now().plus(Duration.ofDays(300))),
                            "epro_sites",
                            List.of(FortnightModel.site(site))));
        }

        private String staff(int site) {
            return staff.computeIfAbsent(site, s -> staff(s, "nurse"));
        }

        private void nothingIsDue() {
            long now = clock.millis();
            await().until(() ->
                    service.bean(Store.class)
                                    .read(reading ->
                                            reading.sql(
                                                            "select count(*) from open_alert where due_at < ?")
                                                    .param(now)
                                                    .query(Long.class)
                                                    .single())
                            == 0);
        }

        private void register(FortnightModel.Subject subject) {
            Map<String, Object> registration = new LinkedHashMap<>();
            registration.put("study", FortnightModel.STUDY);
            registration.put("site", FortnightModel.site(subject.site()));
            registration.put("subject", Patients.says(subject.id()));
            registration.put("started_at", subject.startedAt().toString());
            registration.put("time_zone", subject.zone().getId());
            HttpResponse<String> answer =
                    client.post(
                            "/subjects",
                            JSON,
                            Client.json(registration),
                            AUTHORIZATION,
                            staff(subject.site()));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }

        private void send(Sent its, boolean again) {
            Map<String, Object> report =
                    new LinkedHashMap<>(Patients.withoutNarrative(its.id(), its.subject().id()));
            report.put("study", FortnightModel.STUDY);
            report.put("site", FortnightModel.site(its.subject().site()));
            report.put("completed_at", its.completedAt().toString());
            report.put("responses", Map.of(FortnightModel.ITEM, Integer.toString(its.score())));
            HttpResponse<String> answer = client.post(report);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            assertThat(answer.headers().firstValue("Idempotent-Replayed").isPresent())
                    .isEqualTo(again);
        }

        /** Of a few that wait, two people answer one at once; now and then one is taken back. */
        private void answerSome() {
            for (Expected alert : model.someThatWait(3)) {
                long id = id(alert);
                int site = alert.report().subject().site();
                var his = acknowledge(id, staff(site, "his"));
                var hers = acknowledge(id, staff(site, "hers"));
                assertThat(List.of(his.join(), hers.join())).containsExactlyInAnyOrder(200, 409);
                model.acknowledged(alert);
                if (random.nextInt(5) == 0) {
                    assertThat(
                                    client.post(
                                                    "/alerts/" + id + "/take-back",
                                                    JSON,
                                                    Client.json(Map.of("reason", "mistaken")),
                                                    AUTHORIZATION,
                                                    staff(site))
                                            .statusCode())
                            .isEqualTo(200);
                    model.takenBack(alert);
                }
            }
        }

        private CompletableFuture<Integer> acknowledge(long id, String bearer) {
            return CompletableFuture.supplyAsync(() ->
                    client.post(
                                    "/alerts/" + id + "/acknowledge",
                                    JSON,
                                    Client.json(Map.of("action", "called_patient")),
                                    AUTHORIZATION,
                                    bearer)
                            .statusCode());
        }

        private long id(Expected alert) {
            return service.bean(Store.class)
                    .read(reading ->
                            reading.sql(
                                            """
                                            select a.id from alert a join report r on r.seq = a.report
                                            where lower(hex(r.report_id)) = ? and a.rule = ?
                                            """)
                                    .params(
                                            alert.report().id().toString().replace("-", ""),
                                            alert.rule())
                                    .query(Long.class)
                                    .single());
        }

        private void compareAlerts() {
            nothingIsDue();
            Map<String, String> found = new TreeMap<>();
            for (int site = 0; site < FortnightModel.SITES; site++) {
                for (String state : List.of("", "&state=acknowledged")) {
                    String next = "";
                    while (next != null) {
                        JsonNode page =
                                Client.tree(
                                        client.get(
                                                "/alerts?limit=200" + state + next,
                                                AUTHORIZATION,
                                                staff(site)));
                        page.path("alerts")
                                .forEach(alert ->
                                        assertThat(
                                                        found.put(
                                                                alert.path("report_id").asText()
                                                                        + " "
                                                                        + alert.path("rule")
                                                                                .asText(),
                                                                alert.path("state").asText()
                                                                        + " "
                                                                        + alert.path("role")
                                                                                .asText("-")
                                                                        + " "
                                                                        + alert.path("raised_at")
                                                                                .asText()))
                                                .isNull());
                        next =
                                page.path("next").isTextual()
                                        ? "&after=" + page.path("next").asText()
                                        : null;
                    }
                }
            }
            assertThat(found).as("seed %d", SEED).isEqualTo(model.alerts());
            assertThat(found.size()).isGreaterThan(200);
            assertThat(client.metric("epro_alerts_escalated_total"))
                    .as("seed %d", SEED)
                    .isEqualTo(model.escalations());
        }

        private void compareDiary() {
            Map<String, String> found = new TreeMap<>();
            for (int site = 0; site < FortnightModel.SITES; site++) {
                JsonNode answer =
                        Client.tree(
                                client.get(
                                        "/compliance?study="
                                                + FortnightModel.STUDY
                                                + "&site="
                                                + FortnightModel.site(site),
                                        AUTHORIZATION,
                                        staff(site)));
                answer.path("subjects")
                        .forEach(row ->
                                found.put(
                                        row.path("subject").asText(),
                                        "%d %d %d %d"
                                                .formatted(
                                                        row.path("in_time").asLong(),
                                                        row.path("late").asLong(),
                                                        row.path("overdue").asLong(),
                                                        row.path("missed").asLong())));
            }
            assertThat(found).as("seed %d", SEED).isEqualTo(model.diary(clock.instant()));
        }
    }

    @Configuration
    @Import(EproIntake.class)
    static class Ticked {

        @Bean
        @Primary
        Clock ticked() {
            var clock = new Clock();
            clock.jump(Duration.between(clock.instant(), FortnightModel.BEGINNING));
            return clock;
        }
    }
}
