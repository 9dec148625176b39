package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.store.Store;
import io.eprointake.store.StoreRefusal;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is too much at once is told to come again, at once; then it is taken. */
class OverloadIT {

    private static final String BATCH = "/reports/batch";
    private static final String NDJSON = "application/x-ndjson";

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
                        "epro.intake.max-batches",
                        "1",
                        "epro.store.queue-capacity",
                        "1");
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void oneBatchTooManyIsToldToComeAgain() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            // One whose head comes while the probe has the only place is refused; the next has it.
            await().until(() -> {
                slow.add(begun());
                return client.post(BATCH, NDJSON, new byte[0]).statusCode() == 503;
            });

            assertOverloaded(client.post(BATCH, NDJSON, report()));
            assertThat(client.post("/reports", "application/json", report()).statusCode())
                    .as("a report alone")
                    .isEqualTo(202);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        await().untilAsserted(() ->
                assertThat(client.post(BATCH, NDJSON, report()).body()).contains("\"status\":202"));
    }

    /** A batch whose body does not come. */
    private static Socket begun() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
        String head =
                "POST /reports/batch HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n"
                        + "Authorization: "
                        + client.bearer("system")
                        + "\r\nContent-Length: 1000\r\n\r\n{";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void aReportThatFindsTheQueueOfWritesFullIsToldToComeAgain() throws InterruptedException {
        Store store = service.bean(Store.class);
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        byte[] report = report();
        try {
            hold(store, begun, go);
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            fill(store);

            assertOverloaded(client.post("/reports", "application/json", report));
            var batch = client.post(BATCH, NDJSON, report);
            assertThat(batch.statusCode()).isEqualTo(200);
            assertThat(Client.tree(batch).at("/status").asInt()).isEqualTo(503);
            assertThat(Client.tree(batch).at("/code").asText()).isEqualTo("overloaded");
        } finally {
            go.countDown();
        }
        await().untilAsserted(() ->
                assertThat(client.post("/reports", "application/json", report).statusCode())
                        .isEqualTo(202));
    }

    private static void hold(Store store, CountDownLatch begun, CountDownLatch go) {
        await().ignoreExceptionsInstanceOf(StoreRefusal.class)
                .until(() ->
                        store.write(tx -> {
                            begun.countDown();
                            return awaitGo(go);
                        })
                                != null);
    }

    private static boolean awaitGo(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes nothing, until there is no place left for what comes from outside. */
    private static void fill(Store store) {
        await().until(() -> {
            try {
                return store.admit("one", tx -> true).isCancelled();
            } catch (StoreRefusal full) {
                return true;
            }
        });
    }

    private static void assertOverloaded(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(Client.tree(answer).at("/code").asText()).isEqualTo("overloaded");
    }

    private static byte[] report() {
        return Client.json(Patients.withoutNarrative(UUID.randomUUID(), Patients.subject()));
    }
}
