package io.eprointake.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People come by their institution's identity provider, which is not always there. */
class PeopleIT {

    private static final String AUDIENCES = "spring.security.oauth2.resourceserver.jwt.audiences";

    /** The provider is asked again within less. */
    private static final Duration SOON = Duration.ofSeconds(30);

    /** What somebody waits at the most for a provider that does not answer. */
    private static final Duration FEW_SECONDS = Duration.ofSeconds(8);

    @TempDir Path folder;

    @Test
    void aPersonSeesTheOwnSitesReportsOnly() {
        try (var provider = Provider.started();
                var service = RunningService.start(folder, provider.settings())) {
            Client client = service.client();
            comeIn(client, provider.bearer("dashboard", Map.of()));
            UUID id = sent(client, provider);

            assertThat(report(client, id, provider.bearer("site", Map.of("epro_sites", "SITE03"))))
                    .isEqualTo(200);
            assertThat(report(client, id, provider.bearer("site", Map.of("epro_sites", "SITE01"))))
                    .isEqualTo(404);
            assertThat(
                            report(
                                    client,
                                    id,
                                    provider.bearer(
                                            "site",
                                            Map.of("epro_sites", "SITE03", "aud", "another"))))
                    .isEqualTo(401);
        }
    }

    @Test
    void aNewKeyIsKnownSoonAndThatBeforeHolds() {
        try (var provider = Provider.started();
                var service = RunningService.start(folder, provider.settings())) {
            Client client = service.client();
            comeIn(client, provider.bearer("dashboard", Map.of()));
            String old = provider.bearer("dashboard", Map.of("sub", "of-the-old-key"));

            provider.roll();

            comeIn(client, provider.bearer("dashboard", Map.of()));
            assertThat(enrollment(client, old)).isEqualTo(200);
        }
    }

    @Test
    @Tag("soak")
    void aKeyThatWasWithdrawnLetsNobodyIn() {
        try (var provider = Provider.started();
                var service = RunningService.start(folder, provider.settings())) {
            Client client = service.client();
            comeIn(client, provider.bearer("dashboard", Map.of()));
            String old = provider.bearer("dashboard", Map.of("sub", "of-the-old-key"));

            provider.roll();
            provider.withdraw();
            // Somebody comes by the new one, and so the service hears of it.
            comeIn(client, provider.bearer("dashboard", Map.of()));

            assertThat(enrollment(client, old)).isEqualTo(401);
        }
    }

