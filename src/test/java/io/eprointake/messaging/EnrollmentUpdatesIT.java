package io.eprointake.messaging;

import static io.eprointake.testing.Client.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.store.Store;
import io.eprointake.testing.Client;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Updates in, each counted once, and what cannot be counted put aside. */
class EnrollmentUpdatesIT extends WithKafka {

    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

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
    @Tag("soak")
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
    @Tag("soak")
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
    void anUpdateThatTheSchemaAllowsIsTaken() throws IOException {
        assertThat(schema("enrollment-update").validate(JSON.readTree(update(1, 100_000))))
                .isEmpty();
        assertThat(schema("enrollment-update").validate(JSON.readTree(back(1, -100_000))))
                .isEmpty();
        assertThat(schema("enrollment-update").validate(JSON.readTree(update(1, 100_001))))
                .isNotEmpty();
    }
}
