package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.eprointake.testing.Compose;
import io.eprointake.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be told of {@code docker/compose.yaml} without starting it; see {@code ComposeIT}. */
class ComposeTest {

    private static final Path SCHEMA =
            Path.of("src", "test", "resources", "compose", "compose-spec.json");

    /** At least two numbers of a version, and whatever its image adds to them. */
    private static final Pattern PINNED = Pattern.compile("[a-z/]+:v?\\d+(\\.\\d+)+(-[a-z]+)?");

    private static final Path MANUAL = Path.of("src", "docs", "manual", "running.md");

    private static final Pattern GRACE =
            Pattern.compile("Give it (\\d+) s .*?\\s(\\d+) s with Kafka", Pattern.DOTALL);

    private final Compose compose = Compose.read();
    private final Map<String, JsonNode> services =
            compose.file().required("services").properties().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    @Test
    void itIsWhatTheComposeSpecificationAllows() throws IOException {
        ObjectNode file = compose.file().deepCopy();
        // Younger than the schema.
        assertThat(file.remove("name").asText()).isEqualTo("epro-intake");

        // It says that it is of 2019-09, and has names that are of draft 4.
        String text = Files.readString(SCHEMA).replaceAll("\"id\": \"[^\"]*\",", "");
        var schema = JsonSchemaFactory.getInstance(VersionFlag.V201909).getSchema(text);

        assertThat(schema.validate(file)).isEmpty();
    }

    @Test
    void everyImageIsOfOneVersionOrBuiltHere() {
        Set<String> built =
                services.values().stream()
                        .filter(it -> it.has("build"))
                        .map(it -> it.path("image").asText())
                        .collect(Collectors.toSet());

        assertThat(built).containsExactly("epro-intake:local");
        services.forEach((name, service) -> {
            String image = service.path("image").asText();
            assertThat(built.contains(image) || PINNED.matcher(image).matches())
                    .as("%s: %s", name, image)
                    .isTrue();
        });
        assertThat(services.values())
                .filteredOn(it -> it.has("build"))
                .as("by one alone")
                .hasSize(1);
    }

    @Test
    void everyServiceHasALimitOfEverythingAndIsLookedAfter() {
        assertThat(services).hasSize(9);
        services.forEach((name, service) -> {
            assertThat(service.at("/healthcheck/test")).as(name + ": health").isNotEmpty();
            for (String bound : List.of("interval", "timeout", "retries", "start_period")) {
                assertThat(service.required("healthcheck").has(bound))
                        .as(name + ": " + bound)
                        .isTrue();
            }
            assertThat(service.path("mem_limit").asText()).as(name).matches("\\d+[mg]");
            assertThat(service.path("restart").asText()).as(name).isEqualTo("unless-stopped");
            assertThat(service.at("/logging/driver").asText()).as(name).isEqualTo("local");
            assertThat(grace(name)).as(name).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
        });
    }

    @Test
    void theServiceHasTheTimeToStopThatTheManualAsksFor() throws IOException {
        var asked = GRACE.matcher(Files.readString(MANUAL));
        assertThat(asked.find()).isTrue();

        assertThat(grace("analyzer")).hasSeconds(Integer.parseInt(asked.group(1)));
        for (String replica : List.of("intake-1", "intake-2")) {
            assertThat(grace(replica)).hasSeconds(Integer.parseInt(asked.group(2)));
        }
    }

    @Test
    void whoWaitsForAnotherSaysForWhat() {
        services.forEach((name, service) -> {
            service.path("depends_on")
                    .properties()
                    .forEach(other -> {
                        assertThat(services).as(name).containsKey(other.getKey());
                        assertThat(other.getValue().path("condition").asText())
                                .as(name + " on " + other.getKey())
                                .isIn("service_started", "service_healthy");
                    });
        });
        assertThat(compose.service("intake-1").at("/depends_on/postgres/condition").asText())
                .isEqualTo("service_healthy");
    }

