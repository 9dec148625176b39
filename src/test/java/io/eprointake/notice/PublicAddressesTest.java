package io.eprointake.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.eprointake.leakwatch.LeakwatchProperties;
import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.Lookups;
import io.eprointake.leakwatch.Threads;
import io.eprointake.testing.Certificate;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.NoLeaks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** A webhook goes to the address that was looked at, and to none that is not public. */
@NoLeaks
class PublicAddressesTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Queue<InetAddress[]> answers = new ArrayDeque<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Lookups lookups =
            new Lookups(
                    new Ledger(LeakwatchProperties.defaults(), meters),
                    new Threads(meters),
                    this::resolve);
    private final FakeAnalyzer inside = new FakeAnalyzer(Manner.HEALTHY);

    private synchronized InetAddress[] resolve(String host) throws UnknownHostException {
        asked.incrementAndGet();
        InetAddress[] answer = answers.poll();
        if (answer == null) {
            throw new UnknownHostException(host);
        }
        return answer;
    }

    @AfterEach
    void close() {
        lookups.close();
        inside.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "100.127.255.255",
                "224.0.0.1",
                "239.1.1.1",
                "240.0.0.1",
                "255.255.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "::1",
                "::",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "::ffff:10.0.0.1",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "2001::1",
                "2001:db8::1",
                "64:ff9b:1::1",
                "100::1"
            })
    void whatOnlyThisMachineOrItsNetworkReachesIsNotPublic(String address) {
        assertThat(PublicAddresses.isPublic(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "1.1.1.1",
                "11.0.0.1",
                "172.32.0.1",
                "172.15.0.1",
                "100.63.0.1",
                "100.128.0.1",
                "192.167.0.1",
                "192.169.0.1",
                "169.253.0.1",
                "198.17.0.1",
                "198.20.0.1",
                "223.255.255.254",
                "2606:4700::1111",
                "2a00:1450::1",
                "2001:4860::1",
                "64:ff9b::8.8.8.8",
                "::ffff:8.8.8.8"
            })
    void allElseIs(String address) {
        assertThat(PublicAddresses.isPublic(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:%d/", "http://hook.test:%d/", "http://[::1]:%d/"})
    void whatIsNotPublicIsNotCalled(String address) {
        answers.add(
                new InetAddress[] {
                    InetAddress.ofLiteral("8.8.8.8"), InetAddress.ofLiteral("127.0.0.1")
                });
        try (var webhook = webhook(false, null)) {
            assertThatThrownBy(() -> webhook.send(at(address, port(inside)), notice()))
                    .isInstanceOf(PublicAddresses.Refused.class)
                    .satisfies(e -> assertThat(NotDelivered.word(e)).isEqualTo("address_refused"));
        }
        assertThat(inside.calls()).isZero();
    }

    /** One that changes its mind between a look and a call, as for a DNS rebinding. */
    @Test
    void aNameIsLookedUpOnceForACallAndAnewForTheNext() throws Exception {
        answers.add(new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")});
        answers.add(new InetAddress[] {InetAddress.ofLiteral("0.0.0.1")});
        try (var webhook = webhook(true, null)) {
            webhook.send(at("http://hook.test:%d/", port(inside)), notice());

            assertThat(asked).hasValue(1);
            assertThat(inside.lastCall().header("host")).startsWith("hook.test:");
            assertThatThrownBy(
                            () -> webhook.send(at("http://hook.test:%d/", port(inside)), notice()))
                    .isInstanceOf(IOException.class);
        }
        assertThat(asked).hasValue(2);
        assertThat(inside.calls()).isEqualTo(1);
    }

    @Test
    void overTlsTheNameThatWasAskedForMustBeTheCertificates(@TempDir Path folder) throws Exception {
        Certificate its = Certificate.make(folder, "hook", "dns:hook.test");
        SslBundle trusting =
                SslBundle.of(
                        new PemSslStoreBundle(
                                null, PemSslStoreDetails.forCertificate("file:" + its.chain())));
        HttpsServer server = server(its);
        try (var webhook = webhook(true, trusting);
                var strange = webhook(true, null)) {
            int port = server.getAddress().getPort();
            for (int i = 0; i < 3; i++) {
                answers.add(new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")});
            }

            webhook.send(at("https://hook.test:%d/", port), notice());

            assertThatThrownBy(() -> webhook.send(at("https://other.test:%d/", port), notice()))
                    .isInstanceOf(SSLException.class)
                    .satisfies(e -> assertThat(NotDelivered.word(e)).isEqualTo("tls_failed"));
            assertThatThrownBy(() -> strange.send(at("https://hook.test:%d/", port), notice()))
                    .isInstanceOf(SSLException.class);
        } finally {
            server.stop(0);
        }
    }

    private static HttpsServer server(Certificate its) throws IOException {
        var shown =
                SslBundle.of(
                        new PemSslStoreBundle(
                                PemSslStoreDetails.forCertificate("file:" + its.chain())
                                        .withPrivateKey("file:" + its.key()),
                                null));
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(shown.createSslContext()));
        server.createContext(
                "/",
                call -> {
                    call.getRequestBody().readAllBytes();
                    call.sendResponseHeaders(204, -1);
                    call.close();
                });
        server.start();
        return server;
    }

    private Webhook webhook(boolean allowPrivate, @Nullable SslBundle bundle) {
        var settings =
                new NoticeProperties(
                        Map.of("hook", List.of(WebhookSecret.valueOf(TestNotices.SECRETS.get(0)))),
                        allowPrivate,
                        null,
                        null,
                        null,
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(5),
                        4,
                        Duration.ofSeconds(1),
                        Duration.ofDays(3));
        var json = JsonMapper.builder().addModule(new JavaTimeModule()).build();
        return new Webhook(settings, bundle, lookups, json, InstantSource.system());
    }

    private static URI at(String address, int port) {
        return URI.create(address.formatted(port));
    }

    private static int port(FakeAnalyzer server) {
        return URI.create(server.url()).getPort();
    }

    private static Notice notice() {
        return new Notice(
                1,
                UUID.randomUUID(),
                "hook",
                Channel.WEBHOOK,
                "raised",
                "ONC-301",
                "SITE03",
                1,
                "severe",
                false,
                "site",
                Instant.EPOCH,
                1);
    }
}
