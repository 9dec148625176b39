package io.eprointake.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eprointake.security.LocalTokens;
import io.eprointake.testing.Certificate;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.commons.util.ExceptionUtils;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Whom the analyzer's own process serves, and whom the service believes to be it. */
@ExtendWith(OutputCaptureExtension.class)
class AnalyzerDoorIT {

    private static final String TOKEN = "t0ken-of-this-test-that-nobody-guesses";
    private static final String OTHER = "t0ken-of-this-test-that-nobody-guesseZ";
    private static final String REFUSED = "epro_refused_total{reason=\"unauthenticated\"}";
    private static final String HEADER = "Authorization";

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer " + OTHER,
                "Bearer " + TOKEN + "=",
                "Bearer ",
                "Bearer",
                TOKEN,
                "Basic " + TOKEN,
                "Bearer " + TOKEN + ", Bearer " + TOKEN
            })
    void aCallerWithoutTheTokenIsRefusedAndCounted(String authorization) {
        try (var analyzer = analyzer("epro.analysis.token", TOKEN)) {
            HttpResponse<String> answer = call(analyzer.client(), HEADER, authorization);

            assertRefused(answer);
            assertThat(analyzer.client().metric(REFUSED)).isEqualTo(1);
            assertThat(answer.body()).doesNotContain(TOKEN);
        }
    }

    @Test
    void nobodyAndWhoeverSaysItTwiceAreRefusedAndTheTokenIsTaken(CapturedOutput output) {
        try (var analyzer = analyzer("epro.analysis.token", TOKEN)) {
            assertRefused(call(analyzer.client()));
            assertRefused(
                    call(analyzer.client(), HEADER, "Bearer " + TOKEN, HEADER, "Bearer " + TOKEN));
            // Who is not let in is not told what else is wrong.
            assertRefused(call(analyzer.client(), HttpAnalyzer.BUDGET_HEADER, "soon"));

            assertThat(call(analyzer.client(), HEADER, "Bearer " + TOKEN).statusCode())
                    .isEqualTo(200);
            assertThat(call(analyzer.client(), HEADER, "bearer " + TOKEN).statusCode())
                    .isEqualTo(200);
            assertThat(analyzer.client().metric(REFUSED)).isEqualTo(3);
        }
        assertThat(output.getAll()).doesNotContain(TOKEN);
    }

    @Test
    void aCallerIsRefusedBeforeItsBodyArrives() throws IOException {
        try (var analyzer = analyzer("epro.analysis.token", TOKEN);
                var socket = new Socket(InetAddress.getLoopbackAddress(), analyzer.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            "POST /analyze HTTP/1.1\r\nHost: it\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n"
                                    .getBytes(UTF_8));
            byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 401".length());

            assertThat(new String(status, UTF_8)).isEqualTo("HTTP/1.1 401");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", ""})
    void withoutATokenItDoesNotStartWhereOthersReachIt(String address) {
        assertThatThrownBy(() -> analyzer("server.address", address).close())
                .hasMessageContaining("server.address (command line) and epro.analysis.token");
    }

    @Test
    void withATokenItStartsWhereOthersReachIt() {
        LocalTokens.in(folder, Instant.now()).write(folder);
        String keys = folder.resolve("keys.json").toUri().toString();
        String jwt = "spring.security.oauth2.resourceserver.jwt.";
        try (var analyzer =
                analyzer(
                        "server.address",
                        "0.0.0.0",
                        "epro.analysis.token",
                        TOKEN,
                        jwt + "jwk-set-uri",
                        keys,
                        jwt + "audiences",
                        LocalTokens.AUDIENCE)) {
            assertRefused(call(analyzer.client()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a-secret-that-is-too-short", "a-secret-that-no header-can-carry-at-all"})
    void aTokenThatIsNoneIsRefusedAndNotQuoted(String token, CapturedOutput output) {
        assertThatThrownBy(() -> analyzer("epro.analysis.token", token).close())
                .satisfies(e ->
                        assertThat(ExceptionUtils.readStackTrace(e))
                                .contains("setting: epro.analysis.token", "32 or more of")
                                .doesNotContain(token));
        assertThat(output.getAll())
                .contains("setting: epro.analysis.token", "32 or more of")
                .doesNotContain(token);
    }

    @Test
    void theServiceShowsItsTokenToAnAnalyzerThatItTrustsAndThatTrustsIt(CapturedOutput output) {
        var its = Certificate.make(folder, "analyzer");
        var ours = Certificate.make(folder, "service");
        try (var analyzer =
                        analyzer(
                                its.shownBy("own"),
                                ours.trustedBy("own"),
                                "server.ssl.bundle",
                                "own",
                                "server.ssl.client-auth",
                                "need",
                                "epro.analysis.token",
                                TOKEN);
                var service =
                        service(
                                "https",
                                analyzer,
                                its.trustedBy("analyzer"),
                                ours.shownBy("analyzer"),
                                "epro.analysis.ssl-bundle",
                                "analyzer",
                                "epro.analysis.token",
                                TOKEN)) {
            UUID id = send(service.client());

            waiting().until(() -> state(service, id).equals("analyzed"));
        }
        assertThat(output.getAll()).doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @CsvSource({"another, 127.0.0.1", "its, localhost"})
    void toAnAnalyzerThatItDoesNotTrustTheServiceSaysNothing(String trusted, String host) {
        var its = Certificate.make(folder, "its");
        var other = Certificate.make(folder, "another");
        try (var analyzer = analyzer(its.shownBy("own"), "server.ssl.bundle", "own");
                var service =
                        service(
                                "https",
                                analyzer,
                                (trusted.equals("its") ? its : other).trustedBy("analyzer"),
                                "epro.analysis.url",
                                "https://%s:%d".formatted(host, analyzer.port()),
                                "epro.analysis.ssl-bundle",
                                "analyzer")) {
            assertFails(service, "tls_failed");

            assertThat(analyzer.client().manage("/actuator/prometheus").body())
                    .doesNotContain("uri=\"/analyze\"");
        }
    }

    @Test
    void aBundleIsNotLeftUnusedByAnAddressWithoutTls() {
        var its = Certificate.make(folder, "its");
        assertThatThrownBy(() ->
                        RunningService.start(
                                        folder,
                                        flat(
                                                its.trustedBy("analyzer"),
                                                "epro.analysis.ssl-bundle",
                                                "analyzer",
                                                "epro.analysis.url",
                                                "http://127.0.0.1:9"))
                                .close())
                .hasMessageContaining("epro.analysis.url must begin with https://");
    }

    @Test
    void withoutABundleTheServiceTrustsWhomTheJvmTrusts() {
        var its = Certificate.make(folder, "analyzer");
        try (var analyzer = analyzer(its.shownBy("own"), "server.ssl.bundle", "own");
                var service = service("https", analyzer)) {
            assertFails(service, "tls_failed");
        }
    }

    @Test
    void aWrongTokenIsAFailureOfTheAttemptAndIntakeGoesOn(CapturedOutput output) {
        try (var analyzer = analyzer("epro.analysis.token", TOKEN);
                var service = service("http", analyzer, "epro.analysis.token", OTHER)) {
            assertFails(service, "unauthenticated");
        }
        assertThat(output.getAll()).doesNotContain(TOKEN).doesNotContain(OTHER);
    }

    private static void assertFails(RunningService service, String word) {
        UUID id = send(service.client());

        waiting().until(() -> state(service, id).equals("analysis_failed"));
        assertThat(service.client().report(id).at("/analysis/last_failure").asText())
                .isEqualTo(word);
        send(service.client());
        assertThat(service.client().manage("/actuator/health/readiness").statusCode())
                .isEqualTo(200);
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(Client.tree(answer).at("/code").asText()).isEqualTo("unauthenticated");
    }

    private static HttpResponse<String> call(Client client, String... headers) {
        var call = Map.of("report_id", UUID.randomUUID().toString(), "narrative", "I feel well");
        return client.post("/analyze", "application/json", Client.json(call), headers);
    }

    private static UUID send(Client client) {
        UUID id = UUID.randomUUID();
        String narrative = Patients.says("I keep throwing up and my head is pounding badly");
        var report = Patients.report(id, Patients.subject(), narrative);
        assertThat(client.post(report).statusCode()).isEqualTo(202);
        return id;
    }

    private static String state(RunningService service, UUID id) {
        return service.client().report(id).at("/state").asText();
    }

    private static org.awaitility.core.ConditionFactory waiting() {
        return await().atMost(Duration.ofSeconds(60));
    }

    /** Names and values in turn, alone or in arrays. */
    private RunningService analyzer(Object... settings) {
        return RunningService.start(folder, flat("spring.profiles.active", "analyzer", settings));
    }

    private RunningService service(String scheme, RunningService analyzer, Object... settings) {
        return RunningService.start(
                folder,
                flat(
                        "epro.analysis.url",
                        "%s://127.0.0.1:%d".formatted(scheme, analyzer.port()),
                        "epro.journal.max-attempts",
                        "1",
                        settings));
    }

    private static String[] flat(Object... parts) {
        return Stream.of(parts)
                .flatMap(part ->
                        part instanceof Object[] more ? Stream.of(flat(more)) : Stream.of(part))
                .map(Object::toString)
                .toArray(String[]::new);
    }
}
