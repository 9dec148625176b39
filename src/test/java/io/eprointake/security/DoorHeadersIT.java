package io.eprointake.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.testing.Client;
import io.eprointake.testing.RunningService;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every answer says to browsers, and whose pages may call. */
class DoorHeadersIT {

    private static final String ORIGIN = "https://staff.example.org";

    @TempDir Path folder;

    @Test
    void everyAnswerTellsBrowsersToTrustItWithNothing() {
        try (var service = RunningService.start(folder)) {
            Client client = service.client();
            for (HttpResponse<String> answer :
                    List.of(
                            client.get("/reports"),
                            client.get("/nowhere"),
                            client.get("/reports", "Authorization", ""),
                            client.manage("/actuator/health"))) {
                assertThat(header(answer, "X-Content-Type-Options")).containsExactly("nosniff");
                assertThat(header(answer, "X-Frame-Options")).containsExactly("DENY");
                assertThat(header(answer, "Referrer-Policy")).containsExactly("no-referrer");
                assertThat(header(answer, "Cache-Control")).containsExactly("no-store");
                assertThat(header(answer, "Content-Security-Policy"))
                        .containsExactly("default-src 'none'; frame-ancestors 'none'");
                assertThat(header(answer, "Server")).isEmpty();
            }
            assertThat(header(client.get("/enrollment"), "Cache-Control"))
                    .as("it is polled with its ETag")
                    .containsExactly("no-cache");
        }
    }

    @Test
    void pagesFromElsewhereMayNotCall() {
        try (var service = RunningService.start(folder)) {
            var answer = preflight(service.client(), ORIGIN);

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(header(answer, "Access-Control-Allow-Origin")).isEmpty();
            var call = service.client().get("/enrollment", "Origin", ORIGIN);
            assertThat(header(call, "Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @Test
    void onlyThePagesThatAreNamedMayCall() {
        try (var service = RunningService.start(folder, "epro.security.cors-origins", ORIGIN)) {
            var named = preflight(service.client(), ORIGIN);
            var other = preflight(service.client(), "https://elsewhere.example.org");

            assertThat(named.statusCode()).isEqualTo(200);
            assertThat(header(named, "Access-Control-Allow-Origin")).containsExactly(ORIGIN);
            assertThat(other.statusCode()).isEqualTo(403);
            assertThat(header(other, "Access-Control-Allow-Origin")).isEmpty();
        }
    }

    private static HttpResponse<String> preflight(Client client, String origin) {
        return client.call(
                "OPTIONS",
                "/enrollment",
                new byte[0],
                "Authorization",
                "",
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "GET");
    }

    private static List<String> header(HttpResponse<String> answer, String name) {
        return answer.headers().allValues(name);
    }
}
