package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.RunningService;
import io.eprointake.testing.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who holds connections and sends little keeps nobody out, with the settings as they come. */
class SlowConnectionsIT {

    /** For a request that needs next to nothing, on a machine that does other things too. */
    private static final Duration PROMPT = Duration.ofSeconds(2);

    /** Not 10 s, as it is set: five tests wait for it. */
    private static final String GIVEN_UP_AFTER = "3s";

    /** After that comes a look around, and a slow machine. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(20);

    @TempDir static Path folder;
    private static RunningService service;
    private final List<Wire> wires = new ArrayList<>();

    @BeforeAll
    static void start() {
        service =
                RunningService.start(
                        folder,
                        "epro.analysis.url",
                        "http://127.0.0.1:9",
                        "server.tomcat.connection-timeout",
                        GIVEN_UP_AFTER);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @AfterEach
    void hangUp() {
        wires.forEach(Wire::close);
    }

    @Test
    void aThousandIdleConnectionsKeepNobodyOutAndAreClosed() {
        open(500, service.port());
        open(500, service.managementPort());

        untilAllAreClosed("");
    }

    @Test
    void aByteOfARequestLineASecondIsGivenUp() {
        open(100, service.port());
        open(100, service.managementPort());
        send("GET /");

        untilAllAreClosed("a");
    }

    @Test
    void aByteOfAHeaderASecondIsGivenUp() {
        open(100, service.port());
        open(100, service.managementPort());
        send("GET / HTTP/1.1\r\nHost: a\r\nX: ");

        untilAllAreClosed("a");
    }

    @Test
    void anEmptyLineASecondIsGivenUp() {
        open(100, service.port());
        open(100, service.managementPort());

        untilAllAreClosed("\r\n");
    }

    @Test
    void aSecondRequestMayTrickleNoMoreThanTheFirst() {
        open(10, service.port());
        open(10, service.managementPort());
        send("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\nGET /");

        untilAllAreClosed("a");
    }

    @Test
    void whoFillsOnePortLeavesTheOtherAndTheRestWaitNoLongerThanTheIdleMay(@TempDir Path other) {
        try (var full =
                RunningService.start(
                        other,
                        "epro.analysis.url",
                        "http://127.0.0.1:9",
                        "server.tomcat.max-connections",
                        "50")) {
            open(60, full.port());

            long start = System.nanoTime();
            full.client().manage("/actuator/health/readiness");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPT);
            // By its own limit of 30 s, were it not served.
            full.client().get("/nothing");
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            assertThat(waited).isBetween(Duration.ofSeconds(1), GIVEN_UP);
        }
    }

    private void open(int count, int port) {
        for (int i = 0; i < count; i++) {
            wires.add(new Wire(port));
        }
    }

    private void send(String text) {
        wires.forEach(wire -> wire.send(text));
    }

    /** Sends this on each about once a second, while others are served. */
    private void untilAllAreClosed(String everySecond) {
        await().atMost(GIVEN_UP)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    long start = System.nanoTime();
                    service.client().get("/nothing");
                    service.client().manage("/actuator/health/readiness");
                    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPT);
                    wires.removeIf(wire -> {
                        boolean over = !wire.send(everySecond) || wire.closed();
                        if (over) {
                            wire.close();
                        }
                        return over;
                    });
                    assertThat(wires).isEmpty();
                });
    }
}
