package io.eprointake.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.eprointake.testing.Client;
import io.eprointake.testing.Kafka;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;

/**
 * What one partition carries: updates that one replica counts from it, and outcomes that one
 * replica sends to it, beside what the broker itself takes and gives.
 */
public final class KafkaRate {

    private static final int UPDATES = 100_000;
    private static final int SITES = 100;
    private static final Duration FILL = Duration.ofSeconds(20);

    private final Kafka broker = Kafka.shared();
    private final Path folder;
    private final String url;

    private KafkaRate(Path folder, String url) {
        this.folder = folder;
        this.url = url;
    }

    public static void main(String[] args) throws Exception {
        // The broker is in this process, and tells all its settings.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        Path folder = Files.createTempDirectory("kafka-rate");
        try (Postgres server = Postgres.start(folder.resolve("pg"), 0)) {
            System.out.println("| one partition | messages/s |");
            System.out.println("|---|---:|");
            new KafkaRate(folder, server.database()).run();
        }
        System.exit(0); // the broker is this process's own and would keep it
    }

    private void run() {
        makeTopics();
        List<byte[]> updates = IntStream.range(0, UPDATES).mapToObj(KafkaRate::update).toList();
        print(
                "a plain producer, updates of 60 bytes",
                UPDATES,
                seconds(() -> broker.send("enrollment-updates", "site".getBytes(UTF_8), updates)));
        print("a plain consumer", UPDATES, seconds(() -> broker.read("enrollment-updates")));
        try (ServiceProcess replica = start()) {
            counted(replica);
            sent(replica);
        }
    }

    /**
     * By a replica that leaves its group in peace, so that the next need not wait for its place.
     */
    private void makeTopics() {
        try (ServiceProcess replica = start()) {
            until(() -> replica.output().contains("updates are taken from Kafka"));
            replica.terminate();
            replica.awaitExit(Duration.ofSeconds(60));
        }
    }

    private void counted(ServiceProcess replica) {
        until(() -> total(replica) > 0);
        long before = total(replica);
        double seconds = seconds(() -> until(() -> total(replica) == UPDATES));
        print("updates counted by one replica", UPDATES - before, seconds);
    }

    /** While the broker is away the outbox fills; what is timed is how it empties. */
    private void sent(ServiceProcess replica) {
        broker.block();
        HttpLoad.run(List.of(replica), 64, FILL, 202, () -> Bench.report(null));
        long all = waiting();
        broker.unblock();
        until(() -> waiting() < all);
        long before = waiting();
        double seconds = seconds(() -> until(() -> waiting() == 0));
        print("outcomes sent by one replica", before, seconds);
    }

    private ServiceProcess start() {
        return ServiceProcess.startAsShipped(
                folder,
                "--spring.datasource.url=" + url,
                "--spring.kafka.bootstrap-servers=" + broker.servers(),
                "--epro.messaging.create-topics=true",
                "--epro.messaging.partitions=1");
    }

    private static byte[] update(int i) {
        return "{\"event_id\":\"e-%d\",\"site\":\"SITE%03d\",\"patients\":1}"
                .formatted(i, i % SITES)
                .getBytes(UTF_8);
    }

    private static long total(ServiceProcess replica) {
        return Client.tree(replica.client().get("/enrollment")).path("total_enrollment").asLong();
    }

    private long waiting() {
        return Long.parseLong(Postgres.list(url, "select count(*) from outbox").getFirst());
    }

    private static void until(BooleanSupplier holds) {
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(20))
                .until(holds::getAsBoolean);
    }

    private static double seconds(Runnable run) {
        long start = System.nanoTime();
        run.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void print(String what, long messages, double seconds) {
        System.out.printf(Locale.ROOT, "| %s | %,.0f |%n", what, messages / seconds);
    }
}
