package io.eprointake.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.security.credential.ActivationCode;
import io.eprointake.security.credential.OpaqueToken;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Who guesses codes and tokens is slowed down, and nobody else is. */
@ExtendWith(OutputCaptureExtension.class)
class GuessingIT {

    private static final int STRANGERS = 5;
    private static final int PATIENT = 10;

    @TempDir static Path folder;
    private static RunningService service;
    private static Client client;

    @BeforeAll
    static void start() {
        service =
                RunningService.start(
                        folder,
                        "epro.analysis.url",
                        "http://127.0.0.1:9",
                        "epro.security.limits.period",
                        "1h", // Nobody is let in again while these tests run.
                        "epro.security.limits.strangers",
                        Integer.toString(STRANGERS),
                        "epro.security.limits.patient",
                        Integer.toString(PATIENT));
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void afterSoManyWrongCodesNoCodeIsLookedAtFromThereAndWhoIsKnownGoesOn(CapturedOutput output)
            throws Exception {
        JsonNode invited = invite();
        String code = invited.at("/code").asText();
        double refused = client.metric("epro_refused_total{reason=\"code_refused\"}");
        double slowed = client.metric("epro_refused_total{reason=\"too_many_requests\"}");
        try (var guesser = from("127.0.0.2");
                var elsewhere = from("127.0.0.3")) {
            JsonNode known = Client.tree(activate(guesser, invite().at("/code").asText()));
            assertThat(post(guesser, known)).isEqualTo(202);
            for (int i = 0; i < STRANGERS; i++) {
                String guess = ActivationCode.random().grouped();
                assertThat(activate(guesser, guess).statusCode()).isEqualTo(403);
                assertThat(output.getAll()).doesNotContain(guess);
            }

            assertSlowedDown(activate(guesser, ActivationCode.random().grouped()), STRANGERS);
            assertSlowedDown(activate(guesser, code), STRANGERS);

            assertThat(post(guesser, known)).as("who is known").isEqualTo(202);
            assertThat(activate(elsewhere, code).statusCode()).as("and the code").isEqualTo(201);
            assertThat(client.metric("epro_refused_total{reason=\"code_refused\"}"))
                    .isEqualTo(refused + STRANGERS);
            assertThat(client.metric("epro_refused_total{reason=\"too_many_requests\"}"))
                    .isEqualTo(slowed + 2);
            assertThat(output.getAll())
                    .contains("An activation code was refused")
                    .doesNotContain(code)
                    .doesNotContain(known.at("/token").asText());
        }
    }

    @Test
    void afterSoManyUnknownTokensNoneIsLookedAtFromThereAndWhoIsKnownGoesOn(CapturedOutput output)
            throws Exception {
        JsonNode later = Client.tree(activate(from("127.0.0.3"), invite().at("/code").asText()));
        String dashboard = client.signed("dashboard", Map.of());
        String forged = dashboard.substring(0, dashboard.length() - 8) + "AAAAAAAA";
        List<String> guesses =
                List.of(
                        "Bearer " + OpaqueToken.make(Devices.PREFIX),
                        "Bearer " + OpaqueToken.make(SystemTokens.PREFIX),
                        "Bearer abc",
                        forged,
                        client.signed("emperor", Map.of()));
        assertThat(guesses).hasSize(STRANGERS);
        double refused = client.metric("epro_refused_total{reason=\"unauthenticated\"}");
        try (var guesser = from("127.0.0.4")) {
            assertThat(poll(guesser, dashboard).statusCode()).isEqualTo(200);
            for (String guess : guesses) {
                assertThat(poll(guesser, guess).statusCode()).isEqualTo(401);
                assertThat(output.getAll()).doesNotContain(guess.substring(7));
            }

            assertSlowedDown(poll(guesser, guesses.getFirst()), STRANGERS);
            assertSlowedDown(poll(guesser, forged), STRANGERS);
            assertThat(post(guesser, later)).as("good, and not known yet").isEqualTo(429);
            assertSlowedDown(activate(guesser, ActivationCode.random().grouped()), STRANGERS);

            assertThat(poll(guesser, dashboard).statusCode()).as("known").isEqualTo(200);
            try (var elsewhere = from("127.0.0.3")) {
                assertThat(post(elsewhere, later)).isEqualTo(202);
            }
            assertThat(post(guesser, later)).as("known by now").isEqualTo(202);
        }
        assertThat(client.metric("epro_refused_total{reason=\"unauthenticated\"}"))
                .isEqualTo(refused + STRANGERS);
        assertThat(output.getAll()).contains("A caller was not let in why=");
    }

    @Test
    void whoMistypesACodeOrSendsNoTokenGuessesNothing() throws Exception {
        String code = invite().at("/code").asText();
        try (var phone = from("127.0.0.5")) {
            for (int i = 0; i < 2 * STRANGERS; i++) {
                assertThat(activate(phone, code.substring(1)).statusCode()).isEqualTo(400);
                assertThat(poll(phone, "").statusCode()).isEqualTo(401);
            }

            assertThat(activate(phone, code).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void oneTokensFloodIsStoppedAndOthersAreNot() throws Exception {
        try (var phone = from("127.0.0.6")) {
            JsonNode flooding = Client.tree(activate(phone, invite().at("/code").asText()));
            JsonNode other = Client.tree(activate(phone, invite().at("/code").asText()));
            for (int i = 0; i < PATIENT; i++) {
                assertThat(post(phone, flooding)).isEqualTo(202);
            }

            assertSlowedDown(send(phone, flooding), PATIENT);

            assertThat(post(phone, other)).isEqualTo(202);
        }
    }

    private static void assertSlowedDown(HttpResponse<String> answer, int most) {
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(Client.tree(answer).at("/code").asText()).isEqualTo("too_many_requests");
        assertThat(answer.headers().firstValue("Retry-After").map(Integer::valueOf))
                .hasValueSatisfying(seconds -> assertThat(seconds).isBetween(1, 3600));
        assertThat(answer.headers().firstValue("RateLimit-Policy"))
                .hasValue("\"calls\";q=" + most + ";w=3600");
        assertThat(answer.headers().firstValue("RateLimit"))
                .hasValueSatisfying(it -> assertThat(it).startsWith("\"calls\";r=0;t="));
    }

    private static JsonNode invite() {
        return Client.tree(
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
                                        Patients.subject()))));
    }

    /** Somebody at another address of this machine. */
    private static HttpClient from(String address) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(InetAddress.ofLiteral(address))
                .build();
    }

    private static HttpResponse<String> activate(HttpClient by, String code) throws Exception {
        return send(by, "/devices/activate", "", Map.of("code", code));
    }

    private static int post(HttpClient by, JsonNode phone) throws Exception {
        return send(by, phone).statusCode();
    }

    private static HttpResponse<String> send(HttpClient by, JsonNode phone) throws Exception {
        return send(
                by,
                "/reports",
                "Bearer " + phone.at("/token").asText(),
                Patients.withoutNarrative(UUID.randomUUID(), phone.at("/subject").asText()));
    }

    private static HttpResponse<String> send(
            HttpClient by, String path, String bearer, Map<String, Object> body)
            throws IOException, InterruptedException {
        return by.send(
                request(path, bearer)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(Client.json(body)))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpResponse<String> poll(HttpClient by, String bearer) throws Exception {
        return by.send(request("/enrollment", bearer).GET().build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path, String bearer) {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                        .timeout(Duration.ofSeconds(30));
        return bearer.isEmpty() ? request : request.header("Authorization", bearer);
    }
}
