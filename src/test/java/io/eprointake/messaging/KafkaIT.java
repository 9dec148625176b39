package io.eprointake.messaging;

import static io.eprointake.testing.Client.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.eprointake.store.Store;
import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Kafka;
import io.eprointake.testing.Load;
import io.eprointake.testing.Outcomes;
import io.eprointake.testing.Patients;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.TcpProxy;
import io.eprointake.testing.TextSearch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Updates in and outcomes out, over a real broker. */
class KafkaIT {

    private static final Logger log = LoggerFactory.getLogger(KafkaIT.class);

    private static final Duration LONG = Duration.ofSeconds(60);

    /** How long the broker is stopped. */
    private static final Duration OUTAGE = Duration.ofSeconds(Boolean.getBoolean("soak") ? 20 : 5);

    /** More than the event of a report with a few answers, in bytes. */
    private static final int TOO_LARGE = 2000;

    private static final int PER_SECOND = 50;
    private static final String TWICE = "entered twice";
    private static final String SENT = "epro_outbox_sends_total{outcome=\"sent\"}";
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    @TempDir Path folder;

    private final Kafka kafka = Kafka.shared();
    private final FakeAnalyzer analyzer = new FakeAnalyzer(Manner.HEALTHY);
    private final String site = "S" + UUID.randomUUID();

    @AfterEach
    void close() {
        kafka.unblock();
        kafka.startAgain();
        analyzer.close();
    }

    @Test
    void anUpdateCountsOnceHoweverOftenItIsReadAndSent() {
        List<byte[]> updates = IntStream.range(0, 300).mapToObj(i -> update(i % 100, 2)).toList();
        try (var service = start()) {
            kafka.send(Topics.UPDATES, site.getBytes(UTF_8), updates);
            eventually(() -> assertThat(counted(service.client(), site)).isEqualTo(200));
        }
        // As if it had died after the commit of the database, and before that of the offset.
        kafka.rewind("epro-intake", Topics.UPDATES);
        String last = "L" + UUID.randomUUID();
        kafka.send(Topics.UPDATES, last.getBytes(UTF_8), List.of(json(last + "-1", last, 1)));
        // Fewer at a time than there are, so that some lag behind.
        try (var service = start("epro.messaging.batch", "100")) {
            eventually(() -> assertThat(counted(service.client(), last)).isEqualTo(1));

            assertThat(counted(service.client(), site)).isEqualTo(200);
            assertThat(
                            service.client()
                                    .metric("epro_messaging_updates_total{outcome=\"repeated\"}"))
                    .isGreaterThanOrEqualTo(300);
            assertThat(service.client().metric("kafka_consumer_fetch_manager_records_lag_max"))
                    .isGreaterThanOrEqualTo(200);
            assertBounded(service.client());
        }
    }

