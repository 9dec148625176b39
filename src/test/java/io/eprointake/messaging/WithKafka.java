package io.eprointake.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Kafka;
import io.eprointake.testing.RunningService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A service beside a real broker, which the tests of a JVM share: each has a site of its own. */
abstract class WithKafka {

    static final Duration LONG = Duration.ofSeconds(60);
    static final String TWICE = "entered twice";

    @TempDir Path folder;

    final Kafka kafka = Kafka.shared();
    final FakeAnalyzer analyzer = new FakeAnalyzer(Manner.HEALTHY);
    final String site = "S" + UUID.randomUUID();

    @AfterEach
    void close() {
        kafka.unblock();
        kafka.startAgain();
        analyzer.close();
    }

    RunningService start(String... more) {
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

    byte[] update(int number, int patients) {
        return json(site + "-" + number, site, patients);
    }

    byte[] back(int number, int patients) {
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

    static byte[] json(String eventId, String site, int patients) {
        return Client.json(Map.of("event_id", eventId, "site", site, "patients", patients));
    }

    static long counted(Client client, String site) {
        for (JsonNode one : Client.tree(client.get("/enrollment")).path("sites")) {
            if (one.path("site").asText().equals(site)) {
                return one.path("enrolled").asLong();
            }
        }
        return 0;
    }

    /** Those of this test's site. */
    List<ConsumerRecord<byte[], byte[]>> dead() {
        return kafka.read(Topics.DEAD_UPDATES).stream()
                .filter(letter -> new String(letter.key(), UTF_8).equals(site))
                .toList();
    }

    List<ConsumerRecord<byte[], byte[]>> deadOutcomes(UUID id) {
        return kafka.read(Topics.DEAD_OUTCOMES).stream()
                .filter(letter -> new String(letter.key(), UTF_8).equals(id.toString()))
                .toList();
    }

    static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        return new String(
                Objects.requireNonNull(message.headers().lastHeader(name)).value(), UTF_8);
    }

    List<ConsumerRecord<byte[], byte[]>> outcomes(UUID id) {
        return kafka.read(Topics.OUTCOMES).stream()
                .filter(message -> new String(message.key(), UTF_8).equals(id.toString()))
                .toList();
    }

    List<String> states(UUID id) {
        return outcomes(id).stream()
                .map(m -> header(m, "ce_type").replace("io.eprointake.report.", ""))
                .toList();
    }

    static JsonSchema schema(String name) {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(WithKafka.class.getResourceAsStream("/schemas/" + name + ".json"));
    }

    static void eventually(ThrowingRunnable holds) {
        await().atMost(LONG).ignoreExceptions().untilAsserted(holds);
    }
}
