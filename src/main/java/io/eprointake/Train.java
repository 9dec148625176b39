package io.eprointake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.instrument.Instruments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.FileSystemUtils;
import org.springframework.web.context.support.StandardServletEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code train}: what a JVM is to see that writes an AOT cache ({@code -XX:AOTCacheOutput}). The
 * whole service runs in this process over a store of its own, and made-up phones and programs post
 * to it; then it stops, and all that it stored is deleted.
 */
@Command(
        name = "train",
        description =
                "Has a service of its own take in made-up reports, for the JVM's AOT cache to learn from.",
        mixinStandardHelpOptions = true)
final class Train implements Callable<Integer> {

    private static final int FAILED = 1;

    /** As many batches as are taken at once. */
    private static final int CONNECTIONS = 8;

    private static final int BATCH = 20;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String PLACE =
            "\"study\":\"ONC-301\",\"site\":\"SITE01\",\"subject\":\"%s\"";
    private static final List<String> NARRATIVES =
            List.of(
                    "My hands have been numb since the second cycle. I slept badly, but the pain is gone.",
                    "A sore mouth again, and no appetite; I could not keep my breakfast down.",
                    "这两天手脚发麻，晚上睡不好。",
                    "嘴里一直疼，没有胃口，不过不发烧了。");

    @Option(
            names = "--posts",
            defaultValue = "20000",
            description = "How many are made (default: ${DEFAULT-VALUE}).")
    private int posts;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "After which no more are made (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Spec private @Nullable CommandSpec spec;

    private final ObjectMapper json = new ObjectMapper();
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();

    /**
     * Runs it.
     *
     * @param arguments what was typed behind {@code train}
     * @return the exit code: 0 when every post was answered as it should be, 1 when it failed, 2
     *     for bad usage
     */
    static int run(String... arguments) {
        return new CommandLine(new Train())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("train failed: " + failure);
                    return FAILED;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        if (posts < 1 || seconds < 1) {
            throw new ParameterException(command, "--posts and --seconds begin with 1");
        }
        Path folder = Files.createTempDirectory("epro-train");
        // Also when it is told to stop: after the service, which has files in it.
        SpringApplication.getShutdownHandlers().add(() -> delete(folder));
        long end;
        try (var service = start(folder);
                var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
            new Calls(service, http, folder.resolve("tokens")).all(end);
        }
        command.getOut()
                .printf(
                        "Trained: %d posts, %d reports acknowledged.%n",
                        made.get(), acknowledged.get());
        return 0;
    }

    /** As shipped, whatever is set around it: that may name a store that is in use. */
    private static ConfigurableApplicationContext start(Path folder) {
        var nothingSet = new StandardServletEnvironment();
        nothingSet
                .getPropertySources()
                .remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        nothingSet
                .getPropertySources()
                .remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        var application = new SpringApplication(EproIntake.class);
        application.setEnvironment(nothingSet);
        application.setBannerMode(Banner.Mode.OFF);
        return application.run(
                "--spring.config.location=classpath:/",
                "--spring.datasource.url=jdbc:sqlite:" + folder.resolve("epro.db"),
                "--epro.security.folder=" + folder.resolve("tokens"),
                "--epro.security.limits.patient=1000000",
                "--epro.security.limits.system=1000000",
                "--server.tomcat.basedir=" + folder.resolve("tomcat"),
                "--server.port=0",
                "--management.server.port=0",
                // Its lines are written as ever, but nobody is to read them.
                "--logging.file.name=" + folder.resolve("service.log"),
                "--logging.threshold.console=warn");
    }

