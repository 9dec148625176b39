package io.eprointake.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.testing.Client;
import io.eprointake.testing.EventStream;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.Secrets;
import io.eprointake.testing.StoreFile;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who signs in at the page is who they are in each call, until they sign out or their token ends.
 */
class SessionIT {

    private static final String JSON = "application/json";

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
                        "epro.dashboard.poll",
                        "100ms",
                        "epro.dashboard.heartbeat",
                        "200ms",
                        "epro.security.limits.strangers",
                        "1000");
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aSessionIsItsTokenInEachCall() {
        Browser nurse = signIn(client.signed("site", Map.of("epro_sites", List.of("SITE01"))));

        assertThat(nurse.attributes)
                .contains("HttpOnly", "SameSite=Strict", "Path=/")
                .doesNotContain("Max-Age", "Expires");
        assertThat(nurse.told.at("/role").asText()).isEqualTo("site");
        assertThat(nurse.told.at("/sites/0").asText()).isEqualTo("SITE01");
        assertThat(nurse.get("/alerts").statusCode()).isEqualTo(200);
        assertThat(nurse.get("/tokens").statusCode()).as("of another role").isEqualTo(403);
        JsonNode again = Client.tree(nurse.get("/session"));
        assertThat(again.at("/csrf").asText()).isEqualTo(nurse.csrf);
        assertThat(again.at("/until").asText()).isNotEmpty();
    }

    @Test
    void whatChangesSomethingNeedsWhatOnlyThePageCouldRead() {
        Browser nurse = signIn(client.signed("site", Map.of("epro_sites", List.of("SITE01"))));
        String update =
                "{\"event_id\":\"%s\",\"site\":\"SITE01\",\"patients\":1}"
                        .formatted(UUID.randomUUID());
        int before = enrolled(nurse);

        assertThat(nurse.post("/enrollment", update, "").statusCode()).isEqualTo(403);
        assertThat(nurse.post("/enrollment", update, "0".repeat(64)).statusCode()).isEqualTo(403);
        Browser other = signIn(client.signed("site", Map.of("epro_sites", List.of("SITE01"))));
        assertThat(nurse.post("/enrollment", update, other.csrf).statusCode()).isEqualTo(403);
        assertThat(enrolled(nurse)).as("nothing was stored").isEqualTo(before);

        assertThat(nurse.post("/enrollment", update, nurse.csrf).statusCode()).isEqualTo(200);
        assertThat(enrolled(nurse)).isEqualTo(before + 1);
    }

    private static int enrolled(Browser who) {
        return Client.tree(who.get("/enrollment")).at("/total_enrollment").asInt();
    }

    @Test
    void whoSignsOutIsOutHereAndWhoSignsOutEverywhereIsOutInAllBrowsers() {
        String token =
                client.signed(
                        "site", Map.of("epro_sites", List.of("SITE01"), "sub", "nurse who leaves"));
        Browser here = signIn(token);
        Browser there = signIn(token);
        Browser third = signIn(token);
        Browser somebodyElse = signIn(client.signed("analyst", Map.of()));

        HttpResponse<String> out = here.delete("/session");
        assertThat(out.statusCode()).isEqualTo(204);
        assertThat(out.headers().firstValue("Set-Cookie").orElse("")).contains("Max-Age=0");
        assertThat(here.get("/alerts").statusCode()).isEqualTo(401);
        assertThat(there.get("/alerts").statusCode()).isEqualTo(200);

        assertThat(there.delete("/sessions").statusCode()).isEqualTo(204);
        assertThat(there.get("/alerts").statusCode()).isEqualTo(401);
        assertThat(third.get("/alerts").statusCode()).isEqualTo(401);
        assertThat(somebodyElse.get("/alerts").statusCode()).isEqualTo(200);
        assertThat(here.delete("/session").statusCode()).isEqualTo(401);
    }

    @Test
    void aTokenThatIsNoneSignsNobodyIn() {
        assertThat(signInWith("{\"token\":\"eyJ.no.token\"}").statusCode()).isEqualTo(401);
        assertThat(signInWith("{\"token\":\"two tokens\"}").statusCode()).isEqualTo(400);
        assertThat(signInWith("{\"token\":\"a\",\"user\":\"b\"}").statusCode()).isEqualTo(400);
        assertThat(signInWith("{}").statusCode()).isEqualTo(400);
        assertThat(
                        client.post(
                                        "/session",
                                        "text/plain",
                                        "{\"token\":\"a\"}".getBytes(UTF_8),
                                        "Authorization",
                                        "")
                                .statusCode())
                .as("as a form of another page could send it")
                .isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"patient", "system"})
    void thePageHasNothingForPhonesAndPrograms(String role) {
        HttpResponse<String> answer = signInWith(body(client.bearer(role)));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void aSessionEndsWithItsTokensTime() {
        Date soon = Date.from(Instant.now().plus(Duration.ofSeconds(3)));
        Browser nurse =
                signIn(client.signed("site", Map.of("epro_sites", List.of("SITE01"), "exp", soon)));
        try (var stream = nurse.events()) {
            assertThat(nurse.get("/alerts").statusCode()).isEqualTo(200);
            await().until(() -> nurse.get("/alerts").statusCode() == 401);
            await().until(stream::over);
            assertThat(stream.events().getLast()).isEqualTo("ended {\"why\":\"too_old\"}");
        }
    }

    @Test
    void aSessionEndsWhenItsTokenIsRevokedAndItsStreamWithIt() {
        HttpResponse<String> made =
                client.post(
                        "/tokens",
                        JSON,
                        "{\"name\":\"hall\",\"role\":\"dashboard\",\"days\":1}".getBytes(UTF_8));
        JsonNode token = Client.tree(made);
        Browser hall = signIn("Bearer " + token.at("/token").asText());
        try (var stream = hall.events()) {
            assertThat(hall.get("/enrollment").statusCode()).isEqualTo(200);

            client.delete("/tokens/" + token.at("/token_id").asText());

            assertThat(hall.get("/enrollment").statusCode()).isEqualTo(401);
            await().atMost(Duration.ofSeconds(4)).until(stream::over);
            assertThat(stream.events().getLast()).isEqualTo("ended {\"why\":\"revoked\"}");
        }
    }

    @Test
    void whoSignsOutHearsNothingMore() {
        Browser nurse = signIn(client.signed("site", Map.of("epro_sites", List.of("SITE01"))));
        try (var stream = nurse.events()) {
            await().until(() -> !stream.events().isEmpty());
            assertThat(stream.events().getFirst()).startsWith("heartbeat {\"at\":\"");

            nurse.delete("/session");

            await().atMost(Duration.ofSeconds(4)).until(stream::over);
            assertThat(stream.events().getLast()).isEqualTo("ended {\"why\":\"signed_out\"}");
        }
    }

    @Test
    void whatIsStoredOfASessionLetsNobodyIn() {
        String token = client.signed("site", Map.of("epro_sites", List.of("SITE01")));
        Browser nurse = signIn(token);
        String content = new StoreFile("jdbc:sqlite:" + folder.resolve("epro.db")).content();

        assertThat(content).doesNotContain(token.substring(7), nurse.value());
        String sealed = SealedToken.seal("a token", nurse.value());
        assertThat(SealedToken.open(sealed, nurse.value())).isEqualTo("a token");
        assertThatThrownBy(() -> SealedToken.open(sealed, nurse.value() + "x"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anOldCookieKeepsNobodyFromThePage() {
        for (String cookie : List.of("epro=epw_" + "a".repeat(43), "epro=nonsense", "other=1")) {
            HttpResponse<String> page = client.get("/", "Authorization", "", "Cookie", cookie);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(client.get("/alerts", "Authorization", "", "Cookie", cookie).statusCode())
                    .isEqualTo(401);
        }
    }

    private static String body(String bearer) {
        return "{\"token\":\"" + bearer.substring("Bearer ".length()) + "\"}";
    }

    private static HttpResponse<String> signInWith(String body) {
        return client.post("/session", JSON, body.getBytes(UTF_8), "Authorization", "");
    }

    private static Browser signIn(String bearer) {
        HttpResponse<String> answer = signInWith(body(bearer));
        assertThat(answer.statusCode()).isEqualTo(200);
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        String cookie = Secrets.note(set.substring(0, set.indexOf(';')));
        return new Browser(cookie, set, Client.tree(answer));
    }

    /** What a browser keeps of it. */
    private static final class Browser {
        private final String cookie;
        private final String attributes;
        private final JsonNode told;
        private final String csrf;

        Browser(String cookie, String attributes, JsonNode told) {
            this.cookie = cookie;
            this.attributes = attributes;
            this.told = told;
            this.csrf = told.at("/csrf").asText();
        }

        String value() {
            return cookie.substring(cookie.indexOf('=') + 1);
        }

        HttpResponse<String> get(String path) {
            return client.get(path, "Authorization", "", "Cookie", cookie);
        }

        HttpResponse<String> post(String path, String body, String guard) {
            return guard.isEmpty()
                    ? client.post(
                            path, JSON, body.getBytes(UTF_8), "Authorization", "", "Cookie", cookie)
                    : client.post(
                            path,
                            JSON,
                            body.getBytes(UTF_8),
                            "Authorization",
                            "",
                            "Cookie",
                            cookie,
                            "X-CSRF-Token",
                            guard);
        }

        HttpResponse<String> delete(String path) {
            return client.delete(path, "Authorization", "", "Cookie", cookie, "X-CSRF-Token", csrf);
        }

        EventStream events() {
            return new EventStream(service.port(), "Cookie", cookie);
        }
    }
}