    /** Of what Kafka's own metrics tell apart there is only so much. */
    private void assertBounded(Client client) {
        List<String> lines =
                client.manage("/actuator/prometheus")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("kafka_"))
                        .toList();
        assertThat(lines).hasSizeBetween(50, 500).noneMatch(line -> line.contains(site));
        assertThat(
                        lines.stream()
                                .flatMap(line -> LABEL.matcher(line).results())
                                .map(label -> label.group(1)))
                .isSubsetOf(
                        "client_id", "kafka_version", "spring_id", "node_id", "topic", "partition");
    }

    @Test
    void aTopicThatAnotherReplicaCreatesAtTheSameMomentIsAsGood() throws Exception {
        String both = "both-" + site;
        String one = "one-" + site;
        var settings =
                new MessagingProperties(
                        URI.create("urn:test"), Duration.ofSeconds(1), 1, true, 1, (short) 1);
        var topics = new Topics(Map.of(), settings);
        try (Admin admin = kafka.admin()) {
            topics.create(admin, List.of(both));
            topics.create(admin, List.of(both, one));

            // The controller has them; the broker that is asked hears of them a moment later.
            eventually(() ->
                    assertThat(admin.listTopics().names().get(30, SECONDS)).contains(both, one));
        }
    }

    @Test
    void whatCannotBeCountedIsADeadLetterWithItsReasonAndBlocksNothing() {
        byte[] huge = " ".repeat(900_000).getBytes(UTF_8);
        byte[] garbage = ("no json " + site).getBytes(UTF_8);
        byte[] incomplete = ("{\"site\":\"" + site + "\",\"patients\":1}").getBytes(UTF_8);
        List<byte[]> updates = new ArrayList<>(List.of(update(1, 5), garbage, incomplete));
        updates.add(huge);
        updates.add(null);
        updates.addAll(List.of(update(1, 6), update(1, 5), update(2, 7)));
        try (var service = start()) {
            kafka.send(Topics.UPDATES, site.getBytes(UTF_8), updates);

            eventually(() -> assertThat(counted(service.client(), site)).isEqualTo(12));
            eventually(() ->
                    assertThat(dead())
                            .extracting(letter -> header(letter, "reason"))
                            .containsExactly(
                                    "unreadable",
                                    "invalid_parameter",
                                    "too_large",
                                    "unreadable",
                                    "conflict"));
            assertThat(dead().getFirst().value()).isEqualTo(garbage);
            assertThat(dead().get(2).value()).as("too large to be copied").isNull();
            assertThat(header(dead().get(2), "offset")).matches("[0-9]+");
        }
    }

    @Test
    void whatIsTakenBackCountsInItsOrderAndWhatWouldFallBelowZeroMayComeAgain() {
        byte[] tooMany = back(3, -3);
        List<byte[]> updates =
                List.of(update(1, 5), back(2, -3), tooMany, back(2, -3), update(4, 1));
        try (var service = start()) {
            kafka.send(Topics.UPDATES, site.getBytes(UTF_8), updates);

            eventually(() -> assertThat(counted(service.client(), site)).isEqualTo(3));
            eventually(() ->
                    assertThat(dead())
                            .extracting(letter -> header(letter, "reason"))
                            .containsExactly("below_zero"));
            assertThat(dead().getFirst().value()).isEqualTo(tooMany);
            assertThat(header(dead().getFirst(), "detail"))
                    .startsWith("The site stands at 2;")
                    .doesNotContain(TWICE);

            // It counts once, by whichever way it comes, when there is as much to take back.
            assertThat(
                            service.client()
                                    .post("/enrollment", "application/json", tooMany)
                                    .statusCode())
                    .isEqualTo(200);
            assertThat(counted(service.client(), site)).isZero();
            kafka.send(Topics.UPDATES, site.getBytes(UTF_8), List.of(tooMany, update(5, 7)));
            eventually(() -> assertThat(counted(service.client(), site)).isEqualTo(7));
            assertThat(dead()).hasSize(1);
        }
    }

    @Test
    void updatesWaitWhileTheStoreIsAwayAndNoneIsPutAside() {
        String database = Postgres.shared().database();
        try (var way = new TcpProxy(Postgres.shared().port())) {
            String url =
                    database.replace(":" + Postgres.shared().port(), ":" + way.port())
                            + "&socketTimeout=2";
            try (var service =
                    start("spring.datasource.url", url, "epro.store.commit-timeout", "1s")) {
                way.block();
                kafka.send(
                        Topics.UPDATES,
                        site.getBytes(UTF_8),
                        IntStream.range(0, 50).mapToObj(i -> update(i, 1)).toList());
                await().pollDelay(Duration.ofSeconds(6))
                        .atMost(LONG)
                        .until(() -> counted(service.client(), site) == 0);

                way.unblock();

                eventually(() -> assertThat(counted(service.client(), site)).isEqualTo(50));
                assertThat(dead()).isEmpty();
            }
        }
    }

    @Test
    void updatesAreCountedHoweverFullTheQueueIsKeptFromOutside() throws InterruptedException {
        try (var service =
                start(
                        "epro.store.queue-capacity",
                        "1",
                        "epro.store.reserved",
                        "64",
                        "epro.messaging.batch",
                        "64")) {
            var ended = new AtomicBoolean();
            var refused = new AtomicInteger();
            List<Thread> others =
                    IntStream.range(0, 8)
                            .mapToObj(i ->
                                    Thread.ofVirtual()
                                            .start(() ->
                                                    keepCounting(
                                                            service.client(),
                                                            "O" + i + site,
                                                            ended,
                                                            refused)))
                            .toList();
            try {
                kafka.send(
                        Topics.UPDATES,
                        site.getBytes(UTF_8),
                        IntStream.range(0, 500).mapToObj(i -> update(i, 1)).toList());

                eventually(() -> assertThat(counted(service.client(), site)).isEqualTo(500));
            } finally {
                ended.set(true);
                for (Thread other : others) {
                    assertThat(other.join(LONG)).isTrue();
                }
            }
            assertThat(refused).as("how often it was full").hasPositiveValue();
        }
    }

    private static void keepCounting(
            Client client, String site, AtomicBoolean ended, AtomicInteger refused) {
        for (int i = 0; !ended.get(); i++) {
            byte[] update = json(site + "-" + i, site, 1);
            if (client.post("/enrollment", "application/json", update).statusCode() == 503) {
                refused.incrementAndGet();
            }
        }
    }

    @Test
    void whatWasCountedBeforeAFailureInItsBatchIsNotReadAgain() {
        try (var service = start()) {
            var store = service.bean(Store.class);
            store.await(
                    store.write(tx ->
                            tx.update(
                                    """
                                    create trigger refuse before insert on enrollment_update
                                    when new.patients = 2
                                    begin select raise(abort, 'not now'); end
                                    """)));
            byte[] garbage = ("no json " + site).getBytes(UTF_8);
            List<byte[]> updates = new ArrayList<>();
            IntStream.range(0, 250).forEach(i -> updates.add(update(i, 1)));
            updates.add(garbage);
            IntStream.range(250, 500).forEach(i -> updates.add(update(i, 2)));
            updates.add(garbage);
            kafka.send(Topics.UPDATES, site.getBytes(UTF_8), updates);
            eventually(() ->
                    assertThat(kafka.unread("epro-intake", Topics.UPDATES)).isEqualTo(250 + 1));
            assertThat(counted(service.client(), site)).isEqualTo(250);
            assertThat(dead()).as("its letter went out before it was committed").hasSize(1);

            store.await(store.write(tx -> tx.update("drop trigger refuse")));

            eventually(() -> {
                assertThat(counted(service.client(), site)).isEqualTo(750);
                assertThat(kafka.unread("epro-intake", Topics.UPDATES)).isZero();
            });
            assertThat(dead()).hasSize(2);
            assertThat(
                            service.client()
                                    .metric("epro_enrollment_updates_total{outcome=\"repeated\"}"))
                    .isZero();
        }
    }

    @Test
    void whatHasNoLetterYetIsReadAgainAndNothingBeforeIt() {
        try (var service = start()) {
            eventually(() -> kafka.limit(Topics.DEAD_UPDATES, 10));
            try {
                byte[] garbage = ("no json " + site).getBytes(UTF_8);
                kafka.send(
                        Topics.UPDATES,
                        site.getBytes(UTF_8),
                        List.of(update(1, 1), garbage, update(2, 2)));
                eventually(
                        () -> assertThat(kafka.unread("epro-intake", Topics.UPDATES)).isEqualTo(2));
                assertThat(dead()).isEmpty();
            } finally {
                kafka.limit(Topics.DEAD_UPDATES, null);
            }

            eventually(() -> {
                assertThat(kafka.unread("epro-intake", Topics.UPDATES)).isZero();
                assertThat(dead()).hasSize(1);
            });
            assertThat(counted(service.client(), site)).isEqualTo(3);
        }
    }

    @Test
    void anOutcomeThatTheClientFindsTooLargeIsADeadLetterAndTheOthersArrive() {
        try (var service =
                start("spring.kafka.producer.properties.max.request.size", TOO_LARGE + "")) {
            assertOnlyTheLargeIsADeadLetter(service.client());
        }
    }

    @Test
    void anOutcomeThatTheBrokerFindsTooLargeIsADeadLetterAndTheOthersArrive() {
        // Smaller than what the topic takes, as anywhere, or the client splits in vain for ever.
        try (var service = start("spring.kafka.producer.batch-size", "1000B")) {
            eventually(() -> kafka.limit(Topics.OUTCOMES, TOO_LARGE));
            try {
                assertOnlyTheLargeIsADeadLetter(service.client());
            } finally {
                kafka.limit(Topics.OUTCOMES, null);
            }
        }
    }

    private void assertOnlyTheLargeIsADeadLetter(Client client) {
        UUID before = UUID.randomUUID();
        UUID large = UUID.randomUUID();
        UUID behind = UUID.randomUUID();
        Map<String, Object> severe = Patients.withoutNarrative(large, Patients.subject());
        severe.put("responses", severeEverywhere());
        client.post(Patients.withoutNarrative(before, Patients.subject()));
        client.post(severe);
        client.post(Patients.withoutNarrative(behind, Patients.subject()));

        eventually(() -> {
            assertThat(states(before)).containsExactly("analyzed");
            assertThat(states(behind)).containsExactly("analyzed");
            assertThat(deadOutcomes(large)).hasSize(1);
            assertThat(client.metric("epro_outbox_events")).isZero();
        });
        assertThat(states(large)).isEmpty();
        assertThat(client.metric("epro_outbox_sends_total{outcome=\"dead_letter\"}")).isEqualTo(1);
        var letter = deadOutcomes(large).getFirst();
        assertThat(letter.value()).isNull();
        assertThat(header(letter, "reason")).isEqualTo("too_large");
        assertThat(header(letter, "report_id")).isEqualTo(large.toString());
        assertThat(header(letter, "event_id")).startsWith(large + ".");
        assertThat(Integer.parseInt(header(letter, "size"))).isGreaterThan(TOO_LARGE);
    }

    private static Map<String, Object> severeEverywhere() {
        var items = KafkaIT.class.getResourceAsStream("/instrument/pro-ctcae/items.csv");
        return new BufferedReader(new InputStreamReader(Objects.requireNonNull(items), UTF_8))
                .lines()
                .filter(line -> line.contains(",severity,"))
                .collect(Collectors.toMap(line -> line.split(",", -1)[1], line -> 4));
    }

    @Test
    void anOutcomeThatCannotBeReadOrWrittenWaitsForAPersonAndTheOthersArrive() {
        UUID unreadable = UUID.randomUUID();
        UUID unwritable = UUID.randomUUID();
        UUID sound = UUID.randomUUID();
        try (var service = start()) {
            var store = service.bean(Store.class);
            store.await(store.write(tx -> tx.update(damage("unreadable", unreadable, "{"))));
            store.await(store.write(tx -> tx.update(damage("unwritable", unwritable, "{}"))));
            for (UUID id : List.of(unreadable, unwritable, sound)) {
                service.client().post(Patients.withoutNarrative(id, Patients.subject()));
            }
            eventually(() -> {
                assertThat(states(sound)).containsExactly("analyzed");
                assertThat(service.client().metric("epro_outbox_set_aside")).isEqualTo(2);
                assertThat(service.client().metric("epro_outbox_events")).isZero();
            });
            assertThat(states(unreadable)).isEmpty();
            assertThat(states(unwritable)).isEmpty();

            store.await(
                    store.write(tx ->
                            tx.update(
                                    "update report set assessment = '{\"grades\":[]}' where report_id <> ?",
                                    sound.toString())));
            // As the documents say it.
            store.await(
                    store.write(tx ->
                            tx.update(
                                    "update outbox set set_aside = null, due_at = 0 where set_aside is not null")));

            eventually(() -> {
                assertThat(states(unreadable)).containsExactly("analyzed");
                assertThat(states(unwritable)).containsExactly("analyzed");
                assertThat(service.client().metric("epro_outbox_set_aside")).isZero();
            });
        }
    }

    /** From the moment on at which there is an outcome of this report. */
    private static String damage(String name, UUID reportId, String assessment) {
        return """
        create trigger %s after insert on outbox when new.report_id = '%s'
        begin update report set assessment = '%s' where report_id = new.report_id; end
        """
                .formatted(name, reportId, assessment);
    }

    @Test
    void outcomesAreSentInOrderAsTheirSchemaSaysAndWithoutPatientText() throws IOException {
        UUID doubtful = UUID.randomUUID();
        Map<String, Object> quarantined =
                Patients.report(doubtful, Patients.subject(), Patients.narrative());
        quarantined.put("responses", Map.of("PROCTCAE_53A_SCL", 7));
        UUID severe = UUID.randomUUID();
        Map<String, Object> alerting =
                Patients.report(severe, Patients.subject(), Patients.narrative());
        alerting.put("responses", Map.of("PROCTCAE_9A_SCL", 4, "PROCTCAE_9B_SCL", 4));
        UUID failing = UUID.randomUUID();
        try (var service = start("epro.journal.max-attempts", "1")) {
            service.client().post(quarantined);
            service.client().post(alerting);
            service.client()
                    .post("/reports/" + doubtful + "/release", "application/json", new byte[0]);
            eventually(() -> {
                assertThat(states(doubtful)).containsExactly("quarantined", "analyzed");
                assertThat(states(severe)).containsExactly("analyzed");
            });
            analyzer.become(Manner.FAILING);
            service.client()
                    .post(Patients.report(failing, Patients.subject(), Patients.narrative()));
            eventually(() -> assertThat(states(failing)).containsExactly("analysis_failed"));
        }

        for (UUID id : List.of(doubtful, severe, failing)) {
            for (var message : outcomes(id)) {
                assertThat(schema("report-outcome").validate(JSON.readTree(message.value())))
                        .isEmpty();
                CloudEvent event = KafkaMessageFactory.createReader(message).toEvent();
                assertThat(event.getSubject()).isEqualTo(id.toString());
                assertThat(event.getId()).startsWith(id + ".");
                assertThat(event.getDataContentType()).isEqualTo("application/json");
            }
        }
        JsonNode data = JSON.readTree(outcomes(severe).getFirst().value());
        assertThat(data.at("/grades/0/group").asInt()).isEqualTo(9);
        assertThat(data.at("/alerts").size()).isPositive();
        assertNoPatientText();
    }

    @Test
    void whatAnAnalyzerFoundIsSentWithoutTheWordsThatSaySo() throws IOException {
        UUID id = UUID.randomUUID();
        String said =
                Patients.says("I have mouth sores, and I had chest pain on Tuesday") + " " + id;
        try (var service =
                RunningService.start(
                        folder,
                        "spring.kafka.bootstrap-servers",
                        kafka.servers(),
                        "epro.messaging.create-topics",
                        "true",
                        "epro.messaging.partitions",
                        "1")) {
            service.client().post(Patients.report(id, Patients.subject(), said));
            eventually(() -> assertThat(states(id)).containsExactly("analyzed"));
            assertThat(service.client().report(id).at("/analysis/red_flags/0/evidence").asText())
                    .isNotEmpty();
        }

        JsonNode data = JSON.readTree(outcomes(id).getFirst().value());
        assertThat(data.path("signals").size()).isPositive();
        assertThat(data.path("red_flags").asInt()).isPositive();
        assertNoPatientText();
    }

    /** In what any topic holds by now, of all tests that ran before in this JVM too. */
    private void assertNoPatientText() throws IOException {
        Path all = folder.resolve("messages.txt");
        for (String topic :
                List.of(
                        Topics.UPDATES,
                        Topics.DEAD_UPDATES,
                        Topics.OUTCOMES,
                        Topics.DEAD_OUTCOMES)) {
            for (var message : kafka.read(topic)) {
                var text = new StringBuilder(new String(message.key(), UTF_8));
                message.headers()
                        .forEach(h -> text.append(' ').append(new String(h.value(), UTF_8)));
                text.append(' ')
                        .append(message.value() == null ? "" : new String(message.value(), UTF_8));
                Files.writeString(
                        all, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        }
        var search = new TextSearch();
        for (Path said : TextSearch.files(Patients.SAID)) {
            Files.readAllLines(said).forEach(search::add);
        }
        assertThat(search.texts()).isPositive();
        assertThat(Files.size(all)).isPositive();
        assertThat(search.in(all)).isEmpty();
    }

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
    void whatTheDrainComesToIsSentBeforeTheEnd() throws InterruptedException {
        UUID id = UUID.randomUUID();
        analyzer.become(Manner.HOLDING);
        var service = start();
        service.client().post(Patients.report(id, Patients.subject(), Patients.narrative()));
        await("a call is open").atMost(LONG).until(() -> analyzer.calls() == 1);

        int port = service.port();
        Thread end = Thread.ofPlatform().name("end").start(service::close);
        // From here on the drain waits for that call.
        await("no more requests").atMost(LONG).until(() -> !listens(port));
        analyzer.become(Manner.HEALTHY);

        assertThat(end.join(LONG)).isTrue();
        assertThat(states(id)).containsExactly("analyzed");
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

    @Test
    void anUpdateThatTheSchemaAllowsIsTaken() throws IOException {
        assertThat(schema("enrollment-update").validate(JSON.readTree(update(1, 100_000))))
                .isEmpty();
        assertThat(schema("enrollment-update").validate(JSON.readTree(back(1, -100_000))))
                .isEmpty();
        assertThat(schema("enrollment-update").validate(JSON.readTree(update(1, 100_001))))
                .isNotEmpty();
    }

    private RunningService start(String... more) {
        List<String> settings = new ArrayList<>();
        settings.addAll(List.of("epro.analysis.url", analyzer.url()));
        settings.addAll(List.of("spring.kafka.bootstrap-servers", kafka.servers()));
        settings.addAll(List.of("epro.messaging.create-topics", "true"));
        settings.addAll(List.of("epro.messaging.partitions", "1"));
        settings.addAll(List.of(more));
        var service = RunningService.start(folder, settings.toArray(String[]::new));
        eventually(
                () -> assertThat(kafka.read(Topics.UPDATES)).as("the topic is there").isNotNull());
        return service;
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private byte[] update(int number, int patients) {
        return json(site + "-" + number, site, patients);
    }

    private byte[] back(int number, int patients) {
        return Client.json(
                Map.of(
                        "event_id",
                        site + "-" + number,
                        "site",
                        site,
                        "patients",
                        patients,
                        "reason",
                        TWICE));
    }

    private static byte[] json(String eventId, String site, int patients) {
        return Client.json(Map.of("event_id", eventId, "site", site, "patients", patients));
    }

    private static long counted(Client client, String site) {
        for (JsonNode one : Client.tree(client.get("/enrollment")).path("sites")) {
            if (one.path("site").asText().equals(site)) {
                return one.path("enrolled").asLong();
            }
        }
        return 0;
    }

    /** Those of this test's site. */
    private List<ConsumerRecord<byte[], byte[]>> dead() {
        return kafka.read(Topics.DEAD_UPDATES).stream()
                .filter(letter -> new String(letter.key(), UTF_8).equals(site))
                .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> deadOutcomes(UUID id) {
        return kafka.read(Topics.DEAD_OUTCOMES).stream()
                .filter(letter -> new String(letter.key(), UTF_8).equals(id.toString()))
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        return new String(
                Objects.requireNonNull(message.headers().lastHeader(name)).value(), UTF_8);
    }

    private List<ConsumerRecord<byte[], byte[]>> outcomes(UUID id) {
        return kafka.read(Topics.OUTCOMES).stream()
                .filter(message -> new String(message.key(), UTF_8).equals(id.toString()))
                .toList();
    }

    private List<String> states(UUID id) {
        return outcomes(id).stream()
                .map(m -> header(m, "ce_type").replace("io.eprointake.report.", ""))
                .toList();
    }

    private static JsonSchema schema(String name) {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(KafkaIT.class.getResourceAsStream("/schemas/" + name + ".json"));
    }

    private static void eventually(ThrowingRunnable holds) {
        await().atMost(LONG).ignoreExceptions().untilAsserted(holds);
    }
}
