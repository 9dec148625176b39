package io.eprointake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Kafka;
import io.eprointake.testing.OutboxTrap;
import io.eprointake.testing.Outcomes;
import io.eprointake.testing.Patients;
import io.eprointake.testing.Phones.Acknowledged;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.ServiceProcess;
import io.eprointake.testing.StoreFile;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Promises 1, 2, 8, 9 and 10 with three processes over one database and one broker, of which one is
 * killed and one told to stop while reports and updates come in, many of them twice.
 */
class ReplicasIT {

    private static final Logger log = LoggerFactory.getLogger(ReplicasIT.class);

    private static final int REPORTS = Boolean.getBoolean("soak") ? 20_000 : 3_000;
    private static final int UPDATES = 1_000;
    private static final int SITES = 100;
    private static final int SENDERS = 16;

    /** An update comes again after so many others. */
    private static final int LATER = 50;

    private static final String TOPIC = "enrollment-updates";

    private static final String SECOND = "second";

    /** Every analysis that was written, whoever wrote it. */
    private static final String[] WRITE_DOWN_WINNERS = {
        "create table won (report_id text, attempt integer, won_by text)",
        """
        create function write_down() returns trigger language plpgsql as
        $$ begin insert into won values (new.report_id, new.attempt, old.claimed_by); return null; end $$
        """,
        """
        create trigger won after update on report for each row
        when (new.analysis is distinct from old.analysis) execute function write_down()
        """
    };

    @TempDir Path folder;

    private final FakeAnalyzer analyzer = new FakeAnalyzer(Manner.HEALTHY);
    private final Kafka kafka = Kafka.start();
    private final String url = Postgres.shared().database();
    private final Map<String, ServiceProcess> replicas = new ConcurrentHashMap<>();
    private final List<ServiceProcess> all = new CopyOnWriteArrayList<>();
    private final Map<UUID, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final Set<UUID> doubtful = ConcurrentHashMap.newKeySet();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final Queue<Future<?>> sent = new ConcurrentLinkedQueue<>();
    private final AtomicInteger posted = new AtomicInteger();

    @AfterEach
    void close() {
        all.forEach(ServiceProcess::close);
        kafka.close();
        analyzer.close();
    }

    @Test
    void noneIsLostAndNoneCountsTwiceWhileReplicasDieAndStop() {
        // The first two start at once, and so find an empty database and a broker without topics.
        together(List.of(() -> start(OutboxTrap.NAME), () -> start(SECOND)));
        start("third");
        Postgres.execute(url, WRITE_DOWN_WINNERS);
        var trap = new OutboxTrap(url);

        long start = System.nanoTime();
        List<String> sentByTheDead;
        try (var sites = kafka.producer()) {
            fillWork(sites);
            List<Thread> senders = senders();
            awaitAcknowledged(REPORTS / 3);
            ServiceProcess victim = Objects.requireNonNull(replicas.get(OutboxTrap.NAME));
            await("the victim has counted updates")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> victim.client().metric("epro_messaging_updates_total") > 0);
            sentByTheDead = trap.kill(victim);
            replicas.remove(OutboxTrap.NAME);
            assertThat(enrolled()).as("updates are on their way").isLessThan(UPDATES);
            awaitAcknowledged(2 * REPORTS / 3);
            ServiceProcess stopped = Objects.requireNonNull(replicas.remove(SECOND));
            stopped.terminate();
            assertThat(stopped.awaitExit(Duration.ofSeconds(45))).isEqualTo(143);
            start("fourth"); // as a deployment would
            join(senders);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        await("all updates are counted")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> enrolled() == UPDATES);
        long lastCounted = System.nanoTime();
        await("the totals agree")
                .atMost(Duration.ofSeconds(2))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(this::assertTotals);
        log.info(
                "{} reports in {} s, {} a second; {} updates sent as {} messages and {} posts; totals agreed {} ms after the last",
                acknowledged.size(),
                Math.round(seconds),
                Math.round(acknowledged.size() / seconds),
                UPDATES,
                sent.size(),
                posted.get(),
                (System.nanoTime() - lastCounted) / 1_000_000);

