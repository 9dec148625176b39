package io.eprointake.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Client;
import io.eprointake.testing.EventStream;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An open page hears of what changes for it, and costs those who change it nothing. */
class EventsIT {

    private static final String JSON = "application/json";
    private static final int MOST = 4;

    @TempDir static Path folder;
    private static RunningService service;
    private static Client client;

    @BeforeAll
    static void start() {
        service =
                RunningService.start(
                        folder,
                        "epro.dashboard.poll",
                        "50ms",
                        "epro.dashboard.heartbeat",
                        "200ms",
                        "epro.dashboard.streams",
                        String.valueOf(MOST),
                        "server.tomcat.connection-timeout",
                        "2s");
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** The service learns that a page is closed when it writes next. */
    @BeforeEach
    void noneIsOpen() {
        await().until(() -> client.metric("epro_dashboard_streams") == 0);
    }

    private static EventStream nurse(String site) {
        return new EventStream(
                service.port(),
                "Authorization",
                client.signed("site", Map.of("epro_sites", List.of(site))));
    }

    private static void severe(String site) {
        Map<String, Object> report = Patients.withoutNarrative(UUID.randomUUID(), "S-1");
        report.put("site", site);
        report.put("responses", Map.of("PROCTCAE_53A_SCL", 4));
        assertThat(client.post(report).statusCode()).isEqualTo(202);
    }

    @Test
    void aPageHearsOfAnAlertOfItsSiteAndNothingOfAnother() {
        try (var here = nurse("SITE01");
                var there = nurse("SITE02")) {
            beats(here);
            beats(there);

            severe("SITE01");
            await().until(() -> told(here, "alerts"));
            beats(there);
            assertThat(told(there, "alerts")).as("another site's").isFalse();
            severe("SITE02");
            await().until(() -> told(there, "alerts"));

            assertThat(here.events().stream().filter(it -> it.contains("alerts"))).hasSize(1);
            assertThat(there.events().stream().filter(it -> it.contains("alerts"))).hasSize(1);
            assertThat(here.response().headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/event-stream");
        }
    }

    @Test
    void anAnswerIsHeardByTheOthers() {
        severe("SITE05");
        String nurse = client.signed("site", Map.of("epro_sites", List.of("SITE05")));
        long alert =
                Client.tree(client.get("/alerts?site=SITE05", "Authorization", nurse))
                        .at("/alerts/0/id")
                        .asLong();
        try (var other = nurse("SITE05")) {
            beats(other);

            HttpResponse<String> answer =
                    client.post(
                            "/alerts/" + alert + "/acknowledge",
                            JSON,
                            "{\"action\":\"advised\"}".getBytes(UTF_8),
                            "Authorization",
                            nurse);

            assertThat(answer.statusCode()).isEqualTo(200);
            await().until(() -> told(other, "alerts"));
        }
    }

    @Test
    void theNumberOfPatientsIsHeardOfByThoseWhoseItIs() {
        try (var here = nurse("SITE01");
                var there = nurse("SITE02")) {
            beats(here);
            beats(there);

            enroll("SITE01");
            await().until(() -> told(here, "enrollment"));
            beats(there);
            assertThat(told(there, "enrollment")).as("another site's").isFalse();
            enroll("SITE02");
            await().until(() -> told(there, "enrollment"));

            assertThat(there.events().stream().filter(it -> it.contains("enrollment"))).hasSize(1);
        }
    }

    private static void enroll(String site) {
        String update =
                "{\"event_id\":\"%s\",\"site\":\"%s\",\"patients\":1}"
                        .formatted(UUID.randomUUID(), site);
        assertThat(client.post("/enrollment", JSON, update.getBytes(UTF_8)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void moreThanMayBeOpenAreTurnedAwayAndRoomIsMadeWhenOneCloses() {
        EventStream[] open = new EventStream[MOST];
        for (int i = 0; i < MOST; i++) {
            open[i] = nurse("SITE01");
            assertThat(open[i].status()).isEqualTo(200);
        }
        try (var more = nurse("SITE01")) {
            assertThat(more.status()).isEqualTo(503);
            assertThat(more.response().headers().firstValue("Retry-After")).isPresent();
        } finally {
            for (EventStream each : open) {
                each.close();
            }
        }
        noneIsOpen();
        try (var again = nurse("SITE01")) {
            assertThat(again.status()).isEqualTo(200);
        }
    }

    /** What fills the way to it is told as fast as it goes; in life that takes hours. */
    @Test
    void aPageThatDoesNotReadIsDroppedAndNobodyWaitsForIt() throws IOException {
        Subscriptions pages = service.bean(Subscriptions.class);
        try (var socket = new Socket();
                var other = nurse("SITE01")) {
            beats(other);
            socket.setReceiveBufferSize(1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()));
            socket.getOutputStream()
                    .write(
                            ("GET /events HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                                            + client.bearer("analyst")
                                            + "\r\n\r\n")
                                    .getBytes(US_ASCII));
            await().until(() -> client.metric("epro_dashboard_streams") == 2);

            await().pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        for (int i = 0; i < 100_000; i++) {
                            pages.tellAll(Topic.DELIVERIES);
                        }
                        return client.metric("epro_dashboard_streams") == 1;
                    });

            int heard = other.events().size();
            await().until(() -> other.events().size() > heard);
            assertThat(client.leakwatch().at("/verdict").asText()).isEqualTo("clean");
        }
    }

    @Test
    void eachIsATaskOfTheLeakWatch() {
        try (var page = nurse("SITE01")) {
            beats(page);
            assertThat(client.leakwatch().at("/tasks/by_kind/page/running").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aStopEndsThem(@TempDir Path other) {
        EventStream page;
        long began;
        try (var stopped = RunningService.start(other, "epro.dashboard.heartbeat", "200ms")) {
            page = new EventStream(stopped.port(), "Authorization", stopped.client().bearer("ops"));
            beats(page);
            began = System.nanoTime();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
        await().until(page::over);
        assertThat(page.events().getLast()).isEqualTo("ended {\"why\":\"stopping\"}");
        page.close();
    }

    private static void beats(EventStream page) {
        await().until(() -> !page.events().isEmpty());
        // The watch has begun to look once it is told of nothing before.
        int now = page.events().size();
        await().until(() -> page.events().size() >= now + 2);
    }

    private static boolean told(EventStream page, String what) {
        return page.events().stream().anyMatch(it -> it.startsWith("changed") && it.contains(what));
    }
}
