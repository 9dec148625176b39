package io.eprointake.bench;

import io.eprointake.testing.Client;
import io.eprointake.testing.Load;
import io.eprointake.testing.ServiceProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * What others wait while one phone floods: posts at a steady rate, in turns without and with a
 * phone that sends a hundred times what it may.
 */
final class Flood {

    private static final int TURNS = 7;
    private static final int OTHERS_PER_SECOND = 200;
    private static final int FLOOD_PER_SECOND = 1000;
    private static final int CONNECTIONS = 16;
    private static final Duration TURN = Duration.ofSeconds(10);

    private Flood() {}

    public static void main(String[] args) throws Exception {
        try (var service = ServiceProcess.startAsShipped(Files.createTempDirectory("epro-flood"))) {
            Client client = service.client();
            Map<String, Object> claims =
                    Map.of(
                            "epro_studies", List.of("ONC-301"),
                            "epro_sites", List.of("SITE00"),
                            "epro_subject", "S-00000");
            String phone = client.signed("patient", claims);
            others(service);
            others(service);
            double[] alone = new double[TURNS];
            double[] beside = new double[TURNS];
            double[] taken = new double[TURNS];
            double[] sent = new double[TURNS];
            for (int turn = 0; turn < TURNS; turn++) {
                alone[turn] = others(service);
                int at = turn;
                Thread flood =
                        Thread.ofPlatform()
                                .name("flood")
                                .start(() -> {
                                    var load = load(service, phone, FLOOD_PER_SECOND, Flood::own);
                                    sent[at] = load.answers() / (double) TURN.toSeconds();
                                    taken[at] = load.perSecond();
                                });
                beside[turn] = others(service);
                flood.join();
            }
            double before = Load.median(alone);
            double now = Load.median(beside);
            System.out.printf(
                    Locale.ROOT,
                    "others' p99: %.1f ms alone, %.1f ms beside the flood, %.2f of it;"
                            + " of the flood's %.0f a second %.0f were taken%n",
                    before,
                    now,
                    now / before,
                    Load.median(sent),
                    Load.median(taken));
        }
    }

    private static double others(ServiceProcess service) {
        HttpLoad.Result others =
                load(service, service.client().bearer("system"), OTHERS_PER_SECOND, Flood::any);
        if (others.failed() > 0) {
            throw new IllegalStateException("others were refused");
        }
        return others.percentile(0.99);
    }

    /** Without words for the analyzer, which would take what the machine has left. */
    private static byte[] any() {
        return Bench.report(null);
    }

    private static byte[] own() {
        return new String(Bench.report(null), StandardCharsets.US_ASCII)
                .replaceFirst("SITE\\d\\d", "SITE00")
                .replaceFirst("S-\\d{5}", "S-00000")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static HttpLoad.Result load(
            ServiceProcess service, String token, int perSecond, Supplier<byte[]> report) {
        long pause = CONNECTIONS * 1_000_000_000L / perSecond;
        return HttpLoad.run(
                service,
                token,
                CONNECTIONS,
                TURN,
                202,
                () -> {
                    LockSupport.parkNanos(pause);
                    return report.get();
                });
    }
}