    @Test
    void onlyThisMachineReachesWhatIsPublished() {
        Set<String> open =
                services.entrySet().stream()
                        .filter(it -> it.getValue().has("ports"))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());

        assertThat(open)
                .containsExactlyInAnyOrder("proxy", "prometheus", "alertmanager", "grafana");
        assertThat(services.values().stream().flatMap(it -> it.path("ports").valueStream()))
                .extracting(JsonNode::asText)
                .allMatch(port -> port.matches("127\\.0\\.0\\.1:\\d+:\\d+"));
        assertThat(services.values()).noneMatch(it -> it.has("network_mode"));
    }

    @Test
    void everyMountIsAFileThatIsThereOrAVolume() {
        assertThat(mounts()).hasSizeGreaterThan(6);
        assertThat(mounts())
                .allSatisfy(mount -> {
                    String source = mount.substring(0, mount.indexOf(':'));
                    if (source.startsWith("./tokens/")) {
                        assertThat(mount).as("made by make-secrets").endsWith(":ro");
                    } else if (source.startsWith("./")) {
                        assertThat(Compose.FOLDER.resolve(source)).isRegularFile();
                        assertThat(mount).endsWith(":ro");
                    } else {
                        assertThat(compose.file().required("volumes").has(source))
                                .as(source)
                                .isTrue();
                    }
                });
    }

    @Test
    void everySecretIsTheStartersOwnAndTheSameAtBothEnds() {
        services.forEach((name, service) -> {
            service.path("environment")
                    .properties()
                    .forEach(it -> {
                        String value = it.getValue().asText();
                        if (it.getKey().matches(".*(PASSWORD|TOKEN|JAAS|SECRET|KEY(?!_FILE)).*")) {
                            assertThat(value)
                                    .as("%s: %s", name, it.getKey())
                                    .contains("${")
                                    .doesNotContainPattern("\\$\\{[A-Z_]+(?!:\\?|[A-Z_])");
                        }
                    });
        });
        var intake = compose.environment("intake-1", "its");
        assertThat(intake.get("SPRING_DATASOURCE_PASSWORD"))
                .isEqualTo(compose.environment("postgres", "its").get("POSTGRES_PASSWORD"));
        assertThat(intake.get("EPRO_ANALYSIS_TOKEN"))
                .isEqualTo(compose.environment("analyzer", "its").get("EPRO_ANALYSIS_TOKEN"));
        assertThat(compose.kafkaLogin("its"))
                .containsEntry("security.protocol", "SASL_PLAINTEXT")
                .containsEntry("sasl.mechanism", "PLAIN")
                .hasEntrySatisfying(
                        "sasl.jaas.config",
                        login -> assertThat(login).contains("password=\"its\""));
    }

    @Test
    void aBrokerTakesKafkasSettings() {
        Map<String, String> settings = compose.kafkaSettings("its");
        var config = new KafkaConfig(settings, false);

        assertThat(settings.keySet())
                .filteredOn(name -> !name.startsWith("listener.name."))
                .isSubsetOf(AbstractKafkaConfig.CONFIG_DEF.names());
        assertThat(config.autoCreateTopicsEnable()).isFalse();
        assertThat(config.originals().get("log.dirs")).isEqualTo("/var/lib/kafka/data");
        assertThat(mounts()).contains("kafka:/var/lib/kafka/data");
    }

    @Test
    void kafkaLetsNobodyInWhoDoesNotSayWhoTheyAre() {
        var config = new KafkaConfig(compose.kafkaSettings("its"), false);

        config.effectiveListenerSecurityProtocolMap()
                .foreach(listener -> {
                    boolean asks = listener._2().name.startsWith("SASL_");
                    boolean isController = listener._1().value().equals("CONTROLLER");
                    assertThat(asks || isController).as(listener.toString()).isTrue();
                    return null;
                });
        assertThat(compose.kafkaSettings("its").get("listeners"))
                .contains("CONTROLLER://127.0.0.1:");
    }

    @Test
    void prometheusTakesItsConfigurationAndItsRules(@TempDir Path folder) throws IOException {
        Path token = Files.writeString(folder.resolve("metrics.jwt"), "a token");
        Files.copy(Compose.FOLDER.resolve("alerts.yml"), folder.resolve("alerts.yml"));
        String config = Files.readString(Compose.FOLDER.resolve("prometheus.yml"));
        assertThat(config).contains("/etc/prometheus/metrics.jwt");
        Path here =
                Files.writeString(
                        folder.resolve("prometheus.yml"),
                        config.replace("/etc/prometheus/metrics.jwt", token.toString()));

        var checked = Program.run("promtool", "check", "config", here.toString());

        assertThat(checked.code()).as(checked.output()).isZero();
        assertThat(checked.output()).contains("rules found");
    }

    @Test
    void alertmanagerTakesItsConfigurationAndTellsOfPatientsWhoWaitAtOnce() throws IOException {
        String file = Compose.FOLDER.resolve("alertmanager.yml").toString();
        var checked = Program.run("amtool", "check-config", file);
        assertThat(checked.code()).as(checked.output()).isZero();

        String routes = Files.readString(Path.of(file));
        List<String> urgent =
                found(routes, "- matchers: \\['alertname=~\"([^\"]+)\"']\\s+receiver");
        List<String> alerts = found(Compose.FOLDER.resolve("alerts.yml"), "- alert: (\\w+)");
        assertThat(urgent).singleElement().asString().contains("AlertsOverdue");
        assertThat(alerts)
                .as("named in routes")
                .containsAll(
                        found(routes, "alertname=~?\"([^\"]+)\"").stream()
                                .flatMap(names -> Stream.of(names.split("\\|", -1)))
                                .toList());
    }

    @Test
    void everyAlertIsRaisedWhenItShouldAndOnlyThen() {
        var tested =
                Program.run("promtool", "test", "rules", "src/test/resources/compose/alerts.yml");

        assertThat(tested.code()).as(tested.output()).isZero();
    }

    @Test
    void everyAlertIsTriedBothWaysAndHasItsWordsInTheManual() throws IOException {
        List<String> alerts = found(Compose.FOLDER.resolve("alerts.yml"), "- alert: (\\w+)");
        String manual = Files.readString(MANUAL);
        String rings = manual.substring(manual.indexOf("\n## When the alarm rings"));
        Path cases = Path.of("src", "test", "resources", "compose", "alerts.yml");

        assertThat(alerts).hasSizeGreaterThan(20).doesNotHaveDuplicates();
        assertThat(found(rings, "(?m)^### (\\w+)$")).containsExactlyElementsOf(alerts);
        assertThat(found(cases, "alertname: (\\w+)}"))
                .as("does not ring")
                .containsExactlyInAnyOrderElementsOf(alerts);
        assertThat(found(cases, "alertname: (\\w+)\\s+exp_alerts:\\s+- exp_"))
                .as("rings")
                .containsExactlyInAnyOrderElementsOf(alerts);
        assertThat(rings.split("\n### ", -1))
                .filteredOn(words -> !words.contains("## When the alarm rings"))
                .allSatisfy(words -> assertThat(words).contains("**Means**", "**Look**", "**Do**"));
    }

    private static List<String> found(Path file, String pattern) throws IOException {
        return found(Files.readString(file), pattern);
    }

    private static List<String> found(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map(it -> it.group(1)).toList();
    }

    private Duration grace(String service) {
        return Duration.parse("PT" + compose.service(service).path("stop_grace_period").asText());
    }

    private List<String> mounts() {
        return services.values().stream()
                .flatMap(it -> it.path("volumes").valueStream())
                .map(JsonNode::asText)
                .toList();
    }
}
