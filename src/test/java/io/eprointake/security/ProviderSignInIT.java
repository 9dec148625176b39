package io.eprointake.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eprointake.leakwatch.LeakwatchReader;
import io.eprointake.testing.Client;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.Secrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People sign in where their institution knows them, and it may be away. */
class ProviderSignInIT {

    @TempDir static Path folder;
    private static Provider provider;
    private static RunningService service;
    private static final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    @BeforeAll
    static void start() {
        provider = Provider.started();
        service =
                RunningService.start(
                        folder,
                        provider.settings(
                                "epro.security.sign-in.client-id",
                                "the-page",
                                "epro.security.sign-in.name",
                                "The hospital"));
    }

    @AfterAll
    static void stop() {
        http.shutdownNow();
        service.close();
        provider.close();
    }

    @Test
    void whoeverTheProviderKnowsIsSignedInAsWhatTheirTokenSays() {
        JsonNode ways = Client.tree(get(local("/session/ways"), ""));
        assertThat(ways.at("/provider/name").asText()).isEqualTo("The hospital");

        provider.signsIn("site", Map.of("epro_sites", List.of("SITE01")));
        HttpResponse<String> begun = get(local(ways.at("/provider/href").asText()), "");
        URI asked = location(begun);
        assertThat(asked.toString()).startsWith(provider.issuer() + "/");
        assertThat(asked.getQuery())
                .contains("code_challenge_method=S256", "response_type=code", "client_id=the-page");
        assertThat(set(begun, "epro-sign-in")).contains("HttpOnly", "SameSite=Lax");

        HttpResponse<String> back = get(location(get(asked, "")), value(begun, "epro-sign-in"));

        assertThat(location(back)).hasPath("/").hasNoQuery();
        assertThat(set(back, "epro")).contains("HttpOnly", "SameSite=Strict");
        assertThat(set(back, "epro-sign-in")).contains("Max-Age=0");
        JsonNode session = Client.tree(get(local("/session"), value(back, "epro")));
        assertThat(session.at("/role").asText()).isEqualTo("site");
        assertThat(session.at("/sites/0").asText()).isEqualTo("SITE01");
    }

    @Test
    void whatAnotherBrowserBeganSignsNobodyIn() {
        HttpResponse<String> mine = get(local("/session/provider"), "");
        HttpResponse<String> theirs = get(local("/session/provider"), "");
        provider.signsIn("site", Map.of("epro_sites", List.of("SITE01")));
        URI back = location(get(location(theirs), ""));

        for (String cookie : List.of(value(mine, "epro-sign-in"), "")) {
            HttpResponse<String> answer = get(back, cookie);
            assertThat(location(answer)).hasQuery("refused=unauthenticated");
            assertThat(set(answer, "epro")).isEmpty();
        }
        // What was enqueued is used up, so that the next test has its own.
        assertThat(location(get(back, value(theirs, "epro-sign-in")))).hasNoQuery();
    }

    @Test
    void whomThePageHasNothingForIsToldSo() {
        provider.signsIn("system", Map.of("epro_may", List.of("reports")));
        HttpResponse<String> begun = get(local("/session/provider"), "");

        HttpResponse<String> back =
                get(location(get(location(begun), "")), value(begun, "epro-sign-in"));

        assertThat(location(back)).hasQuery("refused=forbidden");
        assertThat(set(back, "epro")).isEmpty();
    }

    @Test
    void aCodeThatTheProviderDoesNotKnowSignsNobodyIn() {
        HttpResponse<String> begun = get(local("/session/provider"), "");
        String state = location(begun).getQuery().replaceAll(".*state=([^&]+).*", "$1");

        HttpResponse<String> back =
                get(
                        local("/session/provider/back?code=none&state=" + state),
                        value(begun, "epro-sign-in"));

        assertThat(location(back).getQuery()).startsWith("refused=");
        assertThat(set(back, "epro")).isEmpty();
    }

    @Test
    void aProviderThatHangsKeepsNobodyAndLeaksNothing() {
        provider.signsIn("site", Map.of("epro_sites", List.of("SITE01")));
        HttpResponse<String> begun = get(local("/session/provider"), "");
        URI way = location(get(location(begun), ""));
        provider.hang();
        try {
            long asked = System.nanoTime();

            HttpResponse<String> back = get(way, value(begun, "epro-sign-in"));

            assertThat(Duration.ofNanos(System.nanoTime() - asked))
                    .isLessThan(Duration.ofSeconds(12));
            assertThat(location(back)).hasQuery("refused=keys_unavailable");
        } finally {
            provider.goOn();
        }
        JsonMapper json = JsonMapper.builder().findAndAddModules().build();
        LeakwatchReader leakwatch = service.bean(LeakwatchReader.class);
        await().untilAsserted(() -> {
            JsonNode reading = json.valueToTree(leakwatch.read());
            assertThat(reading.at("/verdict").asText()).isEqualTo("clean");
            assertThat(reading.at("/threads/virtual/by_name/sign-in-").asInt()).isZero();
        });
    }

    private static URI local(String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }

    private static HttpResponse<String> get(URI uri, String cookie) {
        var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(uri.getPath(), e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static URI location(HttpResponse<String> answer) {
        return answer.uri().resolve(answer.headers().firstValue("Location").orElseThrow());
    }

    /** As it was set; empty when it was not. */
    private static String set(HttpResponse<String> answer, String cookie) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(it -> it.startsWith(cookie + "="))
                .findFirst()
                .orElse("");
    }

    private static String value(HttpResponse<String> answer, String cookie) {
        String set = set(answer, cookie);
        return Secrets.note(set.substring(0, set.indexOf(';')));
    }
}
