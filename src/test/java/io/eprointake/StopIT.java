package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Patients;
import io.eprointake.testing.Phones;
import io.eprointake.testing.ServiceProcess;
import io.eprointake.testing.StoreFile;
import io.eprointake.testing.StoreFile.Row;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise 9: stop means drained, and the process ends by itself and says what it did. */
class StopIT {

    /** As when a shell reports the end by SIGTERM: 128 and the signal's number. */
    private static final int TERMINATED = 143;

    private static final int CALLS = 16;
    private static final int ATTEMPTS = 8;

    /** For a slow machine; a process that waits for its calls without limit takes minutes. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    /** Beyond the drain's budget, to cut what is open and to hand it back. */
    private static final Duration HAND_BACK = Duration.ofSeconds(4);

    @TempDir Path folder;
    private final Phones phones = new Phones(4);

    @Test
    void openCallsFinishWithinTheDrainBudget() throws IOException {
        Duration drain = Duration.ofSeconds(15);
        try (var analyzer = new FakeAnalyzer(Manner.HOLDING);
                var service = underLoad(analyzer, drain)) {
            try (var phone = new Half(service)) {
                service.terminate();
                // A closed port would say nothing: as long as a request is open, it says so itself.
                await("it says that it is not ready").atMost(MARGIN).until(() -> unready(service));
                assertThat(phone.finish()).startsWith("HTTP/1.1 202");
            }
            awaitClosed(service);
            // Calls that end before it begins are not what it waits for.
            await("the drain has begun")
                    .atMost(MARGIN)
                    .until(() -> service.output().contains(" : Draining "));
            analyzer.become(Manner.HEALTHY);

            assertThat(service.awaitExit(drain.plus(MARGIN))).isEqualTo(TERMINATED);
            phones.stop();
            assertDrained(service, drain, "[1-9]\\d*", 0);
            assertThat(analyzer.calls()).as("no call was begun after the stop").isEqualTo(CALLS);
        }
        assertThat(called(stored()))
                .hasSize(CALLS)
                .allSatisfy(row -> assertThat(row.state()).isEqualTo("analyzed"));
    }

    @Test
    void hangingCallsAreHandedBackAndLoseNoAttempt() {
        Duration drain = Duration.ofSeconds(1);
        try (var analyzer = new FakeAnalyzer(Manner.HANGING)) {
            try (var service = underLoad(analyzer, drain)) {
                service.terminate();
                awaitClosed(service);

                assertThat(service.awaitExit(drain.plus(MARGIN))).isEqualTo(TERMINATED);
                phones.stop();
                assertDrained(service, drain, "0", CALLS);
            }
            long now = System.currentTimeMillis();
            List<Row> handedBack = called(stored());
            assertThat(handedBack)
                    .hasSize(CALLS)
                    .allSatisfy(row -> {
                        assertThat(row.state()).isEqualTo("received");
                        assertThat(row.attemptsLeft()).isEqualTo(ATTEMPTS);
                        assertThat(row.dueAt()).isBetween(1L, now);
                        assertThat(row.claimedBy()).isNull();
                    });

            analyzer.become(Manner.HEALTHY);
            try (var service = start(analyzer, drain)) {
                // Well before the lease of the first attempts would have ended.
                handedBack.forEach(row -> awaitAnalyzed(service.client(), row.id()));
            }
        }
    }

    private ServiceProcess start(FakeAnalyzer analyzer, Duration drain) {
        return ServiceProcess.start(
                folder,
                "--epro.analysis.url=" + analyzer.url(),
                "--epro.analysis.concurrency=" + CALLS,
                "--epro.analysis.deadline=10m",
                "--epro.journal.lease=20m",
                "--epro.journal.max-attempts=" + ATTEMPTS,
                "--epro.analysis.drain=" + drain.toSeconds() + "s");
    }

    /** Every call the service may open is open, and reports keep coming. */
    private ServiceProcess underLoad(FakeAnalyzer analyzer, Duration drain) {
        ServiceProcess service = start(analyzer, drain);
        phones.start(service.client());
        await("all calls are open, and a backlog waits")
                .atMost(Duration.ofMinutes(2))
                .until(() -> analyzer.calls() == CALLS && phones.acknowledged().size() > 50);
        return service;
    }

    /** Nothing is begun any more by then. */
    private static void awaitClosed(ServiceProcess service) {
        await("it is not ready and takes no new connection")
                .atMost(MARGIN)
                .until(() -> !service.ready() && refuses(service.client()));
    }

    private static boolean refuses(Client client) {
        try {
            return client.get("/reports?limit=1").statusCode() == 503;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    /** Everything that is stored, and what was acknowledged is. */
    private List<Row> stored() {
        assertThat(phones.surprises()).isEmpty();
        var store = new StoreFile(folder);
        store.assertHolds(phones.acknowledged());
        return store.reports();
    }

    /** Those whose analysis was begun. */
    private static List<Row> called(List<Row> rows) {
        return rows.stream().filter(row -> row.attempt() > 0).toList();
    }

    private static void awaitAnalyzed(Client client, UUID id) {
        await("a handed-back report is analyzed")
                .atMost(Duration.ofMinutes(1))
                .until(() -> client.report(id).path("state").asText().equals("analyzed"));
        assertThat(client.report(id).path("analysis").path("attempts").asInt()).isEqualTo(2);
    }

    private static boolean unready(ServiceProcess service) {
        var answer = service.client().manage("/actuator/health/readiness");
        return answer.statusCode() == 503 && answer.body().contains("OUT_OF_SERVICE");
    }

    private static void assertDrained(
            ServiceProcess service, Duration drain, String finished, int handedBack) {
        var line =
                Pattern.compile(
                                "Drained in (\\d+) ms: "
                                        + finished
                                        + " analyses finished, "
                                        + handedBack
                                        + " handed back, 0 left to their lease, 0 not freed")
                        .matcher(lastLines(service));
        assertThat(line.find()).as(lastLines(service)).isTrue();
        assertThat(Duration.ofMillis(Long.parseLong(line.group(1))))
                .isLessThanOrEqualTo(drain.plus(HAND_BACK));
    }

    /** A phone that has sent half of its report. */
    private static final class Half implements AutoCloseable {

        private final byte[] body =
                Client.json(Patients.withoutNarrative(UUID.randomUUID(), Patients.subject()));
        private final Socket socket;
        private final BufferedReader in;

        Half(ServiceProcess service) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
            socket.setSoTimeout(30_000);
            String head =
                    "POST /reports HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                            + "Content-Length: "
                            + body.length
                            + "\r\nAuthorization: "
                            + service.client().bearer("system")
                            + "\r\nExpect: 100-continue\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            // Now the service has the request.
            assertThat(in.readLine()).startsWith("HTTP/1.1 100");
            assertThat(in.readLine()).isEmpty();
            socket.getOutputStream().write(body, 0, body.length / 2);
        }

        /** Sends the rest, and returns the first line of the answer. */
        String finish() throws IOException {
            int half = body.length / 2;
            socket.getOutputStream().write(body, half, body.length - half);
            return String.valueOf(in.readLine());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String lastLines(ServiceProcess service) {
        List<String> lines = new ArrayList<>(service.output().lines().toList());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }
}