    @Test
    @Tag("soak")
    void whileTheProviderIsAwayTheKnownKeysHold() {
        try (var provider = Provider.started();
                var service = RunningService.start(folder, provider.settings())) {
            Client client = service.client();
            comeIn(client, provider.bearer("dashboard", Map.of()));

            provider.stop();
            provider.roll();
            String unknown = provider.bearer("dashboard", Map.of());
            // Unless it was asked a moment ago: then it is said to know no such key.
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertUnavailable(client.get("/enrollment", "Authorization", unknown)));
            assertUnavailable(client.get("/enrollment", "Authorization", unknown));

            provider.start();
            comeIn(client, unknown);
        }
    }

    @Test
    void aTokenOfAKnownKeyLetsInWhileTheProviderIsAway() {
        try (var provider = Provider.started();
                var service = RunningService.start(folder, provider.settings())) {
            Client client = service.client();
            comeIn(client, provider.bearer("dashboard", Map.of()));

            provider.stop();

            for (int i = 0; i < 5; i++) {
                String token = provider.bearer("dashboard", Map.of("sub", "person-" + i));
                assertThat(enrollment(client, token)).isEqualTo(200);
            }
        }
    }

    @Test
    void aProviderThatIsAwayAtTheStartIsAskedLater() {
        try (var provider = new Provider()) {
            String phone = phone();
            try (var service = RunningService.start(folder, provider.settings())) {
                Client client = service.client();
                String token = provider.bearer("dashboard", Map.of());

                assertUnavailable(client.get("/enrollment", "Authorization", token));
                assertThat(post(client, phone)).isEqualTo(202);

                provider.start();
                comeIn(client, token);
            }
        }
    }

    @Test
    @Tag("soak")
    void nobodyWaitsForLongWhileTheProviderHangs() throws Exception {
        String phone = phone();
        try (var provider = Provider.started();
                var service = RunningService.start(folder, provider.settings())) {
            provider.hang();
            assertUnaffected(service.client(), provider, phone);

            provider.goOn();
            comeIn(service.client(), provider.bearer("dashboard", Map.of()));
        }
    }

    @Test
    @Tag("soak")
    void nobodyWaitsForLongWhileTheProviderTrickles() throws Exception {
        String phone = phone();
        var closing = new CountDownLatch(1);
        HttpServer trickling = trickling(closing);
        String keys = "http://127.0.0.1:" + trickling.getAddress().getPort() + "/keys";
        try (var provider = new Provider();
                var service =
                        RunningService.start(
                                folder,
                                provider.settings(
                                        "spring.security.oauth2.resourceserver.jwt.jwk-set-uri",
                                        keys,
                                        "epro.security.limits.strangers",
                                        "20"))) {
            assertUnaffected(service.client(), provider, phone);
        } finally {
            closing.countDown();
            trickling.stop(0);
        }
    }

    /** Answers ten bytes a second, for ever. */
    private static HttpServer trickling(CountDownLatch closing) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext(
                "/",
                call -> {
                    call.sendResponseHeaders(200, 0);
                    try (OutputStream answer = call.getResponseBody()) {
                        while (!closing.await(100, TimeUnit.MILLISECONDS)) {
                            answer.write(' ');
                            answer.flush();
                        }
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        server.start();
        return server;
    }

    /** People hear within seconds to try again; phones and the count meanwhile wait for nothing. */
    private static void assertUnaffected(Client client, Provider provider, String phone)
            throws Exception {
        List<Callable<HttpResponse<String>>> people = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String token = provider.bearer("dashboard", Map.of("sub", "person-" + i));
            people.add(() -> client.get("/enrollment", "Authorization", token));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long from = System.nanoTime();
            List<Future<HttpResponse<String>>> answers =
                    people.stream().map(threads::submit).toList();
            assertThat(post(client, phone)).isEqualTo(202);
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(FEW_SECONDS);
            for (Future<HttpResponse<String>> answer : answers) {
                assertUnavailable(answer.get(30, TimeUnit.SECONDS));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(FEW_SECONDS);
        }
        // Nor has anybody guessed: whoever comes next from there is not one too many.
        assertUnavailable(
                client.get("/enrollment", "Authorization", provider.bearer("ops", Map.of())));
    }

    @Test
    @Tag("soak")
    void whoMakesUpKeysFloodsNeitherTheProviderNorThePeople() throws Exception {
        try (var provider = Provider.started();
                var strange = new Provider();
                var service = RunningService.start(folder, provider.settings())) {
            Client client = service.client();
            comeIn(client, provider.bearer("dashboard", Map.of()));
            long from = System.nanoTime();
            List<String> forged = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                strange.roll();
                forged.add(strange.bearer("dashboard", Map.of("iss", provider.issuer())));
            }
            try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
                List<Future<Integer>> statuses =
                        IntStream.range(0, 400)
                                .mapToObj(i ->
                                        threads.submit(() ->
                                                enrollment(client, forged.get(i % forged.size()))))
                                .toList();
                for (int i = 0; i < 40; i++) {
                    String token = provider.bearer("dashboard", Map.of("sub", "person-" + i));
                    assertThat(enrollment(client, token)).isEqualTo(200);
                }
                for (Future<Integer> status : statuses) {
                    assertThat(status.get(30, TimeUnit.SECONDS)).isEqualTo(401);
                }
            }
            // Twice in ten seconds, and once when the first came in.
            long windows = 1 + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - from) / 10;
            assertThat(provider.asked()).isLessThanOrEqualTo((int) (1 + 2 * windows));
        }
    }

    @Test
    void whoGuessesFromAHospitalsAddressDoesNotKeepOutWhoIsKnown() {
        try (var provider = Provider.started();
                var strange = new Provider();
                var service =
                        RunningService.start(
                                folder,
                                provider.settings(
                                        "epro.security.limits.strangers",
                                        "20",
                                        "epro.security.limits.period",
                                        "1h"))) {
            Client client = service.client();
            String known = provider.bearer("dashboard", Map.of());
            comeIn(client, known);
            for (int i = 0; i < 30; i++) {
                enrollment(client, strange.bearer("dashboard", Map.of("sub", "guess-" + i)));
            }

            assertThat(enrollment(client, strange.bearer("dashboard", Map.of()))).isEqualTo(429);
            assertThat(enrollment(client, known)).isEqualTo(200);
        }
    }

    @Test
    void aProviderWithoutAnAudienceIsRefusedAtTheStart() {
        try (var provider = new Provider()) {
            assertThatThrownBy(() ->
                            RunningService.start(folder, provider.settings(AUDIENCES, "")).close())
                    .hasMessageContaining(AUDIENCES)
                    .hasMessageContaining("for whom tokens are made");
        }
    }

    /** The token of a phone that was let in before. */
    private String phone() {
        try (var service = RunningService.start(folder)) {
            Client client = service.client();
            var invited =
                    client.post(
                            "/devices",
                            "application/json",
                            Client.json(
                                    Map.of(
                                            "study",
                                            "ONC-301",
                                            "site",
                                            "SITE03",
                                            "subject",
                                            "SITE03-0042")));
            var code = Client.tree(invited).path("code").asText();
            var activated =
                    client.post(
                            "/devices/activate",
                            "application/json",
                            Client.json(Map.of("code", code)));
            return "Bearer " + Client.tree(activated).path("token").asText();
        }
    }

    private static int post(Client client, String phone) {
        var report = Patients.withoutNarrative(UUID.randomUUID(), "SITE03-0042");
        return client.post(
                        "/reports", "application/json", Client.json(report), "Authorization", phone)
                .statusCode();
    }

    private static UUID sent(Client client, Provider provider) {
        UUID id = UUID.randomUUID();
        var report = Patients.withoutNarrative(id, Patients.subject());
        String system = provider.bearer("system", Map.of("epro_may", List.of("reports")));
        assertThat(
                        client.post(
                                        "/reports",
                                        "application/json",
                                        Client.json(report),
                                        "Authorization",
                                        system)
                                .statusCode())
                .isEqualTo(202);
        return id;
    }

    private static int report(Client client, UUID id, String token) {
        return client.get("/reports/" + id, "Authorization", token).statusCode();
    }

    private static int enrollment(Client client, String token) {
        return client.get("/enrollment", "Authorization", token).statusCode();
    }

    /** The first time may take a while: the provider of a test is slow to begin. */
    private static void comeIn(Client client, String token) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(enrollment(client, token)).isEqualTo(200));
    }

    private static void assertUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(Client.tree(answer).path("code").asText()).isEqualTo("keys_unavailable");
    }
}
