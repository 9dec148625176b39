package io.eprointake.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Client;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * People of an institution that runs Keycloak, set up as security.md says. Under {@code -Pkeycloak}
 * only, which unpacks it: it is large, and takes minutes to start.
 */
@Tag("keycloak")
class KeycloakIT {

    /** Where the build puts it. */
    private static final Path UNPACKED = Path.of("target", "keycloak");

    private static final Path REALM =
            Path.of("src", "test", "resources", "security", "keycloak-realm.json");

    private static final Duration STARTS_WITHIN = Duration.ofMinutes(5);

    @TempDir static Path folder;
    private static HttpClient http;
    private static Process keycloak;
    private static RunningService service;
    private static String issuer;

    @BeforeAll
    static void start() throws IOException {
        http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        issuer = "http://127.0.0.1:" + port + "/realms/hospital";
        keycloak = keycloak(port);
        service =
                RunningService.start(
                        folder,
                        "spring.security.oauth2.resourceserver.jwt.issuer-uri",
                        issuer,
                        "spring.security.oauth2.resourceserver.jwt.audiences",
                        "epro",
                        "epro.security.claims.role",
                        "realm_access.roles",
                        "epro.security.roles.coordinator",
                        "site");
        await().atMost(STARTS_WITHIN)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> {
                    assertThat(keycloak.isAlive()).isTrue();
                    return send(HttpRequest.newBuilder(URI.create(issuer)).build()).statusCode()
                            == 200;
                });
    }

    private static Process keycloak(int port) throws IOException {
        Path home;
        try (Stream<Path> unpacked = Files.list(UNPACKED)) {
            home = unpacked.filter(Files::isDirectory).findFirst().orElseThrow();
        }
        Files.createDirectories(home.resolve("data/import"));
        Files.copy(
                REALM,
                home.resolve("data/import/hospital-realm.json"),
                StandardCopyOption.REPLACE_EXISTING);
        var builder =
                new ProcessBuilder(
                                "bash",
                                home.resolve("bin/kc.sh").toString(),
                                "start-dev",
                                "--http-host=127.0.0.1",
                                "--http-port=" + port,
                                "--cache=local",
                                "--db=dev-mem",
                                "--import-realm")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("keycloak.log").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xmx512m");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.start();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (service != null) {
            service.close();
        }
        if (keycloak != null) {
            List<ProcessHandle> children = keycloak.descendants().toList();
            children.forEach(ProcessHandle::destroy);
            keycloak.destroy();
            if (!keycloak.waitFor(30, TimeUnit.SECONDS)) {
                children.forEach(ProcessHandle::destroyForcibly);
                keycloak.destroyForcibly();
            }
        }
    }

    @Test
    void aCoordinatorIsStaffOfTheSitesInTheToken() throws Exception {
        HttpResponse<String> phones =
                service.client()
                        .get(
                                "/devices?site=SITE03",
                                "Authorization",
                                token("site-desk", "coordinator"));

        assertThat(phones.statusCode()).isEqualTo(200);
        assertThat(invite("SITE01")).isEqualTo(201);
        assertThat(invite("SITE02")).isEqualTo(403);
    }

    @Test
    void whoHasNoRoleOfOursIsNotLetIn() throws Exception {
        assertThat(enrollment(token("site-desk", "coordinator"))).isEqualTo(200);
        assertThat(enrollment(token("site-desk", "porter"))).isEqualTo(401);
    }

    @Test
    void aTokenForAnotherServiceLetsNobodyIn() throws Exception {
        assertThat(enrollment(token("another-service", "coordinator"))).isEqualTo(401);
    }

    private static int enrollment(String token) {
        return service.client().get("/enrollment", "Authorization", token).statusCode();
    }

    private static int invite(String site) throws Exception {
        var phone = Map.of("study", "ONC-301", "site", site, "subject", site + "-0001");
        return service.client()
                .post(
                        "/devices",
                        "application/json",
                        Client.json(phone),
                        "Authorization",
                        token("site-desk", "coordinator"))
                .statusCode();
    }

    private static String token(String client, String user) throws Exception {
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(
                                        URI.create(issuer + "/protocol/openid-connect/token"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(
                                        BodyPublishers.ofString(
                                                "grant_type=password&password=of-a-test&client_id="
                                                        + client
                                                        + "&username="
                                                        + user))
                                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return "Bearer " + Client.tree(answer).path("access_token").asText();
    }

    private static HttpResponse<String> send(HttpRequest request)
            throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.ofString());
    }
}
