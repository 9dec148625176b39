package io.eprointake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.eprointake.testing.Client;
import io.eprointake.testing.Haproxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the proxy of {@code docker} does with replicas that refuse, hang up, or are gone. */
class ProxyIT {

    @TempDir Path folder;

    private final Replica first = new Replica();
    private final Replica second = new Replica();
    private Haproxy proxy;

    @BeforeEach
    void start() {
        proxy = Haproxy.start(folder, first.port(), first.port(), second.port(), second.port());
    }

    @AfterEach
    void stop() {
        if (proxy != null) { // It may not be installed.
            proxy.close();
        }
        first.close();
        second.close();
    }

    @Test
    void whatOneReplicaRefusesForNowTheOtherIsAsked() {
        first.answer = 503;

        assertThat(posts("/reports", 20)).containsOnly(202);
        assertThat(first.calls).as("it was asked first at times").hasPositiveValue();
    }

    @Test
    void whatOneReplicaHangsUpOnTheOtherIsAsked() {
        second.answer = 0;

        assertThat(posts("/enrollment", 20)).containsOnly(202);
        assertThat(second.calls).hasPositiveValue();
    }

    @Test
    void aReplayOrAReleaseIsSentOnce() {
        first.answer = 503;
        second.answer = 503;

        assertThat(posts("/reports/b3f2c9c4-6a0b-4a52-9d5e-1f60c5a10002/replay", 3))
                .containsOnly(503);
        assertThat(posts("/reports/b3f2c9c4-6a0b-4a52-9d5e-1f60c5a10002/release", 3))
                .containsOnly(503);
        assertThat(first.calls.get() + second.calls.get()).isEqualTo(6);
    }

    @Test
    void aBatchOfTheLargestSizeGoesThrough() {
        byte[] batch = new byte[8 << 20];

        assertThat(
                        proxy.client()
                                .post("/reports/batch", "application/x-ndjson", batch)
                                .statusCode())
                .isEqualTo(202);
        assertThat(first.bytes.get() + second.bytes.get()).isEqualTo(batch.length);
    }

    @Test
    void whenNoReplicaAnswersItSaysSoAsTheServiceWould() {
        first.close();
        second.close();
        await().atMost(Duration.ofSeconds(20)).until(() -> !proxy.healthy());

        HttpResponse<String> refused = post("/reports");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(refused.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(Client.tree(refused).path("code").asText()).isEqualTo("store_unavailable");
        assertThat(Client.tree(refused).path("type").asText())
                .isEqualTo("urn:epro-intake:problem:store_unavailable");
    }

    private List<Integer> posts(String path, int times) {
        return IntStream.range(0, times).mapToObj(i -> post(path).statusCode()).toList();
    }

    private HttpResponse<String> post(String path) {
        return proxy.client().post(path, "application/json", "{}".getBytes(UTF_8));
    }

    /** Ready, whatever it answers. */
    private static final class Replica implements AutoCloseable {

        final AtomicInteger calls = new AtomicInteger();
        final AtomicLong bytes = new AtomicLong();

        /** A status; 0 hangs up. */
        volatile int answer = 202;

        private final ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("replica-", 0).factory());
        private final HttpServer server;

        Replica() {
            try {
                var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
                server = HttpServer.create(address, 0);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            server.setExecutor(threads);
            server.createContext("/", this::take);
            server.createContext("/actuator", it -> it.sendResponseHeaders(200, -1));
            server.start();
        }

        private void take(HttpExchange exchange) throws IOException {
            calls.incrementAndGet();
            bytes.addAndGet(exchange.getRequestBody().readAllBytes().length);
            if (answer != 0) {
                exchange.sendResponseHeaders(answer, -1);
            }
            exchange.close();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
