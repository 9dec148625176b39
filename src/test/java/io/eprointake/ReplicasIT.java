package io.eprointake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
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
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Promises 1, 2, 8, 9 and 10 with three processes over one database, of which one is killed and one
 * told to stop while reports and updates come in, many of them twice.
 */
class ReplicasIT {

    private static final Logger log = LoggerFactory.getLogger(ReplicasIT.class);

    private static final int REPORTS = Boolean.getBoolean("soak") ? 20_000 : 3_000;
    private static final int SITES = 100;
    private static final int PATIENTS_PER_SITE = 10;
    private static final int SENDERS = 16;

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
    private final String url = Postgres.shared().database();
    private final List<ServiceProcess> replicas = new CopyOnWriteArrayList<>();
    private final List<ServiceProcess> all = new CopyOnWriteArrayList<>();
    private final Map<UUID, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final AtomicInteger counted = new AtomicInteger();

    @AfterEach
    void close() {
        all.forEach(ServiceProcess::close);
        analyzer.close();
    }

    @Test
    void noneIsLostAndNoneCountsTwiceWhileReplicasDieAndStop() {
        // The first two start at once, and so find an empty database at once.
        together(2, this::startOne);
        startOne();
        Postgres.execute(url, WRITE_DOWN_WINNERS);
        fillWork();

        long start = System.nanoTime();
        List<Thread> senders = senders();
        awaitAcknowledged(REPORTS / 3);
        ServiceProcess killed = replicas.removeFirst();
        killed.kill();
        awaitAcknowledged(2 * REPORTS / 3);
        ServiceProcess stopped = replicas.removeFirst();
        stopped.terminate();
        assertThat(stopped.awaitExit(Duration.ofSeconds(45))).isEqualTo(143);
        startOne(); // as a deployment would
        join(senders);
        log.info(
                "{} reports, {} updates in {} ms",
                acknowledged.size(),
                counted.get(),
                (System.nanoTime() - start) / 1_000_000);

        assertThat(surprises).isEmpty();
        assertThat(acknowledged).hasSize(REPORTS);
        long patients = SITES * PATIENTS_PER_SITE;
        await("the totals agree")
                .atMost(Duration.ofSeconds(2))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() ->
                        assertThat(replicas)
                                .hasSize(2)
                                .allSatisfy(
                                        replica -> assertThat(total(replica)).isEqualTo(patients)));
        awaitAllAnalyzed();
        var store = new StoreFile(url);
        store.assertHolds(acknowledged);
        assertThat(store.reports()).hasSize(REPORTS);
        assertThat(Postgres.list(url, "select report_id from won"))
                .as("each was analyzed by one attempt that won")
                .doesNotHaveDuplicates()
                .hasSize(REPORTS);
        assertThat(Postgres.list(url, "select distinct won_by from won"))
                .as("all had a part in it")
                .hasSizeGreaterThanOrEqualTo(3);
    }

    private void startOne() {
        var replica =
                ServiceProcess.start(
                        folder,
                        "--spring.datasource.url=" + url,
                        "--epro.analysis.url=" + analyzer.url(),
                        "--epro.analysis.deadline=1s",
                        // What the kill interrupts waits for the end of its lease.
                        "--epro.journal.lease=16s");
        all.add(replica);
        replicas.add(replica);
    }

    private void fillWork() {
        for (int i = 0; i < REPORTS; i++) {
            UUID id = UUID.randomUUID();
            byte[] body =
                    Client.json(Patients.report(id, Patients.subject(), Patients.narrative()));
            work.add(() -> report(id, body));
            if (i % 10 == 0) {
                work.add(() -> report(id, body)); // at the same time, and perhaps elsewhere
            }
            if (i < SITES * PATIENTS_PER_SITE) {
                int site = i % SITES;
                String update =
                        "{\"event_id\":\"e-%d\",\"site\":\"SITE%03d\",\"patients\":1}"
                                .formatted(i, site);
                work.add(() -> update(update));
                work.add(() -> update(update));
            }
        }
    }

    private void report(UUID id, byte[] body) {
        HttpResponse<String> answer = send("/reports", body);
        if (answer.statusCode() == 202) {
            String sha256 = Client.tree(answer).path("content_sha256").asText();
            acknowledged.put(id, new Acknowledged(body, sha256));
        } else {
            surprises.add(id + ": " + answer.statusCode());
        }
    }

    private void update(String update) {
        HttpResponse<String> answer = send("/enrollment", update.getBytes(UTF_8));
        counted.incrementAndGet();
        if (answer.statusCode() != 200) {
            surprises.add("an update: " + answer.statusCode());
        }
    }

    /** To any, again and again until one answers. */
    private HttpResponse<String> send(String path, byte[] body) {
        while (true) {
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
    }

    private ServiceProcess any() {
        List<ServiceProcess> now = List.copyOf(replicas);
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

    private static void together(int times, Runnable run) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            threads.add(Thread.ofPlatform().name("starter-" + i).start(run));
        }
        join(threads);
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

    private void awaitAllAnalyzed() {
        await("no report waits")
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(500))
                .until(() ->
                        Postgres.list(
                                        url,
                                        "select report_id from report where state <> 'analyzed' limit 1")
                                .isEmpty());
    }

    private static long total(ServiceProcess replica) {
        return Client.tree(replica.client().get("/enrollment")).path("total_enrollment").asLong();
    }
}
