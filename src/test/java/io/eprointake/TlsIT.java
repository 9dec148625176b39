package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Certificate;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.Tls;
import io.eprointake.testing.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** TLS on both ports, with a certificate from files that may be replaced meanwhile. */
@ExtendWith(OutputCaptureExtension.class)
class TlsIT {

    private static final String BUNDLE = "spring.ssl.bundle.pem.service.";
    private static final Duration SECONDS = Duration.ofSeconds(15);
    private static final int PROTOCOL_VERSION = 70; // RFC 8446, alert

    @TempDir static Path folder;
    private static Certificate first;
    private static RunningService service;

    @BeforeAll
    static void start() throws IOException {
        first = Certificate.make(folder, "first");
        replace(first);
        service =
                RunningService.start(
                        folder,
                        "epro.analysis.url",
                        "http://127.0.0.1:9",
                        "server.tomcat.connection-timeout",
                        "2s",
                        "server.ssl.bundle",
                        "service",
                        "management.server.ssl.bundle",
                        "service",
                        BUNDLE + "reload-on-update",
                        "true",
                        "spring.ssl.bundle.watch.file.quiet-period",
                        "200ms",
                        BUNDLE + "keystore.certificate",
                        folder.resolve("tls.crt").toString(),
                        BUNDLE + "keystore.private-key",
                        folder.resolve("tls.key").toString(),
                        BUNDLE + "keystore.verify-keys",
                        "true");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void theFirstIsShown() throws IOException {
        replace(first);
        for (int port : ports()) {
            awaitCertificate(port, first);
        }
    }

    @Test
    void bothPortsShowTheCertificateAndSayNothingInPlainHttp() throws IOException {
        for (int port : ports()) {
            try (var tls = new Tls(port)) {
                assertThat(tls.certificate()).isEqualTo(first.certificate());
                assertThat(tls.protocol()).isEqualTo("TLSv1.3");
                assertThat(tls.get("/actuator/health/readiness")).startsWith("HTTP/1.1 ");
            }
            String plain = "GET /actuator/health/readiness HTTP/1.1\r\nHost: a\r\n\r\n";
            assertThat(Wire.answer(port, plain))
                    .startsWith("HTTP/1.1 400 ")
                    .doesNotContain("UP")
                    .doesNotContainIgnoringCase("tomcat");
        }
    }

    @Test
    void tlsBefore12IsRefused() {
        for (int port : ports()) {
            assertThat(alert(Wire.answer(port, hello(1)))).isEqualTo(PROTOCOL_VERSION);
            assertThat(alert(Wire.answer(port, hello(2)))).isEqualTo(PROTOCOL_VERSION);
            assertThat(alert(Wire.answer(port, hello(3)))).isNotEqualTo(PROTOCOL_VERSION);
        }
    }

    @Test
    void aReplacedCertificateIsShownOnBothPortsAndNoRequestFails() throws Exception {
        var over = new AtomicBoolean();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                var old = new Tls(service.port());
                var oldManagement = new Tls(service.managementPort())) {
            assertThat(old.get("/nothing")).startsWith("HTTP/1.1 ");
            assertThat(oldManagement.get("/nothing")).startsWith("HTTP/1.1 ");
            List<Future<Integer>> counts = new ArrayList<>();
            for (int port : ports()) {
                counts.add(callers.submit(() -> requestsUntil(over, port)));
            }
            try {
                // More than once: an update must not be the last.
                for (String name : List.of("second", "third")) {
                    Certificate next = Certificate.make(folder, name);
                    replace(next);
                    for (int port : ports()) {
                        awaitCertificate(port, next);
                    }
                }
                assertThat(old.get("/nothing")).startsWith("HTTP/1.1 ");
                assertThat(oldManagement.get("/nothing")).startsWith("HTTP/1.1 ");
            } finally {
                over.set(true);
            }
            for (Future<Integer> count : counts) {
                assertThat(count.get()).isGreaterThan(10);
            }
        }
    }

    @Test
    void aBrokenCertificateLeavesTheOldOneAndIsLogged(CapturedOutput log) throws IOException {
        int from = log.getAll().length();
        Files.writeString(
                folder.resolve("tls.crt"), Files.readString(first.chain()).substring(0, 300));

        theOldOneStaysAndTheNextIsTaken(log, from);
    }