        assertThat(surprises).isEmpty();
        assertThat(sent).allMatch(ack -> ack.state() == Future.State.SUCCESS);
        assertThat(acknowledged).hasSize(REPORTS);
        awaitNothingWaits();
        assertTotals(); // whatever came again since
        assertThat(kafka.read(TOPIC + ".dlt")).isEmpty();
        assertStored();
        assertOutcomes(sentByTheDead);
    }

    private void assertTotals() {
        assertThat(replicas.values())
                .hasSize(2)
                .allSatisfy(replica -> assertThat(total(replica)).isEqualTo(UPDATES));
    }

    private void assertStored() {
        var store = new StoreFile(url);
        store.assertHolds(acknowledged);
        assertThat(store.reports()).hasSize(REPORTS);
        assertThat(Postgres.list(url, "select report_id from won"))
                .as("each was analyzed by one attempt that won")
                .doesNotHaveDuplicates()
                .hasSize(REPORTS);
        assertThat(Postgres.list(url, "select distinct split_part(won_by, ':', 1) from won"))
                .as("all had a part in it")
                .hasSizeGreaterThanOrEqualTo(3);
    }

    private void assertOutcomes(List<String> sentByTheDead) {
        var outcomes = new Outcomes(kafka.read("report-outcomes"));
        assertThat(outcomes.reports()).isEqualTo(REPORTS);
        assertThat(acknowledged.keySet())
                .allSatisfy(id ->
                        assertThat(outcomes.states(id))
                                .isEqualTo(
                                        doubtful.contains(id)
                                                ? List.of("quarantined", "analyzed")
                                                : List.of("analyzed")));
        List<String> repeated = outcomes.repeated();
        assertThat(repeated.stream().map(id -> id.substring(id.indexOf('.') + 1)))
                .as("what was sent and not deleted was sent again")
                .containsAll(sentByTheDead);
        log.info(
                "{} events of {} came again; the killed replica had sent {} and deleted none",
                repeated.size(),
                REPORTS + doubtful.size(),
                sentByTheDead.size());
    }

    private void start(String name) {
        var replica =
                ServiceProcess.start(
                        folder,
                        "--spring.datasource.url=" + url + "&ApplicationName=" + name,
                        "--epro.analysis.url=" + analyzer.url(),
                        "--epro.analysis.deadline=1s",
                        // What the kill interrupts waits for the end of its lease.
                        "--epro.journal.lease=16s",
                        "--spring.kafka.bootstrap-servers=" + kafka.servers(),
                        "--epro.messaging.create-topics=true",
                        // And its partitions, until the broker takes it for dead.
                        "--spring.kafka.consumer.properties.session.timeout.ms=6000",
                        "--spring.kafka.consumer.heartbeat-interval=2s");
        all.add(replica);
        replicas.put(name, replica);
    }

    private void fillWork(KafkaProducer<byte[], byte[]> sites) {
        for (int i = 0; i < REPORTS; i++) {
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
            int step = REPORTS / UPDATES;
            if (i % step == 0) {
                addUpdates(sites, i / step);
            }
        }
        for (int number = UPDATES - LATER; number < UPDATES; number++) {
            int last = number;
            work.add(() -> send(sites, last));
        }
    }

    /** One now, another again that was sent before, and some by HTTP too. */
    private void addUpdates(KafkaProducer<byte[], byte[]> sites, int number) {
        work.add(() -> send(sites, number));
        if (number >= LATER) {
            work.add(() -> send(sites, number - LATER));
        }
        if (number % 4 == 0) {
            work.add(() -> postUpdate(number));
        }
    }

    private void send(KafkaProducer<byte[], byte[]> sites, int number) {
        sent.add(
                sites.send(
                        new ProducerRecord<>(TOPIC, site(number).getBytes(UTF_8), update(number))));
    }

    private void postUpdate(int number) {
        HttpResponse<String> answer = post("/enrollment", update(number));
        posted.incrementAndGet();
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
            Client client = any().client();
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

    private ServiceProcess any() {
        List<ServiceProcess> now = List.copyOf(replicas.values());
        return now.get(ThreadLocalRandom.current().nextInt(now.size()));
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

    private static void together(List<Runnable> runs) {
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

    private void awaitAcknowledged(int number) {
        await("acknowledged reports")
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> acknowledged.size() >= number);
    }

    private void awaitNothingWaits() {
        await("no report, no outcome and no update waits")
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(200))
                .until(() ->
                        Postgres.list(
                                                url,
                                                """
                                                select 1 from report where state <> 'analyzed'
                                                union all select 1 from outbox limit 1
                                                """)
                                        .isEmpty()
                                && kafka.unread("epro-intake", TOPIC) == 0);
    }

    private long enrolled() {
        return Long.parseLong(
                Postgres.list(url, "select coalesce(sum(enrolled), 0) from enrollment_site")
                        .getFirst());
    }

    private static long total(ServiceProcess replica) {
        return Client.tree(replica.client().get("/enrollment")).path("total_enrollment").asLong();
    }
}
