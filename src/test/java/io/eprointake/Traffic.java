package io.eprointake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.Phones.Acknowledged;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What phones and sites send to replicas, whichever answers: reports, one in ten of them twice at
 * once and one in twenty doubtful, and updates of the enrollment by message, nearly all of them
 * twice, and by call.
 */
final class Traffic implements AutoCloseable {

    static final String TOPIC = "enrollment-updates";

    private static final int SITES = 100;
    private static final int SENDERS = 16;

    /** An update comes again after so many others. */
    private static final int LATER = 50;

    private final Supplier<Client> any;
    private final KafkaProducer<byte[], byte[]> sites;
    private final int reports;
    private final int updates;
    private final Map<UUID, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final Set<UUID> doubtful = ConcurrentHashMap.newKeySet();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final Queue<Future<?>> sent = new ConcurrentLinkedQueue<>();
    private List<Thread> senders = List.of();

    /**
     * Traffic that has not begun.
     *
     * @param any a client of a replica that is there, another each time
     * @param sites closed with this
     */
    Traffic(Supplier<Client> any, KafkaProducer<byte[], byte[]> sites, int reports, int updates) {
        this.any = any;
        this.sites = sites;
        this.reports = reports;
        this.updates = updates;
        fillWork();
    }

    void start() {
        senders = senders();
    }

    void awaitAcknowledged(int number) {
        await("acknowledged reports")
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> acknowledged.size() >= number);
    }

    /** Until all has been sent, and answered. */
    void awaitEnd() {
        join(senders);
    }

    /** Each report by 202, each update by 200 or by the broker. */
    void assertAnswered() {
        assertThat(surprises).isEmpty();
        assertThat(sent).allMatch(ack -> ack.state() == Future.State.SUCCESS);
        assertThat(acknowledged).hasSize(reports);
    }

    Map<UUID, Acknowledged> acknowledged() {
        return acknowledged;
    }

    boolean isDoubtful(UUID id) {
        return doubtful.contains(id);
    }

    @Override
    public void close() {
        sites.close();
    }

    private void fillWork() {
        for (int i = 0; i < reports; i++) {
            UUID id = UUID.randomUUID();
            Map<String, Object> report =
                    Patients.report(id, Patients.subject(), Patients.narrative());
            if (i % 20 == 0) {
                report.put("responses", Map.of("PROCTCAE_53A_SCL", 7));
                doubtful.add(id);
            }
            byte[] body = Client.json(report);
            work.add(() -> report(id, body));
            if (i % 10 == 0) {
                work.add(() -> report(id, body)); // at the same time, and perhaps elsewhere
            }
            int step = reports / updates;
            if (i % step == 0) {
                addUpdates(i / step);
            }
        }
        for (int number = updates - LATER; number < updates; number++) {
            int last = number;
            work.add(() -> send(last));
        }
    }

    /** One now, another again that was sent before, and some by HTTP too. */
    private void addUpdates(int number) {
        work.add(() -> send(number));
        if (number >= LATER) {
            work.add(() -> send(number - LATER));
        }
        if (number % 4 == 0) {
            work.add(() -> postUpdate(number));
        }
    }

    private void send(int number) {
        sent.add(
                sites.send(
                        new ProducerRecord<>(TOPIC, site(number).getBytes(UTF_8), update(number))));
    }

    private void postUpdate(int number) {
        HttpResponse<String> answer = post("/enrollment", update(number));
        if (answer.statusCode() != 200) {
            surprises.add("an update: " + answer.statusCode());
        }
    }

    private static byte[] update(int number) {
        return Client.json(Map.of("event_id", "e-" + number, "site", site(number), "patients", 1));
    }

    private static String site(int number) {
        return "SITE%03d".formatted(number % SITES);
    }

    private void report(UUID id, byte[] body) {
        HttpResponse<String> answer = post("/reports", body);
        if (answer.statusCode() != 202) {
            surprises.add(id + ": " + answer.statusCode());
            return;
        }
        String sha256 = Client.tree(answer).path("content_sha256").asText();
        acknowledged.put(id, new Acknowledged(body, sha256));
        if (doubtful.contains(id)) {
            int status = post("/reports/" + id + "/release", new byte[0]).statusCode();
            // Another may have done it, or a replica that is gone since.
            if (status != 202 && status != 409) {
                surprises.add("a release: " + status);
            }
        }
    }

    /** To any, again and again until one answers. */
    private HttpResponse<String> post(String path, byte[] body) {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (end - System.nanoTime() > 0) {
            Client client = any.get();
            try {
                HttpResponse<String> answer = client.post(path, "application/json", body);
                if (answer.statusCode() != 503) {
                    return answer;
                }
            } catch (UncheckedIOException e) {
                // It is gone; another is not.
            }
        }
        throw new AssertionError("nobody answers");
    }

    private List<Thread> senders() {
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            senders.add(
                    Thread.ofPlatform()
                            .name("sender-" + i)
                            .start(() -> {
                                for (Runnable next = work.poll();
                                        next != null;
                                        next = work.poll()) {
                                    next.run();
                                }
                            }));
        }
        return senders;
    }

    /** All at once; it returns when all have ended. */
    static void together(List<Runnable> runs) {
        join(runs.stream().map(run -> Thread.ofPlatform().name("starter").start(run)).toList());
    }

    private static void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                assertThat(thread.join(Duration.ofMinutes(5))).isTrue();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
