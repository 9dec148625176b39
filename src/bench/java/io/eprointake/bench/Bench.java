package io.eprointake.bench;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.eprointake.analysis.PendingDeadlines;
import io.eprointake.testing.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.apache.catalina.util.ServerInfo;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootVersion;
import org.sqlite.SQLiteJDBCLoader;

/** Everything in one run, and one table of it. */
public final class Bench {

    /** In which a process that was just started is slow. */
    private static final Duration FIRST = Duration.ofSeconds(12);

    private final Path folder;

    private Bench(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        // A broker in this process tells all its settings.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        new Bench(Files.createTempDirectory("epro-bench")).run();
    }

    private void run() throws Exception {
        List<String> table = new ArrayList<>();
        try (var echo = ServiceProcess.startClass(Echo.class, folder("echo"));
                var service = ServiceProcess.startAsShipped(folder("service"));
                var hung =
                        ServiceProcess.startAsShipped(
                                folder("hung"), "--epro.analysis.url=" + silent())) {
            var post = Contest.of("POST, a bare echo", 202, () -> report(null), echo);
            var durable = Contest.of("POST /reports, durable", 202, () -> report(null), service);
            var narrative =
                    Contest.of(
                            "POST /reports with a narrative, analyzer hung",
                            202,
                            () -> report("My hands have been numb since the second cycle"),
                            hung);
            var get = Contest.of("GET, a bare echo", 200, Bench::get, echo);
            var enrollment = Contest.of("GET /enrollment", 200, Bench::get, service);
            enroll(service);
            Contest.take(List.of(post, durable, narrative, get, enrollment));
            table.add(post.row(post));
            table.add(durable.row(post));
            table.add(narrative.row(post));
            table.add(get.row(get));
            table.add(enrollment.row(get));
        }
        print(table);
        List<String> image = asInTheImage();
        print(
                "start to ready, s, java -jar",
                startToReady(List.of("-jar", ServiceProcess.jar().toString())));
        print("start to ready, s, as in the image", startToReady(image));
        print("10,000 pending deadlines, MB", PendingDeadlines.weigh(10_000));
        print("narratives analyzed inside, per second", analyzedPerSecond());
        System.out.println();
        print("of the steady rate", afterReadiness(image));
        System.out.println();
        print("of pgbench", OverPostgres.run(folder("postgres")));
    }

    /** By the embedded analyzer, from a backlog, while nothing arrives. */
    private double analyzedPerSecond() throws IOException {
        try (var service = ServiceProcess.startAsShipped(folder("embedded"))) {
            HttpLoad.run(
                    List.of(service),
                    Contest.CONNECTIONS,
                    Contest.TURN,
                    202,
                    () -> report("My hands have been numb. I slept badly, but the pain is gone"));
            double before = analyzed(service);
            long start = System.nanoTime();
            await().pollDelay(Contest.TURN).atMost(Contest.TURN.multipliedBy(2)).until(() -> true);
            double perSecond = (analyzed(service) - before) / ((System.nanoTime() - start) / 1e9);
            if (service.client().metric("epro_backlog_reports") == 0) {
                throw new IllegalStateException("the backlog was too short for this machine");
            }
            return perSecond;
        }
    }

    /** What a new process takes at once, and what one takes when it is warm. */
    private List<String> afterReadiness(List<String> image) throws IOException {
        var first = new Contest("POST /reports, first 12 s", time -> firstOf(image, time));
        for (int start = 0; start < Contest.TURNS; start++) {
            first.turn(FIRST);
        }
        try (var service = start(image)) {
            var steady = Contest.of("POST /reports, steady", 202, () -> report(null), service);
            Contest.take(List.of(steady));
            return List.of(steady.row(steady), first.row(steady));
        }
    }

