package io.eprointake.bench;

import io.eprointake.testing.Client;
import io.eprointake.testing.Load;
import io.eprointake.testing.Patients;
import io.eprointake.testing.ServiceProcess;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What others wait while one token floods: posts at a steady rate, in turns without and with a
 * program that sends five times what one token may.
 */
final class Flood {

    private static final int TURNS = 5;
    private static final int OTHERS_PER_SECOND = 200;
    private static final int LIMIT_PER_SECOND = 400;
    private static final int FLOOD_PER_SECOND = 5 * LIMIT_PER_SECOND;
    private static final Duration TURN = Duration.ofSeconds(10);

    private Flood() {}

    public static void main(String[] args) throws Exception {
        String limit = "--epro.security.limits.system=" + LIMIT_PER_SECOND * 10;
        try (var service =
                ServiceProcess.startAsShipped(Files.createTempDirectory("epro-flood"), limit)) {
            Client client = service.client();
            Load.run(client, OTHERS_PER_SECOND, TURN.multipliedBy(2));
            double[] alone = new double[TURNS];
            double[] flooded = new double[TURNS];
            var refused = new AtomicInteger();
            var sent = new AtomicInteger();
            for (int turn = 0; turn < TURNS; turn++) {
                alone[turn] = Load.run(client, OTHERS_PER_SECOND, TURN).percentile(0.99);
                Thread flood =
                        Thread.ofPlatform().name("flood").start(() -> flood(client, sent, refused));
                Load others = Load.run(client, OTHERS_PER_SECOND, TURN);
                flooded[turn] = others.percentile(0.99);
                if (others.refused().iterator().hasNext()) {
                    throw new IllegalStateException("others were refused");
                }
                flood.join();
            }
            System.out.printf(
                    Locale.ROOT,
                    "others' p99: %.1f ms alone, %.1f ms beside the flood, %.2f of it; %d of %d of"
                            + " the flood got 429%n",
                    Load.median(alone),
                    Load.median(flooded),
                    Load.median(flooded) / Load.median(alone),
                    refused.get(),
                    sent.get());
        }
    }

    private static void flood(Client client, AtomicInteger sent, AtomicInteger refused) {
        String token = client.signed("system", Map.of("epro_may", List.of("reports")));
        long start = System.nanoTime();
        for (int i = 0; i < FLOOD_PER_SECOND * TURN.toSeconds(); i++) {
            long due = start + i * 1_000_000_000L / FLOOD_PER_SECOND;
            LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
            Thread.ofVirtual()
                    .start(() -> {
                        byte[] report =
                                Client.json(
                                        Patients.withoutNarrative(
                                                UUID.randomUUID(), Patients.subject()));
                        sent.incrementAndGet();
                        int status =
                                client.post(
                                                "/reports",
                                                "application/json",
                                                report,
                                                "Authorization",
                                                token)
                                        .statusCode();
                        if (status == 429) {
                            refused.incrementAndGet();
                        }
                    });
        }
    }
}
