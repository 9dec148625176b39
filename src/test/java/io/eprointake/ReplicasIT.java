package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Kafka;
import io.eprointake.testing.OutboxTrap;
import io.eprointake.testing.Outcomes;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.ServiceProcess;
import io.eprointake.testing.StoreFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Promises 1, 2, 8, 9 and 10 with three processes over one database and one broker, of which one is
 * killed and one told to stop while reports and updates come in, many of them twice.
 */
@Tag("soak")
class ReplicasIT {

    private static final Logger log = LoggerFactory.getLogger(ReplicasIT.class);

    private static final int REPORTS = 5_000;
    private static final int UPDATES = 500;
    private static final String SECOND = "second";

    /** Every analysis that was written, whoever wrote it. */
    private static final String[] WRITE_DOWN_WINNERS = {
        "create table won (report bigint, attempt integer, won_by text)",
        """
        create function write_down() returns trigger language plpgsql as
        $$ begin insert into won values (old.seq, old.attempt, old.claimed_by); return null; end $$
        """,
        """
        create trigger won after delete on open_report for each row
        when (old.claimed_by is not null) execute function write_down()
        """,
        """
        create trigger won_waiting after update on open_report for each row
        when (new.analysis_state = 'analyzed' and old.claimed_by is not null)
        execute function write_down()
        """
    };

    @TempDir Path folder;

    private final FakeAnalyzer analyzer = new FakeAnalyzer(Manner.HEALTHY);
    private final Kafka kafka = Kafka.start();
    private final String url = Postgres.shared().database();
    private final Map<String, ServiceProcess> replicas = new ConcurrentHashMap<>();
    private final List<ServiceProcess> all = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        all.forEach(ServiceProcess::close);
        kafka.close();
        analyzer.close();
    }

    @Test
    void noneIsLostAndNoneCountsTwiceWhileReplicasDieAndStop() {
        // The first two start at once, and so find an empty database and a broker without topics.
        Traffic.together(List.of(() -> start(OutboxTrap.NAME), () -> start(SECOND)));
        start("third");
        Postgres.execute(url, WRITE_DOWN_WINNERS);
        var trap = new OutboxTrap(url);

        try (var traffic = new Traffic(this::any, kafka.producer(), REPORTS, UPDATES)) {
            traffic.start();
            traffic.awaitAcknowledged(REPORTS / 3);
            List<String> sentByTheDead = kill(trap);
            traffic.awaitAcknowledged(2 * REPORTS / 3);
            stop();
            start("fourth"); // as a deployment would
            traffic.awaitEnd();

            assertCounted();
            awaitNothingWaits();
            assertTotals(); // whatever came again since
            traffic.assertAnswered();
            assertStored(traffic);
            assertOutcomes(traffic, sentByTheDead);
        }
    }

    /**
     * Between what it has sent and what it deletes.
     *
     * @return the events that it had sent
     */
    private List<String> kill(OutboxTrap trap) {
        ServiceProcess victim = Objects.requireNonNull(replicas.get(OutboxTrap.NAME));
        await("the victim has counted updates")
                .atMost(Duration.ofSeconds(30))
                .until(() -> victim.client().metric("epro_messaging_updates_total") > 0);
        List<String> sent = trap.kill(victim);
        replicas.remove(OutboxTrap.NAME);
        assertThat(enrolled()).as("updates are on their way").isLessThan(UPDATES);
        return sent;
    }

    private void stop() {
        ServiceProcess stopped = Objects.requireNonNull(replicas.remove(SECOND));
        stopped.terminate();
        assertThat(stopped.awaitExit(Duration.ofSeconds(45))).isEqualTo(143);
    }

    private void assertCounted() {
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
                "totals agreed {} ms after the last update",
                (System.nanoTime() - lastCounted) / 1_000_000);
        assertThat(kafka.read(Traffic.TOPIC + ".dlt")).isEmpty();
    }

    private void assertTotals() {
        assertThat(replicas.values())
                .hasSize(2)
                .allSatisfy(replica -> assertThat(total(replica)).isEqualTo(UPDATES));
    }

    private void assertStored(Traffic traffic) {
        var store = new StoreFile(url);
        store.assertHolds(traffic.acknowledged());
        assertThat(store.reports()).hasSize(REPORTS);
        assertThat(Postgres.list(url, "select report from won"))
                .as("each was analyzed by one attempt that won")
                .doesNotHaveDuplicates()
                .hasSize(REPORTS);
        assertThat(Postgres.list(url, "select distinct split_part(won_by, ':', 1) from won"))
                .as("all had a part in it")
                .hasSizeGreaterThanOrEqualTo(3);
    }

    private void assertOutcomes(Traffic traffic, List<String> sentByTheDead) {
        var outcomes = new Outcomes(kafka.read("report-outcomes"));
        assertThat(outcomes.reports()).isEqualTo(REPORTS);
        assertThat(traffic.acknowledged().keySet())
                .allSatisfy(id ->
                        assertThat(outcomes.states(id))
                                .isEqualTo(
                                        traffic.isDoubtful(id)
                                                ? List.of("quarantined", "analyzed")
                                                : List.of("analyzed")));
        List<String> repeated = outcomes.repeated();
        assertThat(repeated.stream().map(id -> id.substring(id.indexOf('.') + 1)))
                .as("what was sent and not deleted was sent again")
                .containsAll(sentByTheDead);
        log.info(
                "{} events came again; the killed replica had sent {} and deleted none",
                repeated.size(),
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

    private Client any() {
        List<ServiceProcess> now = List.copyOf(replicas.values());
        return now.get(ThreadLocalRandom.current().nextInt(now.size())).client();
    }

    private void awaitNothingWaits() {
        await("no report, no outcome and no update waits")
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(200))
                .until(() ->
                        Postgres.list(
                                                url,
                                                """
                                                select 1 from open_report
                                                union all select 1 from outbox limit 1
                                                """)
                                        .isEmpty()
                                && kafka.unread("epro-intake", Traffic.TOPIC) == 0);
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