    private HttpLoad.Result firstOf(List<String> image, Duration time) {
        try (var service = start(image)) {
            return HttpLoad.run(
                    List.of(service), Contest.CONNECTIONS, time, 202, () -> report(null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServiceProcess start(List<String> program) throws IOException {
        return ServiceProcess.startProgram(folder("fresh" + System.nanoTime()), program);
    }

    private static double analyzed(ServiceProcess service) {
        return service.client().metric("epro_analysis_lag_seconds_count");
    }

    private static void print(String what, double figure) {
        System.out.printf(Locale.ROOT, "| %s | %.2f | | | | | | | | | |%n", what, figure);
    }

    private static void print(List<String> table) {
        System.out.printf(
                "%n%d cores, %s %s, Spring Boot %s, Tomcat %s, SQLite %s;"
                        + " %d connections, %d turns of %d s each, load on the same machine%n%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name"),
                Runtime.version(),
                SpringBootVersion.getVersion(),
                ServerInfo.getServerNumber(),
                SQLiteJDBCLoader.getVersion(),
                Contest.CONNECTIONS,
                Contest.TURNS,
                Contest.TURN.toSeconds());
        print("of the echo", table);
    }

    private static void print(String share, List<String> table) {
        System.out.println(Contest.head(share));
        table.forEach(System.out::println);
    }

    /** Median seconds until readiness is answered. */
    private double startToReady(List<String> program) throws IOException {
        double[] seconds = new double[5];
        for (int i = 0; i < seconds.length; i++) {
            Path own = folder("start" + System.nanoTime());
            long start = System.nanoTime();
            ServiceProcess service = ServiceProcess.startProgram(own, program);
            seconds[i] = (System.nanoTime() - start) / 1e9;
            service.close();
        }
        Arrays.sort(seconds);
        return seconds[seconds.length / 2];
    }

    /**
     * The jar taken apart with what the image keeps of a first run, and how the image starts it:
     * both as docker/Dockerfile says.
     */
    private List<String> asInTheImage() throws IOException, InterruptedException {
        Path image = folder("image");
        Path jar = ServiceProcess.jar();
        java(
                image,
                List.of(
                        "-Djarmode=tools",
                        "-jar",
                        jar.toString(),
                        "extract",
                        "--destination",
                        "."));
        Files.move(image.resolve(jar.getFileName()), image.resolve("app.jar"));
        String dockerfile = Files.readString(Path.of("docker", "Dockerfile"));
        String trained =
                found("(?m)^RUN java (-XX:AOTCacheOutput=(?:[^\\n]*\\\\\\n)*[^\\n]*)", dockerfile)
                        .replace("\\\n", " ")
                        // The cache is of the jar by the path that it had.
                        .replaceAll("app\\.(aot|jar)", image + "/app.$1");
        java(image, List.of(trained.strip().split("\\s+", -1)));
        String started = found("(?m)^ENTRYPOINT \\[\"java\", *(.*)]", dockerfile);
        List<String> program = new ArrayList<>();
        program.add("-Depro.security.limits.system=100000000"); // all the load has one token
        for (String option : started.replace("\"", "").split(", *", -1)) {
            program.add(option.replaceFirst("(app\\.(aot|jar))$", image + "/$1"));
        }
        return program;
    }

    private static String found(String pattern, String dockerfile) {
        var matcher = Pattern.compile(pattern).matcher(dockerfile);
        if (!matcher.find()) {
            throw new IllegalStateException("docker/Dockerfile has no " + pattern);
        }
        return matcher.group(1);
    }

    private static void java(Path folder, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        int exit =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolveSibling("java.log").toFile())
                        .start()
                        .waitFor();
        if (exit != 0) {
            throw new IllegalStateException("exit " + exit + ", see " + folder);
        }
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    /**
     * An address that takes calls and never answers: a listening socket whose connections nobody
     * accepts.
     */
    private static String silent() throws IOException {
        return "http://127.0.0.1:"
                + new java.net.ServerSocket(0, 512, java.net.InetAddress.getLoopbackAddress())
                        .getLocalPort();
    }

    private static void enroll(ServiceProcess service) {
        for (int site = 0; site < 100; site++) {
            String update =
                    "{\"event_id\":\"%s\",\"site\":\"SITE%03d\",\"patients\":10}"
                            .formatted(UUID.randomUUID(), site);
            service.client()
                    .post(
                            "/enrollment",
                            "application/json",
                            update.getBytes(StandardCharsets.UTF_8));
        }
    }

    static byte[] report(@org.jspecify.annotations.Nullable String narrative) {
        var random = ThreadLocalRandom.current();
        String body =
                """
                {"report_id":"%s","study":"ONC-301","site":"SITE%02d","subject":"S-%05d",\
                "instrument":"PRO-CTCAE","instrument_version":"1.0",\
                "completed_at":"2026-03-02T20:14:05+08:00","language":"en","mode":"self",\
                "responses":{"PROCTCAE_9A_SCL":3,"PROCTCAE_9B_SCL":%d,"PROCTCAE_10A_SCL":0,\
                "PROCTCAE_16A_SCL":2,"PROCTCAE_53A_SCL":2,"PROCTCAE_53B_SCL":2,"PROCTCAE_24A_IND":0}%s}\
                """
                        .formatted(
                                new UUID(random.nextLong(), random.nextLong()),
                                random.nextInt(100),
                                random.nextInt(100_000),
                                random.nextInt(5),
                                narrative == null ? "" : ",\"narrative\":\"" + narrative + "\"");
        return ("POST /reports HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] get() {
        return "GET /enrollment HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
    }
}
