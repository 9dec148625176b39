package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promise 3, the refusing side: a clear problem document, nothing stored, nothing leaked, nothing
 * quoted.
 */
class BadInputIT {

    private static final String SECRET = Patients.says("the-secret-word");

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
                        "epro.intake.body-timeout",
                        "2s",
                        "server.tomcat.connection-timeout",
                        "1s");
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @AfterEach
    void nothingIsStoredAndNothingLeaks() {
        assertThat(Client.tree(client.get("/reports")).at("/reports")).isEmpty();
        await().until(() -> client.leakwatch().at("/verdict").asText().equals("clean"));
        await().until(() -> client.leakwatch().at("/threads/virtual/by_name/http-").asInt() <= 1);
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                Arguments.of("not JSON", bytes("{\"report_id\": " + SECRET), "unreadable"),
                Arguments.of("cut short", Arrays.copyOf(report(r -> {}), 100), "unreadable"),
                Arguments.of("an array", bytes("[]"), "unreadable"),
                Arguments.of("two reports", concat(report(r -> {}), report(r -> {})), "unreadable"),
                Arguments.of("deeply nested", bytes("[".repeat(50_000)), "unreadable"),
                Arguments.of(
                        "the same field twice, and no others",
                        bytes("{\"study\":\"" + SECRET + "\",\"study\":\"b\"}"),
                        "unidentified"),
                Arguments.of(
                        "a number beyond every range, and no ids",
                        bytes("{\"narrative\":1e99999999999}"),
                        "unidentified"),
                Arguments.of(
                        "bad UTF-8",
                        concat(
                                bytes("{\"study\":\""),
                                new byte[] {(byte) 0xc3, 0x28},
                                bytes("\"}")),
                        "unreadable"),
                Arguments.of("UTF-16", "{}".getBytes(StandardCharsets.UTF_16), "unreadable"),
                Arguments.of("a raw NUL", bytes("{\"study\":\"a\0b\"}"), "unreadable"),
                Arguments.of("no report_id", report(r -> r.remove("report_id")), "unidentified"),
                Arguments.of(
                        "a report_id that is none",
                        report(r -> r.put("report_id", SECRET)),
                        "unidentified"),
                Arguments.of(
                        "a short report_id",
                        report(r -> r.put("report_id", "1-2-3-4-5")),
                        "unidentified"),
                Arguments.of("no subject", report(r -> r.remove("subject")), "unidentified"),
                Arguments.of(
                        "a blank subject", report(r -> r.put("subject", "  ")), "unidentified"),
                Arguments.of(
                        "a subject of what nobody sees",
                        report(r -> r.put("subject", "\u200b\0\u00a0")),
                        "unidentified"),
                Arguments.of(
                        "a subject that is a list",
                        report(r -> r.put("subject", List.of("a"))),
                        "unidentified"),
                Arguments.of(
                        "an id that was never set",
                        report(r -> r.put("report_id", new UUID(0, 0).toString())),
                        "unidentified"),
                Arguments.of(
                        "a long site",
                        report(r -> r.put("site", SECRET.repeat(10))),
                        "unidentified"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void whatCannotBeReadOrIdentifiedIsRefused(String what, byte[] body, String code) {
        assertProblem(client.post("/reports", "application/json", body), 400, code);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void inABatchItIsRefusedInItsLineAlone(String what, byte[] body, String code)
            throws IOException {
        byte[] unidentified = report(r -> r.put("report_id", "none"));
        var answer =
                client.post(
                        "/reports/batch",
                        "application/x-ndjson",
                        concat(unidentified, bytes("\n"), body, bytes("\r\n"), unidentified));

        assertThat(answer.statusCode()).isEqualTo(200);
        String[] lines = answer.body().split("\n");
        assertThat(lines).hasSize(3);
        assertThat(Client.JSON.readTree(lines[0]).at("/code").asText()).isEqualTo("unidentified");
        assertThat(Client.JSON.readTree(lines[1]).at("/code").asText()).isEqualTo(code);
        assertThat(Client.JSON.readTree(lines[1]).at("/status").asInt()).isEqualTo(400);
        assertThat(Client.JSON.readTree(lines[2]).at("/code").asText()).isEqualTo("unidentified");
        assertThat(answer.body()).doesNotContain(SECRET);
    }

    @Test
    void nothingIsUnreadableAndABlankLineOfABatchGetsNoAnswer() {
        assertProblem(client.post("/reports", "application/json", bytes("")), 400, "unreadable");

        var answer =
                client.post("/reports/batch", "application/x-ndjson", bytes("\n[]\r\n\r\n[]\n\n"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().lines()).hasSize(2);
    }

    @Test
    void tenMegabytesAreTooLarge() {
        byte[] large = report(r -> r.put("narrative", "a".repeat(10_000_000)));

        assertProblem(client.post("/reports", "application/json", large), 413, "too_large");
        assertProblem(
                client.post("/reports/batch", "application/x-ndjson", large), 413, "too_large");
    }

    @Test
    void aGzipBombIsTooLarge() throws IOException {
        byte[] bomb = gzip(new byte[100_000_000]);

        assertThat(bomb.length).isLessThan(128 * 1024);
        assertProblem(
                client.post("/reports", "application/json", bomb, "Content-Encoding", "gzip"),
                413,
                "too_large");
        assertProblem(
                client.post(
                        "/reports/batch", "application/x-ndjson", bomb, "Content-Encoding", "gzip"),
                413,
                "too_large");
    }

    @Test
    void gzipThatInflatesToNothingForEverIsTooLarge() throws IOException {
        // A header, then empty stored blocks: whoever looks at what comes out only, waits for ever.
        var endless = new ByteArrayOutputStream();
        endless.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3});
        for (int i = 0; i < 100_000; i++) {
            endless.writeBytes(new byte[] {0, 0, 0, (byte) 0xff, (byte) 0xff});
        }

        assertProblem(
                client.post(
                        "/reports",
                        "application/json",
                        endless.toByteArray(),
                        "Content-Encoding",
                        "gzip"),
                413,
                "too_large");
    }

    @Test
    void whatFollowsABodyOfTheWrongLengthIsNotLogged() throws IOException {
        // The container takes the rest for a request line. The check at the end looks for it in the
        // logs.
        byte[] body = report(r -> r.put("narrative", SECRET));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(
                    bytes(
                            String.join(
                                    "\r\n",
                                    "POST /reports HTTP/1.1",
                                    "Host: a",
                                    "Authorization: " + client.bearer("system"),
                                    "Content-Type: application/json",
                                    "Content-Length: 20",
                                    "",
                                    "")));
            out.write(body);
            out.flush();
            String answers =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers).contains("\"code\":\"unreadable\"").contains("HTTP/1.1 400");
        }
    }

    @Test
    void whatIsNoGzipIsUnreadable() throws IOException {
        byte[] cut = gzip(report(r -> {}));

        assertProblem(
                client.post(
                        "/reports",
                        "application/json",
                        report(r -> {}),
                        "Content-Encoding",
                        "gzip"),
                400,
                "unreadable");
        assertProblem(
                client.post(
                        "/reports",
                        "application/json",
                        Arrays.copyOf(cut, cut.length / 2),
                        "Content-Encoding",
                        "gzip"),
                400,
                "unreadable");
    }

    @Test
    void anotherEncodingOrTypeIsNotTaken() {
        byte[] body = report(r -> {});

        assertProblem(client.post("/reports", "text/plain", body), 415, "unsupported_media_type");
        assertProblem(
                client.post("/reports", "application/json", body, "Content-Encoding", "br"),
                415,
                "unsupported_media_type");
    }

    @Test
    void moreThanAThousandReportsInOneBatchAreTooMany() {
        byte[] lines = "{}\n".repeat(1001).getBytes(StandardCharsets.US_ASCII);

        assertProblem(
                client.post("/reports/batch", "application/x-ndjson", lines), 413, "too_large");
    }

    @Test
    void aBodyThatStopsOrTricklesIsGivenUp() throws IOException {
        assertThat(slowly(0)).contains("408").contains("too_slow");
        assertThat(slowly(100)).contains("408").contains("too_slow");
    }

    @Test
    void whatIsNotThereAndWhatIsNotOfferedAreProblemsToo() {
        assertProblem(client.get("/reports/" + UUID.randomUUID()), 404, "not_found");
        assertProblem(client.get("/reports/" + SECRET), 400, "invalid_parameter");
        assertProblem(client.get("/reports?state=" + SECRET), 400, "invalid_parameter");
        assertProblem(client.get("/reports?limit=0"), 400, "invalid_parameter");
        assertProblem(client.get("/reports?limit=x"), 400, "invalid_parameter");
        assertProblem(client.get("/reports?after=" + SECRET), 400, "invalid_parameter");
        assertThat(client.get("/reports?site=%00").statusCode()).isEqualTo(200);
        assertProblem(client.get("/nothing"), 404, "not_found");
        assertProblem(
                client.post(
                        "/reports/" + UUID.randomUUID() + "/replay", "application/json", bytes("")),
                404,
                "not_found");
        assertProblem(
                client.post("/reports/" + UUID.randomUUID(), "application/json", bytes("")),
                405,
                "method_not_allowed");
    }

    /** The firewall before the door refuses them, whoever calls. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET //reports",
                "GET /reports/../enrollment",
                "GET /reports;jsessionid=1",
                "GET /reports/%2e%2e/enrollment",
                "FOO /reports",
                "TRACE /reports"
            })
    void oddAddressesAndMethodsAreProblemsToo(String line) throws IOException {
        for (int port : List.of(service.port(), service.managementPort())) {
            for (String token : List.of("", "Authorization: " + client.bearer("ops") + "\r\n")) {
                String answer = raw(port, line, token);
                assertThat(answer.lines().findFirst().orElseThrow())
                        .isIn("HTTP/1.1 400 ", "HTTP/1.1 405 ");
                assertThat(answer)
                        .contains("application/problem+json", "\"type\":\"urn:epro-intake:problem:")
                        .doesNotContain("jsession");
            }
        }
    }

    private static String raw(int port, String line, String headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            bytes(
                                    line
                                            + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                            + headers
                                            + "\r\n"));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Sends a body's first byte, then one more every so often, or none. */
    private static String slowly(int everyMs) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(
                    bytes(
                            "POST /reports HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                                    + "Authorization: "
                                    + client.bearer("system")
                                    + "\r\nContent-Length: 1000\r\n\r\n{"));
            out.flush();
            InputStream in = socket.getInputStream();
            if (everyMs > 0) {
                await().atMost(Duration.ofSeconds(20))
                        .pollInterval(Duration.ofMillis(everyMs))
                        .until(() -> {
                            out.write(' ');
                            out.flush();
                            return in.available() > 0;
                        });
            }
            return new String(in.readNBytes(600), StandardCharsets.UTF_8);
        }
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(response.body()).doesNotContain(SECRET);
        JsonNode problem = Client.tree(response);
        assertThat(problem.at("/code").asText()).isEqualTo(code);
        assertThat(problem.at("/type").asText()).isEqualTo("urn:epro-intake:problem:" + code);
        assertThat(problem.at("/title").asText()).isNotBlank();
        assertThat(problem.at("/detail").asText()).isNotBlank().doesNotContain(SECRET);
    }

    private static byte[] report(Consumer<Map<String, Object>> change) {
        Map<String, Object> report =
                new LinkedHashMap<>(
                        Patients.withoutNarrative(UUID.randomUUID(), Patients.subject()));
        change.accept(report);
        return Client.json(report);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
