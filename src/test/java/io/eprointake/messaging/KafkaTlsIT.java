package io.eprointake.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Certificate;
import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Kafka;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A broker that takes clients over TLS alone, by name and password. */
@Tag("soak")
@ExtendWith(OutputCaptureExtension.class)
class KafkaTlsIT {

    private static final String PASSWORD = "the-broker-password-of-this-test";
    private static final String WRONG = "not-the-password-of-this-test";
    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"epro\" password=\"%s\"";

    @TempDir Path folder;
    private final FakeAnalyzer analyzer = new FakeAnalyzer(Manner.HEALTHY);
    private Certificate its;
    private Kafka kafka;

    @BeforeEach
    void start() throws IOException {
        its = Certificate.make(folder, "its");
        String chain = Files.readString(its.chain());
        String login = LOGIN.formatted(PASSWORD);
        Map<String, String> trust =
                Map.of("ssl.truststore.type", "PEM", "ssl.truststore.certificates", chain);
        Map<String, String> broker =
                Map.of(
                        "listener.security.protocol.map",
                        "EXTERNAL:SASL_SSL,CONTROLLER:PLAINTEXT",
                        "sasl.enabled.mechanisms",
                        "PLAIN",
                        "sasl.mechanism.inter.broker.protocol",
                        "PLAIN",
                        "listener.name.external.plain.sasl.jaas.config",
                        login + " user_epro=\"%s\";".formatted(PASSWORD),
                        "ssl.keystore.type",
                        "PEM",
                        "ssl.keystore.certificate.chain",
                        chain,
                        "ssl.keystore.key",
                        Files.readString(its.key()));
        Map<String, String> clients =
                Map.of(
                        "security.protocol",
                        "SASL_SSL",
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.jaas.config",
                        login + ";");
        kafka = Kafka.start(both(broker, trust), both(clients, trust));
    }

    private static Map<String, String> both(Map<String, String> one, Map<String, String> other) {
        Map<String, String> all = new HashMap<>(one);
        all.putAll(other);
        return all;
    }

    @AfterEach
    void stop() {
        kafka.close();
        analyzer.close();
    }

    @Test
    void topicsAreMadeAnUpdateIsTakenAndAnOutcomeIsSent(CapturedOutput output) {
        String site = "S" + UUID.randomUUID();
        try (var service = start(its, kafka.servers(), PASSWORD)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> topics().containsAll(List.of(Topics.UPDATES, Topics.OUTCOMES)));
            var update = Map.of("event_id", site + "-1", "site", site, "patients", 7);
            kafka.send(Topics.UPDATES, site.getBytes(UTF_8), List.of(Client.json(update)));
            UUID id = send(service.client());

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(service.client().get("/enrollment").body())
                                    .contains("\"%s\",\"enrolled\":7".formatted(site)));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(kafka.read(Topics.OUTCOMES))
                                    .extracting(message -> new String(message.key(), UTF_8))
                                    .contains(id.toString()));
        }
        assertThat(output.getAll()).doesNotContain(PASSWORD);
    }

    @ParameterizedTest
    @CsvSource({
        "its, 127.0.0.1, " + WRONG + ", Authentication failed",
        "another, 127.0.0.1, " + PASSWORD + ", SSL handshake failed",
        "its, localhost, " + PASSWORD + ", SSL handshake failed",
    })
    void aBrokerThatDoesNotTrustItOrIsNotTrustedGetsNothingAndIntakeGoesOn(
            String trusted, String host, String password, String told, CapturedOutput output)
            throws Exception {
        var trust = trusted.equals("its") ? its : Certificate.make(folder, "another");
        String servers = kafka.servers().replace("127.0.0.1", host);
        try (var service = start(trust, servers, password)) {
            UUID id = send(service.client());

            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            service.client().report(id).at("/state").asText().equals("analyzed"));
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            service.client().metric("epro_outbox_sends_total{outcome=\"failed\"}")
                                    > 0);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(output.getAll().lines())
                                    .anyMatch(line ->
                                            line.contains("Kafka cannot be used yet")
                                                    && line.contains(told)));
            assertThat(topics()).as("it may create them, but is not let in").isEmpty();
            assertThat(service.client().manage("/actuator/health/readiness").statusCode())
                    .isEqualTo(200);
        }
        assertThat(output.getAll()).doesNotContain(password);
    }

    private List<String> topics() throws Exception {
        try (Admin admin = kafka.admin()) {
            return List.copyOf(admin.listTopics().names().get(30, TimeUnit.SECONDS));
        }
    }

    private static UUID send(Client client) {
        UUID id = UUID.randomUUID();
        var report = Patients.report(id, Patients.subject(), Patients.says("I slept badly"));
        assertThat(client.post(report).statusCode()).isEqualTo(202);
        return id;
    }

    private RunningService start(Certificate trusted, String servers, String password) {
        List<String> settings = new ArrayList<>();
        Collections.addAll(settings, trusted.trustedBy("broker"));
        Collections.addAll(
                settings,
                "epro.analysis.url",
                analyzer.url(),
                "epro.messaging.create-topics",
                "true",
                "spring.kafka.bootstrap-servers",
                servers,
                "spring.kafka.security.protocol",
                "SASL_SSL",
                "spring.kafka.ssl.bundle",
                "broker",
                "spring.kafka.properties.sasl.mechanism",
                "PLAIN",
                "spring.kafka.properties.sasl.jaas.config",
                LOGIN.formatted(password) + ";");
        return RunningService.start(folder, settings.toArray(String[]::new));
    }
}
