package io.eprointake.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.TcpProxy;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A token that was revoked at one replica is refused by all, within two seconds. */
@Tag("soak")
class RevocationReplicasIT {

    private static final Logger log = LoggerFactory.getLogger(RevocationReplicasIT.class);

    private static final String JSON = "application/json";
    private static final String AUTHORIZATION = "Authorization";
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);
    private static final Duration PROMISE = Duration.ofSeconds(2);

    @TempDir static Path folder;
    private static TcpProxy way;
    private static final List<RunningService> replicas = new ArrayList<>();

    /** The last one reaches the database by a way of its own. */
    @BeforeAll
    static void start() {
        Postgres server = Postgres.shared();
        String url = server.database();
        way = new TcpProxy(server.port());
        String far = url.replace(":" + server.port() + "/", ":" + way.port() + "/");
        for (String each : List.of(url, url, far)) {
            replicas.add(
                    RunningService.start(
                            folder,
                            "spring.datasource.url",
                            each,
                            "epro.analysis.url",
                            "http://127.0.0.1:9",
                            "epro.security.limits.patient",
                            "100000"));
        }
    }

    @AfterAll
    static void stop() {
        way.close();
        replicas.forEach(RunningService::close);
    }

    @Test
    void whatOneRevokesAllRefuseWithinTwoSeconds() {
        for (int round = 0; round < 6; round++) {
            JsonNode phone = phone();
            for (RunningService replica : replicas) {
                assertThat(ask(replica, phone).statusCode()).as("known").isEqualTo(403);
            }

            revoke(replicas.get(round % 3), phone);
            long revoked = System.nanoTime();

            assertThat(ask(replicas.get(round % 3), phone).statusCode())
                    .as("at once where it was revoked")
                    .isEqualTo(401);

            List<Long> refusedAfter =
                    replicas.stream()
                            .map(replica ->
                                    CompletableFuture.supplyAsync(
                                            () -> refusedAfter(replica, phone, revoked), THREADS))
                            .toList()
                            .stream()
                            .map(CompletableFuture::join)
                            .toList();
            log.info("revoked at {}, refused by each from {} ms on", round % 3, refusedAfter);
            for (RunningService replica : replicas) {
                assertThat(ask(replica, phone).statusCode()).as("for ever").isEqualTo(401);
            }
        }
    }

    /** The milliseconds after which a call began that was refused; the one before was not. */
    private static long refusedAfter(RunningService replica, JsonNode phone, long revoked) {
        long asked = System.nanoTime();
        while (ask(replica, phone).statusCode() != 401) {
            assertThat(Duration.ofNanos(asked - revoked)).isLessThan(PROMISE);
            await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            asked = System.nanoTime();
        }
        return (asked - revoked) / 1_000_000;
    }

    @Test
    void aReplicaThatCannotHearOfRevocationsTrustsNobodyItKnows() {
        RunningService far = replicas.get(2);
        JsonNode revoked = phone();
        JsonNode other = phone();
        String dashboard = far.client().signed("dashboard", Map.of());
        for (JsonNode phone : List.of(revoked, other)) {
            assertThat(ask(far, phone).statusCode()).as("known").isEqualTo(403);
        }

        way.block();
        try {
            long away = System.nanoTime();
            revoke(replicas.get(0), revoked);
            await().pollDelay(PROMISE).atMost(PROMISE.multipliedBy(2)).until(() -> true);

            for (JsonNode phone : List.of(revoked, other)) {
                HttpResponse<String> answer = ask(far, phone);
                log.info("answered after {} ms", (System.nanoTime() - away) / 1_000_000);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(Client.tree(answer).at("/code").asText()).isEqualTo("store_unavailable");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
            assertThat(far.client().get("/enrollment", AUTHORIZATION, dashboard).statusCode())
                    .as("what is signed needs no store")
                    .isEqualTo(200);
        } finally {
            way.unblock();
        }

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    assertThat(ask(far, other).statusCode()).isEqualTo(403);
                    assertThat(ask(far, revoked).statusCode()).isEqualTo(401);
                });
    }

    private static JsonNode phone() {
        Client client = replicas.getFirst().client();
        JsonNode invited =
                Client.tree(
                        client.post(
                                "/devices",
                                JSON,
                                Client.json(
                                        Map.of(
                                                "study",
                                                "ONC-301",
                                                "site",
                                                "SITE03",
                                                "subject",
                                                Patients.subject()))));
        return Client.tree(
                client.post(
                        "/devices/activate",
                        JSON,
                        Client.json(Map.of("code", invited.at("/code").asText()))));
    }

    private static void revoke(RunningService at, JsonNode phone) {
        assertThat(at.client().delete("/devices/" + phone.at("/device_id").asText()).statusCode())
                .isEqualTo(204);
    }

    /**
     * Sends another subject's report: a phone that is known is told 403, and for that no store is
     * asked.
     */
    private static HttpResponse<String> ask(RunningService replica, JsonNode phone) {
        return replica.client()
                .post(
                        "/reports",
                        JSON,
                        Client.json(
                                Patients.withoutNarrative(UUID.randomUUID(), Patients.subject())),
                        AUTHORIZATION,
                        "Bearer " + phone.at("/token").asText());
    }
}