    @Test
    void aCertificateWithoutItsKeyLeavesTheOldOneAndIsLogged(CapturedOutput log)
            throws IOException {
        int from = log.getAll().length();
        Files.writeString(
                folder.resolve("tls.crt"),
                Files.readString(Certificate.make(folder, "other").chain()));

        theOldOneStaysAndTheNextIsTaken(log, from);
    }

    @Test
    void aMissingCertificateLeavesTheOldOneAndIsLogged(CapturedOutput log) throws IOException {
        int from = log.getAll().length();
        Files.delete(folder.resolve("tls.crt"));

        theOldOneStaysAndTheNextIsTaken(log, from);
    }

    @Test
    void aHandshakeOfAByteASecondIsGivenUp() {
        List<Wire> wires = new ArrayList<>();
        for (int port : ports()) {
            wires.add(new Wire(port));
            wires.add(new Wire(port));
        }
        wires.get(0).send(hello(3).substring(0, 20));
        wires.get(2).send(hello(3).substring(0, 20));

        String rest = hello(3);
        int[] next = {0};
        await().atMost(SECONDS)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    String one = rest.substring(next[0], ++next[0]);
                    wires.removeIf(wire -> !wire.send(one) || wire.closed());
                    return wires.isEmpty();
                });
    }

    @Test
    void aHeaderOfARecordASecondIsGivenUp() throws IOException {
        for (int port : ports()) {
            try (var tls = new Tls(port)) {
                tls.send("GET / HTTP/1.1\r\nX: ");
                await().atMost(SECONDS)
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> !tls.send("a"));
            }
        }
    }

    @Test
    @Tag("soak")
    void aByteOfARecordASecondIsGivenUp() throws IOException {
        for (int port : ports()) {
            try (var tls = new Tls(port)) {
                assertThat(tls.get("/nothing")).startsWith("HTTP/1.1 ");
                tls.sendRaw("\27\3\3\100\0");
                await().atMost(SECONDS)
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> !tls.sendRaw("a"));
            }
        }
    }

    private static void theOldOneStaysAndTheNextIsTaken(CapturedOutput log, int from)
            throws IOException {
        await().atMost(SECONDS)
                .untilAsserted(() ->
                        assertThat(log.getAll().substring(from))
                                .contains("Unexpected SSL reload error"));
        for (int port : ports()) {
            assertThat(shown(port)).isEqualTo(first.certificate());
        }
        assertThat(log.getAll()).doesNotContain(Files.readAllLines(first.key()).get(1));

        Certificate next = Certificate.make(folder, "next-" + UUID.randomUUID());
        replace(next);
        for (int port : ports()) {
            awaitCertificate(port, next);
        }
    }

    private static List<Integer> ports() {
        return List.of(service.port(), service.managementPort());
    }

    private static void replace(Certificate certificate) throws IOException {
        Files.writeString(folder.resolve("tls.crt"), Files.readString(certificate.chain()));
        Files.writeString(folder.resolve("tls.key"), Files.readString(certificate.key()));
    }

    private static void awaitCertificate(int port, Certificate certificate) {
        await().atMost(SECONDS)
                .untilAsserted(() -> assertThat(shown(port)).isEqualTo(certificate.certificate()));
    }

    private static X509Certificate shown(int port) throws IOException {
        try (var tls = new Tls(port)) {
            return tls.certificate();
        }
    }

    /** Each on a new connection. */
    private static int requestsUntil(AtomicBoolean over, int port) throws IOException {
        int count = 0;
        for (; !over.get(); count++) {
            try (var tls = new Tls(port)) {
                assertThat(tls.get("/nothing")).startsWith("HTTP/1.1 ");
            }
        }
        return count;
    }

    /** A greeting of TLS 1.x as it was before extensions. */
    private static String hello(int minor) {
        String body = "\3" + (char) minor + "r".repeat(32) + "\0\0\4\u00c0\n\u00c0+\1\0";
        return "\026\3\1\0" + (char) (body.length() + 4) + "\1\0\0" + (char) body.length() + body;
    }

    private static int alert(String answer) {
        return answer.startsWith("\025") ? answer.charAt(6) : -1;
    }
}
