package io.eprointake.messaging;

import static io.eprointake.testing.Client.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.eprointake.audit.Anchor;
import io.eprointake.audit.TrailCheck;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Store;
import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.TextSearch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Outcomes out, in their order and without a word of a patient. */
class ReportOutcomesIT extends WithKafka {

    private static final String STUDY = "ONC-301";

    /** More than the event of a report with a few answers, in bytes. */
    private static final int TOO_LARGE = 2000;

    @Test
    @Tag("soak")
    void anOutcomeThatTheClientFindsTooLargeIsADeadLetterAndTheOthersArrive() {
        try (var service =
                start("spring.kafka.producer.properties.max.request.size", TOO_LARGE + "")) {
            assertOnlyTheLargeIsADeadLetter(service.client());
        }
    }

    @Test
    @Tag("soak")
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
        var items = ReportOutcomesIT.class.getResourceAsStream("/instrument/pro-ctcae/items.csv");
        return new BufferedReader(new InputStreamReader(Objects.requireNonNull(items), UTF_8))
                .lines()
                .filter(line -> line.contains(",severity,"))
                .collect(Collectors.toMap(line -> line.split(",", -1)[1], line -> 4));
    }

    @Test
    void anAnchorOfTheTrailIsOnKafkaAndFitsIt() {
        try (var service = start()) {
            String url = "jdbc:sqlite:" + service.storeFile();
            eventually(() -> {
                List<Anchor> anchors =
                        kafka.read(Topics.ANCHORS).stream()
                                .map(it -> Anchor.of(new String(it.value(), UTF_8)))
                                .toList();
                // Of those of other services that the broker has, the last is this one's.
                try (Connection reading = DriverManager.getConnection(url)) {
                    reading.setAutoCommit(false);
                    assertThat(TrailCheck.of(reading, List.of(anchors.getLast())))
                            .startsWith("whole");
                }
            });
        }
    }

    @Test
    void anOutcomeThatCannotBeReadOrWrittenWaitsForAPersonAndTheOthersArrive() {
        UUID unreadable = UUID.randomUUID();
        UUID unwritable = UUID.randomUUID();
        UUID sound = UUID.randomUUID();
        try (var service = start()) {
            var store = service.bean(Store.class);
            var keys = service.bean(StudyKeys.class);
            keys.prepare(STUDY);
            store.await(store.write(tx -> tx.update(damage(keys, "unreadable", unreadable, "{"))));
            store.await(store.write(tx -> tx.update(damage(keys, "unwritable", unwritable, "{}"))));
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
                            tx.updateAll(
                                    "update report set assessment = ? where report_id = ?",
                                    List.of(
                                            new Object[] {none(keys, unreadable), unreadable},
                                            new Object[] {none(keys, unwritable), unwritable}))));
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
    private static String damage(StudyKeys keys, String name, UUID reportId, String assessment) {
        String hex = reportId.toString().replace("-", "").toUpperCase(Locale.ROOT);
        return """
        create trigger %s after insert on outbox
        when (select hex(report_id) from report where seq = new.report) = '%s'
        begin update report set assessment = x'%s' where seq = new.report; end
        """
                .formatted(
                        name,
                        hex,
                        HexFormat.of()
                                .formatHex(keys.seal(STUDY, reportId, "assessment", assessment)));
    }

    private static byte[] none(StudyKeys keys, UUID reportId) {
        return keys.seal(STUDY, reportId, "assessment", "{\"grades\":[]}");
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

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
