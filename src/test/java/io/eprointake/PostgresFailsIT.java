package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Patients;
import io.eprointake.testing.Phones;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.StoreFile;
import io.eprointake.testing.TcpProxy;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Promises 1 and 3 while PostgreSQL is down, hangs, or loses a connection at the worst moment. */
class PostgresFailsIT {

    private static final Logger log = LoggerFactory.getLogger(PostgresFailsIT.class);

    /** The limit of the store for one statement, that of its caller, and a slow machine. */
    private static final Duration BOUND = Duration.ofSeconds(15);

    /** How long the server is stopped. */
    private static final Duration OUTAGE = Duration.ofSeconds(20);

    @TempDir static Path folder;

    private final FakeAnalyzer analyzer = new FakeAnalyzer(Manner.HEALTHY);
    private final Phones phones = new Phones(6);

    @AfterEach
    void closeAnalyzer() {
        analyzer.close();
    }

    @Tag("soak")
    @Test
    void aServerThatIsStoppedUnderLoadLosesNothingAndIsUsedAgainWithoutARestart() {
        Path files = folder.resolve("server");
        Postgres server = Postgres.start(files, 0);
        int port = server.port();
        String url = server.database();
        try (var service = start(url)) {
            phones.start(service.client());
            awaitAcknowledged(200);

            server.close();
            int stopped = phones.acknowledged().size();
            long down = System.nanoTime();
            int refused = 0;
            while (System.nanoTime() - down < OUTAGE.toNanos()) {
                assertRefused(post(service.client(), UUID.randomUUID()));
                refused++;
            }
            assertThat(service.client().get("/enrollment").statusCode()).isEqualTo(200);
            assertThat(service.client().manage("/actuator/health/readiness").statusCode())
                    .isEqualTo(503);
            int before = phones.acknowledged().size();

            server = Postgres.start(files, port);
            long up = System.nanoTime();
            awaitAcknowledged(before + 1);
            log.info(
                    "down {} ms: {} acknowledged before, {} meanwhile, one caller refused {} times; again after {} ms",
                    (up - down) / 1_000_000,
                    stopped,
                    before - stopped,
                    refused,
                    (System.nanoTime() - up) / 1_000_000);
            awaitAcknowledged(before + 200);
            phones.stop();
            awaitAllAnalyzed(service.client());
            assertThat(service.client().manage("/actuator/health/readiness").statusCode())
                    .isEqualTo(200);
        } finally {
            phones.stop();
            assertThat(phones.surprises()).isEmpty();
            new StoreFile(url).assertHolds(phones.acknowledged());
            server.close();
        }
    }

    @Tag("soak")
    @Test
    void aConnectionThatHangsIsGivenUpInTimeAndNothingIsLost() {
        Postgres server = Postgres.shared();
        String url = server.database();
        try (var way = new TcpProxy(server.port());
                var service =
                        start(url.replace(":" + server.port() + "/", ":" + way.port() + "/"))) {
            UUID before = UUID.randomUUID();
            assertThat(post(service.client(), before).statusCode()).isEqualTo(202);
            phones.start(service.client());
            awaitAcknowledged(100);

            way.block();
            for (int i = 0; i < 2; i++) {
                long start = System.nanoTime();
                assertRefused(post(service.client(), UUID.randomUUID()));
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
                start = System.nanoTime();
                assertRefused(service.client().get("/reports/" + before));
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
            }
            int acknowledged = phones.acknowledged().size();
            way.unblock();

            awaitAcknowledged(acknowledged + 100);
            assertThat(service.client().report(before).path("report_id").asText())
                    .isEqualTo(before.toString());
        } finally {
            phones.stop();
        }
        assertThat(phones.surprises()).isEmpty();
        new StoreFile(url).assertHolds(phones.acknowledged());
    }

    /** The commit is done, and nobody hears of it. */
    @Test
    void aCommitWhoseAnswerIsLostIsNotAcknowledgedAndSentAgainItIsAReplay() {
        Postgres server = Postgres.shared();
        String url = server.database();
        try (var way = new TcpProxy(server.port());
                var service =
                        start(
                                url.replace(":" + server.port() + "/", ":" + way.port() + "/")
                                        // So that every statement is sent in words.
                                        + "&prepareThreshold=0")) {
            assertThat(post(service.client(), UUID.randomUUID()).statusCode()).isEqualTo(202);
            UUID id = UUID.randomUUID();
            var report = Patients.withoutNarrative(id, Patients.subject());
            way.cutAt(id.toString(), "COMMIT");
            assertRefused(service.client().post(report));

            HttpResponse<String> again = service.client().post(report);

            assertThat(again.statusCode()).isEqualTo(202);
            assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        }
        assertThat(new StoreFile(url).reports()).hasSize(2);
    }

    private RunningService start(String url) {
        return RunningService.start(
                folder,
                "spring.datasource.url",
                url,
                "epro.analysis.url",
                analyzer.url(),
                "epro.analysis.deadline",
                "1s",
                "epro.journal.lease",
                "16s");
    }

    private static HttpResponse<String> post(Client client, UUID id) {
        return client.post(Patients.withoutNarrative(id, Patients.subject()));
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After"))
                .hasValueSatisfying(after -> assertThat(Integer.parseInt(after)).isPositive());
        assertThat(answer.body()).contains("store_unavailable");
    }

    private void awaitAcknowledged(int number) {
        await("acknowledged reports")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> phones.acknowledged().size() >= number);
    }

    private static void awaitAllAnalyzed(Client client) {
        await("no report waits")
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> none(client, "received") && none(client, "analyzing"));
    }

    private static boolean none(Client client, String state) {
        return Client.tree(client.get("/reports?limit=1&state=" + state)).path("reports").isEmpty();
    }
}
