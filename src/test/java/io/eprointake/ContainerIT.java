package io.eprointake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import io.eprointake.testing.Client;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the container refuses by itself is a problem document too, and no answer tells what it is
 * made of.
 */
class ContainerIT {

    private static final Pattern INSIDES =
            Pattern.compile(
                    "(?i)tomcat|coyote|catalina|apache|spring|whitelabel|jackson|exception|jakarta"
                            + "|java|eprointake\\.|\\bat [a-z]+\\.|Server:|X-Powered-By:|<html");

    private static final Pattern REQUEST_ID =
            Pattern.compile("(?i)\r\nX-Request-Id: [0-9a-f]{32}\r\n");

    private static final String END = " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";

    /** Refused by the container, whoever asks. */
    private static final Map<String, String> MALFORMED =
            Map.ofEntries(
                    entry("a header of 100 KB", get("X: " + "a".repeat(100_000) + "\r\n")),
                    entry("300 headers", get("X: a\r\n".repeat(300))),
                    entry("a request line of 100 KB", "GET /" + "a".repeat(100_000) + END + "\r\n"),
                    entry("an unknown version", "GET / HTTP/7.7\r\nHost: a\r\n\r\n"),
                    entry("another protocol", "GET / FTP/1\r\nHost: a\r\n\r\n"),
                    entry("TLS", "\026\003\001\002\000\001\000\001\374\003\003" + "a".repeat(200)),
                    entry("no Host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"),
                    entry("a bad Host", "GET / HTTP/1.1\r\nHost: a b<>\r\n\r\n"),
                    entry("two Hosts", get("Host: b\r\n")),
                    entry("two lengths", get("Content-Length: 1\r\nContent-Length: 2\r\n")),
                    entry("a length below zero", get("Content-Length: -1\r\n")),
                    entry("an unknown transfer encoding", get("Transfer-Encoding: x\r\n")),
                    entry("an unknown expectation", get("Expect: x\r\n")),
                    entry("a header without a colon", get("x\r\n")),
                    entry("a control character in a header", get("X: a\1b\r\n")),
                    entry("CONNECT", "CONNECT a:1" + END + "\r\n"),
                    entry("NUL in the path", "GET /a%00b" + END + "\r\n"),
                    entry("a raw NUL in the path", "GET /a\0b" + END + "\r\n"),
                    entry("a slash in disguise", "GET /..%2f..%2fetc/passwd" + END + "\r\n"),
                    entry("above the root", "GET /../../etc/passwd" + END + "\r\n"),
                    entry("a bad escape", "GET /%zz" + END + "\r\n"));

    /** What becomes of these depends on who asks. */
    private static final Map<String, String> OTHERS =
            Map.ofEntries(
                    entry("nothing there", get("")),
                    entry("for a browser", get("Accept: text/html\r\n")),
                    entry("another method", "DELETE /reports" + END + "\r\n"),
                    entry("TRACE", "TRACE /reports" + END + "X: secret\r\n\r\n"),
                    entry("an unknown method", "BREW /reports" + END + "\r\n"),
                    entry("OPTIONS", "OPTIONS *" + END + "\r\n"),
                    entry("the error page itself", "GET /error" + END + "\r\n"),
                    entry("a parameter of a path", "GET /a;b=c" + END + "\r\n"),
                    entry("two slashes", "GET //a" + END + "\r\n"),
                    entry("a backslash", "GET /a%5cb" + END + "\r\n"),
                    entry("a bad escape in a parameter", "GET /reports?limit=%zz" + END + "\r\n"),
                    entry("chunks that are none", chunked("zz\r\n{}")),
                    entry("an endless chunk line", chunked("1;" + "a".repeat(100_000))),
                    entry("a trailer of 100 KB", chunked("0\r\nX: " + "a".repeat(100_000))));

    @TempDir static Path folder;
    private static RunningService service;

    @BeforeAll
    static void start() {
        service =
                RunningService.start(
                        folder,
                        "epro.analysis.url",
                        "http://127.0.0.1:9",
                        "server.tomcat.connection-timeout",
                        "1s");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    static Stream<Arguments> malformed() {
        return arguments(MALFORMED);
    }

    static Stream<Arguments> others() {
        return arguments(OTHERS);
    }

    private static Stream<Arguments> arguments(Map<String, String> requests) {
        return requests.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void whatIsNotHttpIsAProblemDocumentOnBothPorts(String what, String request)
            throws IOException {
        for (int port : new int[] {service.port(), service.managementPort()}) {
            String answer = Wire.answer(port, request);

            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .containsIgnoringCase("Content-Type: application/problem+json")
                    .containsPattern(REQUEST_ID)
                    .doesNotContainPattern(INSIDES);
            String body = answer.substring(answer.indexOf("\r\n\r\n"));
            assertThat(Client.JSON.readTree(body).at("/code").asText()).isEqualTo("malformed");
            assertThat(Client.JSON.readTree(body).at("/status").asInt()).isEqualTo(400);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void noAnswerTellsWhatItIsMadeOf(String what, String request) {
        for (int port : new int[] {service.port(), service.managementPort()}) {
            String answer = Wire.answer(port, request);

            assertThat(answer)
                    .startsWith("HTTP/1.1 ")
                    .doesNotContainPattern(INSIDES)
                    .doesNotContain("secret");
            // Of the server as a whole: that one Tomcat's connector answers, before any valve.
            if (!what.equals("OPTIONS")) {
                assertThat(answer).containsPattern(REQUEST_ID);
            }
        }
    }

    static Stream<JsonNode> requestIds() throws IOException {
        try (MappingIterator<JsonNode> all =
                Client.JSON
                        .readerFor(JsonNode.class)
                        .readValues(
                                Path.of("src/test/resources/logging/request-ids.jsonl").toFile())) {
            return all.readAll().stream();
        }
    }

    /** What somebody thought of who had not seen how it is checked. */
    @ParameterizedTest
    @MethodSource("requestIds")
    void theIdThatACallerSentIsAnsweredOrElseAnother(JsonNode sent) {
        var headers = new StringBuilder();
        sent.at("/headers")
                .forEach(header ->
                        headers.append(header.get(0).asText())
                                .append(": ")
                                .append(header.get(1).asText())
                                .append("\r\n"));
        String asUtf8 = new String(headers.toString().getBytes(UTF_8), ISO_8859_1);

        String answer = Wire.answer(service.port(), get(asUtf8));

        Matcher told = Pattern.compile("(?i)\\r\\nX-Request-Id: ([^\\r]*)\\r\\n").matcher(answer);
        assertThat(told.find()).as(answer).isTrue();
        if (sent.path("answered").asText().equals("fresh")) {
            assertThat(told.group(1)).matches("[0-9a-f]{32}").doesNotStartWith("4bf92f");
        } else {
            assertThat(told.group(1)).isEqualTo(sent.path("expect").asText());
        }
        assertThat(told.find()).as("once").isFalse();
    }

    @ParameterizedTest(name = "of {0} bytes")
    @ValueSource(ints = {4_000, 12_000})
    void aLongTokenIsNotMalformed(int length) {
        String bearer = get("Authorization: Bearer " + "a".repeat(length) + "\r\n");

        assertThat(Wire.answer(service.port(), bearer)).doesNotContain("malformed");
    }

    private static String get(String headers) {
        return "GET /nothing" + END + headers + "\r\n";
    }

    private static String chunked(String body) {
        return "POST /reports"
                + END
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + body;
    }
}