    private static void delete(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is asked of the service. */
    private final class Calls {

        private final HttpClient http;
        private final Path tokens;
        private final String service;
        private final String management;
        private final Map<String, Integer> items;

        Calls(ConfigurableApplicationContext context, HttpClient http, Path tokens) {
            this.http = http;
            this.tokens = tokens;
            var environment = context.getEnvironment();
            service = "http://127.0.0.1:" + environment.getProperty("local.server.port");
            management = "http://127.0.0.1:" + environment.getProperty("local.management.port");
            items = context.getBean(Instruments.class).highestScores();
        }

        void all(long end) throws IOException, InterruptedException {
            get(management + "/actuator/health/readiness", null);
            try (var connections =
                    Executors.newFixedThreadPool(
                            CONNECTIONS, Thread.ofPlatform().name("train-", 0).factory())) {
                Callable<Void> connection = () -> connection(end);
                for (Future<Void> ended :
                        connections.invokeAll(
                                IntStream.range(0, CONNECTIONS)
                                        .mapToObj(i -> connection)
                                        .toList())) {
                    ended.get();
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
            get(management + "/actuator/prometheus", token("ops"));
        }

        /** A phone's reports among those of programs that send for many. */
        private @Nullable Void connection(long end) throws IOException, InterruptedException {
            String program = token("system");
            String subject = "TRAIN-" + UUID.randomUUID();
            String phone = activated(subject);
            while (System.nanoTime() < end) {
                int turn = made.getAndIncrement();
                if (turn >= posts) {
                    made.decrementAndGet();
                    break;
                }
                boolean its = turn % 4 == 0;
                String from = its ? subject : "TRAIN-" + turn;
                if (turn % 100 == 99) {
                    batch(turn, from, program);
                } else {
                    one(turn, from, its ? phone : program);
                }
                if (turn % 200 == 1) {
                    post("/enrollment", program, "application/json", enrollment(), false, 200);
                }
                if (turn % 10 == 1) {
                    get(service + "/enrollment", program);
                }
            }
            return null;
        }

        private void one(int turn, String subject, String token)
                throws IOException, InterruptedException {
            UUID id = UUID.randomUUID();
            String report = report(id, subject, turn % 20 == 0 ? turn / 20 : -1);
            post("/reports", token, "application/json", report, turn % 3 == 0, 202);
            acknowledged.incrementAndGet();
            if (turn % 10 == 0) {
                get(service + "/reports/" + id, token);
            }
        }

        private void batch(int turn, String subject, String token)
                throws IOException, InterruptedException {
            String lines =
                    IntStream.range(0, BATCH)
                            .mapToObj(i -> report(UUID.randomUUID(), subject + "-" + i, -1))
                            .collect(Collectors.joining("\n"));
            boolean gzip = turn % 200 == 99;
            String answers =
                    post("/reports/batch", token, "application/x-ndjson", lines, gzip, 200);
            for (String line : answers.lines().toList()) {
                expect(202, json.readTree(line).path("status").asInt(), "a line of a batch");
                acknowledged.incrementAndGet();
            }
        }

        private String activated(String subject) throws IOException, InterruptedException {
            String whose = "{" + PLACE.formatted(subject) + "}";
            JsonNode invited =
                    json.readTree(
                            post("/devices", token("site"), "application/json", whose, false, 201));
            String code = "{\"code\":\"" + invited.path("code").asText() + "\"}";
            JsonNode activated =
                    json.readTree(
                            post("/devices/activate", null, "application/json", code, false, 201));
            return activated.path("token").asText();
        }

        private String token(String role) throws IOException {
            return Files.readString(tokens.resolve(role + ".jwt")).strip();
        }

        /**
         * @param narrative which; none when negative
         */
        private String report(UUID id, String subject, int narrative) {
            var random = ThreadLocalRandom.current();
            List<String> answers = new ArrayList<>();
            items.forEach((item, highest) -> {
                if (random.nextInt(10) == 0) {
                    answers.add("\"" + item + "\":" + random.nextInt(highest + 1));
                }
            });
            String text = narrative < 0 ? "" : NARRATIVES.get(narrative % NARRATIVES.size());
            return """
            {"report_id":"%s",%s,"instrument":"PRO-CTCAE","instrument_version":"1.0",\
            "completed_at":"%s","language":"%s","mode":"self","responses":{%s}%s}\
            """
                    .formatted(
                            id,
                            PLACE.formatted(subject),
                            Instant.now(),
                            narrative % NARRATIVES.size() < 2 ? "en" : "zh-CN",
                            String.join(",", answers),
                            text.isEmpty() ? "" : ",\"narrative\":\"" + text + "\"");
        }

        private String enrollment() {
            return "{\"event_id\":\"%s\",\"site\":\"SITE01\",\"patients\":1}"
                    .formatted(UUID.randomUUID());
        }

        private String post(
                String path, @Nullable String token, String type, String body, boolean gzip, int ok)
                throws IOException, InterruptedException {
            var request =
                    HttpRequest.newBuilder(URI.create(service + path)).header("Content-Type", type);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            if (gzip) {
                request.header("Content-Encoding", "gzip");
                bytes = zipped(bytes);
            }
            return send(request.POST(BodyPublishers.ofByteArray(bytes)), token, ok);
        }

        private void get(String address, @Nullable String token)
                throws IOException, InterruptedException {
            send(HttpRequest.newBuilder(URI.create(address)), token, 200);
        }

        private String send(HttpRequest.Builder request, @Nullable String token, int ok)
                throws IOException, InterruptedException {
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
            HttpRequest call = request.timeout(LIMIT).build();
            HttpResponse<String> answer = http.send(call, BodyHandlers.ofString());
            expect(ok, answer.statusCode(), call.method() + " " + call.uri().getPath());
            return answer.body();
        }
    }

    private static void expect(int status, int was, String call) {
        if (was != status) {
            throw new IllegalStateException(call + " was answered " + was);
        }
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes);
        }
        return zipped.toByteArray();
    }
}
