package io.eprointake.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Client;
import io.eprointake.testing.Load;
import io.eprointake.testing.Outcomes;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker that is away, stopped or not there delays messages, and nothing else. */
@Tag("soak")
class BrokerFailsIT extends WithKafka {

    private static final Logger log = LoggerFactory.getLogger(BrokerFailsIT.class);

    /** How long the broker is stopped. */
    private static final Duration OUTAGE = Duration.ofSeconds(20);

    private static final int PER_SECOND = 50;
    private static final String SENT = "epro_outbox_sends_total{outcome=\"sent\"}";

    @Test
    void aBrokerThatIsAwayDelaysOutcomesAndNothingElse() {
        List<UUID> ids = new ArrayList<>();
        long slowest = 0;
        try (var service = start()) {
            UUID first = UUID.randomUUID();
            service.client().post(Patients.withoutNarrative(first, Patients.subject()));
            eventually(() -> assertThat(states(first)).containsExactly("analyzed"));
            double before = service.client().metric(SENT);
            kafka.block();
            for (int i = 0; i < 300; i++) {
                UUID id = UUID.randomUUID();
                ids.add(id);
                long began = System.nanoTime();
                int status =
                        service.client()
                                .post(Patients.withoutNarrative(id, Patients.subject()))
                                .statusCode();
                slowest = Math.max(slowest, System.nanoTime() - began);
                assertThat(status).isEqualTo(202);
            }
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(2));
            // So long that what was sent first was given up: it is still there.
            await().atMost(LONG)
                    .failFast(
                            "an outcome left the outbox",
                            () -> service.client().metric(SENT) > before)
                    .until(() ->
                            service.client().metric("epro_outbox_sends_total{outcome=\"failed\"}")
                                    > 0);
            // Longer than the gauges look back, and no longer.
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> {
                        assertThat(service.client().metric("epro_outbox_events")).isEqualTo(300);
                        assertThat(service.client().metric("epro_outbox_oldest_seconds"))
                                .isGreaterThan(3);
                    });
            assertThat(service.client().manage("/actuator/health/readiness").statusCode())
                    .isEqualTo(200);

            kafka.unblock();

            eventually(() -> assertThat(service.client().metric("epro_outbox_events")).isZero());
            assertThat(kafka.read(Topics.OUTCOMES).stream().map(m -> new String(m.key(), UTF_8)))
                    .containsAll(ids.stream().map(UUID::toString).toList());
        }
    }

    @Test
    void aBrokerThatIsStoppedUnderLoadDelaysOutcomesAndNothingElse() throws Exception {
        try (var service = start();
                var sites = kafka.producer()) {
            Client client = service.client();
            UUID first = UUID.randomUUID();
            client.post(Patients.withoutNarrative(first, Patients.subject()));
            eventually(() -> assertThat(states(first)).containsExactly("analyzed"));
            int warmUp = 5;
            int reported =
                    new Outcomes(kafka.read(Topics.OUTCOMES)).reports() + PER_SECOND * warmUp;
            Load before = Load.run(client, PER_SECOND, Duration.ofSeconds(warmUp));
            eventually(() ->
                    assertThat(new Outcomes(kafka.read(Topics.OUTCOMES)).reports())
                            .isEqualTo(reported));
            assertThat(client.metric("kafka_producer_record_send_total")).isPositive();

            assertThat(sites.partitionsFor(Topics.UPDATES)).as("it knows the topic").isNotEmpty();
            Thread stopping = Thread.ofPlatform().name("stopping").start(kafka::stop);
            Load during = Load.run(client, PER_SECOND, OUTAGE);
            assertThat(stopping.join(LONG)).isTrue();
            List<Future<RecordMetadata>> sent =
                    IntStream.range(0, 100).mapToObj(i -> send(sites, update(i, 1))).toList();
            List<UUID> doubtful = Stream.generate(UUID::randomUUID).limit(20).toList();
            doubtful.forEach(id -> releaseDoubtful(client, id));
            assertThat(client.manage("/actuator/health/readiness").statusCode()).isEqualTo(200);
            eventually(() -> {
                // The broker takes a while to stop.
                assertThat(client.metric("epro_outbox_events")).isGreaterThan(PER_SECOND);
                assertThat(client.metric("epro_outbox_oldest_seconds")).isGreaterThan(1);
            });
            double waiting = client.metric("epro_outbox_events");
            double oldest = client.metric("epro_outbox_oldest_seconds");

            long start = System.nanoTime();
            kafka.startAgain();
            eventually(() -> assertThat(counted(client, site)).isEqualTo(100));
            long counted = System.nanoTime();
            eventually(() -> {
                assertThat(client.metric("epro_outbox_events")).isZero();
                var outcomes = new Outcomes(kafka.read(Topics.OUTCOMES));
                assertThat(outcomes.reports())
                        .isEqualTo(reported + PER_SECOND * OUTAGE.toSeconds() + doubtful.size());
                assertThat(doubtful)
                        .allSatisfy(id ->
                                assertThat(outcomes.states(id))
                                        .containsExactly("quarantined", "analyzed"));
            });
            log.info(
                    "the broker stopped for {} s: posts {} ms p50, {} ms p99 before, {} and {} meanwhile;"
                            + " {} outcomes waited, the oldest {} s; again, updates after {} ms, all outcomes after {} ms",
                    OUTAGE.toSeconds(),
                    before.percentile(0.5),
                    before.percentile(0.99),
                    during.percentile(0.5),
                    during.percentile(0.99),
                    waiting,
                    oldest,
                    (counted - start) / 1_000_000,
                    (System.nanoTime() - start) / 1_000_000);
            assertThat(sent).allMatch(ack -> ack.state() == Future.State.SUCCESS);
            assertThat(during.refused()).isEmpty();
            assertThat(during.percentile(0.99)).isLessThan(2000);
            assertThat(counted(client, site)).isEqualTo(100);
            assertThat(dead()).isEmpty();
        }
    }

    private Future<RecordMetadata> send(KafkaProducer<byte[], byte[]> sites, byte[] update) {
        return sites.send(new ProducerRecord<>(Topics.UPDATES, site.getBytes(UTF_8), update));
    }

    private static void releaseDoubtful(Client client, UUID id) {
        Map<String, Object> report = Patients.withoutNarrative(id, Patients.subject());
        report.put("responses", Map.of("PROCTCAE_53A_SCL", 7));
        assertThat(client.post(report).statusCode()).isEqualTo(202);
        assertThat(
                        client.post("/reports/" + id + "/release", "application/json", new byte[0])
                                .statusCode())
                .isEqualTo(202);
    }

    @Test
    void aServiceThatStartsWithoutItsBrokerTakesReports() {
        long began = System.nanoTime();
        try (var service =
                RunningService.start(
                        folder,
                        "epro.analysis.url",
                        analyzer.url(),
                        "spring.kafka.bootstrap-servers",
                        "no-such-host.invalid:9092")) {
            UUID id = UUID.randomUUID();
            assertThat(
                            service.client()
                                    .post(Patients.withoutNarrative(id, Patients.subject()))
                                    .statusCode())
                    .isEqualTo(202);
            eventually(
                    () -> assertThat(service.client().metric("epro_outbox_events")).isEqualTo(1));
            assertThat(service.client().manage("/actuator/health/readiness").statusCode())
                    .isEqualTo(200);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG);
    }
}
