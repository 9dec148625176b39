package io.eprointake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.security.LocalTokens;
import io.eprointake.testing.Client;
import io.eprointake.testing.Compose;
import io.eprointake.testing.Expressions;
import io.eprointake.testing.Haproxy;
import io.eprointake.testing.Kafka;
import io.eprointake.testing.Patients;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.Program;
import io.eprointake.testing.ServiceProcess;
import io.eprointake.testing.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code docker/compose.yaml} starts, started without containers: the same processes, each
 * with the environment that the file gives it, in which only the addresses of others are others.
 */
@Tag("soak")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeIT {

    private static final String PASSWORD = "of-this-test-and-as-long-as-a-token";

    /** Of those that run, by the names that they have in the file. */
    private static final Map<String, String> ADDRESSES = new TreeMap<>();

    private static final Deque<AutoCloseable> STARTED = new ConcurrentLinkedDeque<>();

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir static Path folder;
    private static final Compose COMPOSE = Compose.read();
    private static Kafka kafka;
    private static TcpProxy wayToPostgres;
    private static ServiceProcess analyzer;
    private static List<ServiceProcess> replicas = List.of();

    @BeforeAll
    static void start() {
        // By which key callers are known, and where the test finds their tokens.
        Path tokens = folder.resolve("data/tokens");
        LocalTokens.in(tokens, Instant.now()).write(tokens);
        ADDRESSES.put("file:/keys.json", tokens.resolve("keys.json").toUri().toString());
        ADDRESSES.put("/app/keys", folder.resolve("keys").toString());
        wayToPostgres = started(new TcpProxy(Postgres.shared().port()));
        createDatabase(COMPOSE.environment("postgres", PASSWORD));
        ADDRESSES.put("//postgres/", "//127.0.0.1:%d/".formatted(wayToPostgres.port()));
        var starting = CompletableFuture.supplyAsync(ComposeIT::startKafka);
        analyzer = process("analyzer");
        ADDRESSES.put("//analyzer:8090", "//127.0.0.1:" + analyzer.port());
        kafka = starting.join();
        ADDRESSES.put("kafka:9092", kafka.servers());
        // Both at once, over an empty database, as "up" does.
        var second = CompletableFuture.supplyAsync(() -> process("intake-2"));
        replicas = List.of(process("intake-1"), second.join());
    }

    /** The last first, and also when one of them did not start. */
    @AfterAll
    static void stop() throws Exception {
        while (!STARTED.isEmpty()) {
            STARTED.pop().close();
        }
    }

    @Test
    void oneCommandMakesTheSecretsThatAreNotThereYet(@TempDir Path made) throws IOException {
        Path script = Files.copy(Compose.FOLDER.resolve("make-secrets"), made.resolve("make"));
        Path env = Files.writeString(made.resolve(".env"), "OTHER=of-last-year");

        var first =
                Program.run(
                        List.of(
                                "env",
                                "EPRO_JAR=" + ServiceProcess.jar(),
                                "JAVA=" + JAVA,
                                "bash",
                                script.toString()));
        List<String> lines = Files.readAllLines(env);
        assertThat(
                        Program.run(
                                        List.of(
                                                "env",
                                                "EPRO_JAR=" + ServiceProcess.jar(),
                                                "JAVA=" + JAVA,
                                                "bash",
                                                script.toString()))
                                .code())
                .isZero();

        assertThat(first.code()).as(first.output()).isZero();
        assertThat(lines)
                .extracting(line -> line.substring(0, line.indexOf('=')))
                .containsOnlyOnceElementsOf(COMPOSE.variables())
                .hasSize(1 + COMPOSE.variables().size());
        assertThat(lines).contains("OTHER=of-last-year");
        List<String> secrets =
                lines.stream().map(line -> line.substring(line.indexOf('=') + 1)).toList();
        assertThat(secrets).doesNotHaveDuplicates();
        assertThat(secrets.subList(1, secrets.size()))
                .allSatisfy(secret -> {
                    assertThat(Base64.getDecoder().decode(secret)).hasSize(32);
                    assertThat(first.output()).doesNotContain(secret);
                });
        assertThat(Files.readAllLines(env)).as("the second time").isEqualTo(lines);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(env)))
                .isEqualTo("rw-------");
        for (String mount : List.of("keys.json", "metrics.jwt")) {
            Path file = made.resolve("tokens").resolve(mount);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-r--r--");
        }
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(made.resolve("tokens"))))
                .isEqualTo("rwx------");
        assertThat(Files.readString(made.resolve("tokens/metrics.jwt"))).startsWith("ey");
    }

    private static <T extends AutoCloseable> T started(T one) {
        STARTED.push(one);
        return one;
    }

    /** As the image does at its first start. */
    private static void createDatabase(Map<String, String> environment) {
        Postgres.execute(
                Postgres.shared().url("postgres"),
                "create role %s superuser login password '%s'"
                        .formatted(
                                environment.get("POSTGRES_USER"),
                                environment.get("POSTGRES_PASSWORD")),
                "create database %s owner %s"
                        .formatted(
                                environment.get("POSTGRES_DB"), environment.get("POSTGRES_USER")));
    }

    /** Where it listens and how it finds itself is the test broker's own. */
    private static Kafka startKafka() {
        Map<String, String> settings = new TreeMap<>(COMPOSE.kafkaSettings(PASSWORD));
        settings.keySet()
                .removeIf(name ->
                        name.matches(
                                "(advertised\\.)?listeners|(controller|process|node|log\\.dirs).*"));
        assertThat(settings)
                .containsKeys("auto.create.topics.enable", "listener.security.protocol.map");
        return started(Kafka.start(settings, COMPOSE.kafkaLogin(PASSWORD)));
    }

    private static ServiceProcess process(String service) {
        Map<String, String> environment = COMPOSE.environment(service, PASSWORD);
        ADDRESSES.forEach((there, here) ->
                environment.replaceAll((name, value) -> value.replace(there, here)));
        return started(ServiceProcess.start(folder, environment));
    }

    @Test
    @Order(1) // what it does is what the metrics then show
    void aReportThatIsSentToTheProxyIsAnalyzedElsewhereAndItsOutcomeIsOnKafka() {
        UUID id = UUID.randomUUID();
        try (var proxy = Haproxy.start(folder.resolve("data"), replicas)) {
            String narrative = Patients.says("I keep throwing up and my head is pounding badly");
            var report = Patients.report(id, Patients.subject(), narrative);
            assertThat(proxy.client().post(report).statusCode()).isEqualTo(202);

            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            proxy.client().report(id).at("/state").asText().equals("analyzed"));
            JsonNode analysis = proxy.client().report(id).at("/analysis");
            assertThat(analysis.at("/signals").findValuesAsText("group")).contains("10", "49");
        }
        assertThat(analyzer.client().manage("/actuator/prometheus").body())
                .as("the analyzer's own process was asked")
                .containsPattern(
                        "http_server_requests_seconds_count\\{.*uri=\"/analyze\".*} [1-9]");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(kafka.read("report-outcomes"))
                                .extracting(ComposeIT::key)
                                .contains(id.toString()));
    }

    @Test
    void anUpdateThatIsSentToKafkaShowsOnBothReplicas() {
        String site = "S" + UUID.randomUUID();
        String update =
                "{\"event_id\":\"%s-1\",\"site\":\"%s\",\"patients\":7}".formatted(site, site);

        kafka.send("enrollment-updates", site.getBytes(UTF_8), List.of(update.getBytes(UTF_8)));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(replicas)
                                .allSatisfy(replica ->
                                        assertThat(replica.client().get("/enrollment").body())
                                                .contains(
                                                        "\"%s\",\"enrolled\":7".formatted(site))));
    }

    @Test
    void neitherTheBrokerNorTheAnalyzerServesWhoeverAsks() {
        try (Admin nobody = Admin.create(Map.of("bootstrap.servers", kafka.servers()))) {
            assertThat(nobody.listTopics(new ListTopicsOptions().timeoutMs(5000)).names())
                    .failsWithin(Duration.ofSeconds(10));
        }
        assertThat(analyzer.client().post("/analyze", "application/json", new byte[0]).statusCode())
                .isEqualTo(401);
    }

    @Test
    void everyHealthCheckTellsWhatRunsFromWhatDoesNot() {
        Map<String, String> checked =
                Map.of(
                        "intake-1", "8081:" + replicas.getFirst().managementPort(),
                        "analyzer", "8091:" + analyzer.managementPort(),
                        "kafka", "9092:" + kafka.servers().split(":", -1)[1]);
        checked.forEach((service, ports) -> {
            String[] port = ports.split(":", -1);
            assertThat(health(service, port[0], port[1])).as(service).isZero();
            assertThat(health(service, port[0], "1")).as(service + ", gone").isNotZero();
        });
        // Where the service listens it answers too, with 404.
        assertThat(health("intake-1", "8081", String.valueOf(replicas.getFirst().port())))
                .isNotZero();
        assertThat(health("analyzer", "8091", String.valueOf(analyzer.port()))).isNotZero();
    }

    private static int health(String service, String there, String here) {
        return Program.run(
                        COMPOSE.healthCheck(service).stream()
                                .map(word ->
                                        word.replace("/127.0.0.1/" + there, "/127.0.0.1/" + here))
                                .toList())
                .code();
    }

    @Test
    void everyMetricOfTheAlertsAndTheDashboardIsMeasured() {
        List<String> lines =
                replicas.getFirst().client().manage("/actuator/prometheus").body().lines().toList();
        List<String> expressions = Expressions.all();

        assertThat(expressions).hasSizeGreaterThan(20);
        for (String expression : expressions) {
            List<MatchResult> metrics = Expressions.metrics(expression);
            assertThat(metrics.size() + (expression.startsWith("up{") ? 1 : 0))
                    .as(expression)
                    .isPositive();
            assertThat(metrics)
                    .allSatisfy(metric ->
                            assertThat(lines)
                                    .as(metric.group())
                                    .anyMatch(line -> shows(metric, line)));
        }
    }

    /** With the values of labels that an expression asks for, such as {@code state="leaked"}. */
    private static boolean shows(MatchResult metric, String line) {
        return line.matches(metric.group(1) + "[{ ].*")
                && (metric.group(2) == null
                        || Stream.of(metric.group(2).split(",", -1))
                                .allMatch(label -> hasOneOf(label, line)));
    }

    /** A label as a metric has it, or {@code =~} with words that it may be. */
    private static boolean hasOneOf(String label, String line) {
        String[] sides = label.split("=~?", 2);
        String values = sides[1].substring(1, sides[1].length() - 1);
        return Stream.of(values.split("\\|", -1))
                .anyMatch(value -> line.contains(sides[0] + "=\"" + value + "\""));
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void withoutPostgresqlTheProxyStillPassesOnWhatIsAnsweredFromMemory() {
        try (var proxy = Haproxy.start(folder.resolve("data"), replicas)) {
            wayToPostgres.block();
            await().atMost(Duration.ofSeconds(30)).until(() -> !proxy.healthy());

            assertThat(proxy.client().get("/enrollment").statusCode()).isEqualTo(200);
            HttpResponse<String> refused = proxy.client().get("/reports/" + UUID.randomUUID());
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(Client.tree(refused).path("code").asText())
                    .as("a replica's own answer, not the proxy's")
                    .isEqualTo("store_unavailable");
            assertThat(refused.body()).doesNotContain("No replica answers");

            wayToPostgres.unblock();
            await().atMost(Duration.ofSeconds(30)).until(proxy::healthy);
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aReplicaStopsAndNoRequestFails() throws InterruptedException {
        ServiceProcess stopped = replicas.getFirst();
        Queue<Integer> answers = new ConcurrentLinkedQueue<>();
        var left = new AtomicInteger(Integer.MAX_VALUE);
        try (var proxy = Haproxy.start(folder.resolve("data"), replicas)) {
            List<Thread> phones =
                    Stream.generate(() ->
                                    Thread.ofPlatform()
                                            .name("phone")
                                            .start(() -> {
                                                while (left.getAndDecrement() > 0) {
                                                    answers.add(send(proxy));
                                                }
                                            }))
                            .limit(4)
                            .toList();
            await().atMost(Duration.ofSeconds(30)).until(() -> answers.size() > 200);
            stopped.terminate();
            assertThat(stopped.awaitExit(Duration.ofSeconds(75))).isEqualTo(143);
            left.set(200);
            for (Thread phone : phones) {
                assertThat(phone.join(Duration.ofSeconds(60))).isTrue();
            }

            assertThat(answers).hasSizeGreaterThan(400).containsOnly(202);
            assertThat(proxy.healthy()).isTrue();
        }
    }

    /** The answer's status, or 0 when there was none. */
    private static int send(Haproxy proxy) {
        try {
            return proxy.client()
                    .post(Patients.withoutNarrative(UUID.randomUUID(), Patients.subject()))
                    .statusCode();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    private static String key(ConsumerRecord<byte[], byte[]> message) {
        return new String(message.key(), UTF_8);
    }
}
