package io.eprointake.bench;

import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Kafka;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Durable intake over one PostgreSQL, by one replica and by two, beside {@code pgbench}, which
 * inserts the same rows into the same table one by one.
 */
final class OverPostgres {

    /** As a site would set them on a machine of this size; the defaults are for a small one. */
    private static final String[] SETTINGS = {"shared_buffers", "4GB", "max_wal_size", "8GB"};

    /** What the service writes for a report without narrative, without what comes before it. */
    private static final String INSERT =
            """
            \\set subject random(1, 100000)
            \\set site random(10, 99)
            insert into report (report_id, study, site, subject, language, completed_at,
                                received_at, received_as, content_sha256, body, scores, findings,
                                assessment, content_form)
            values (gen_random_uuid(), 'ONC-301', 'SITE' || :site, 'P-' || :subject, 'en',
                    1772453645000, 1772453645000, 'received', repeat('c', 64),
                    convert_to(repeat('x', 420), 'UTF8'),
                    '{"PROCTCAE_9A_SCL":3,"PROCTCAE_9B_SCL":2,"PROCTCAE_10A_SCL":0,'
                    || '"PROCTCAE_16A_SCL":2,"PROCTCAE_53A_SCL":2,"PROCTCAE_53B_SCL":2}', '[]',
                    '{"grades":[{"group":9,"symptom":"Nausea","composite":3}],"alerts":'
                    || '[{"rule":"severe","group":9,"symptom":"Nausea","score":3}]}',
                    2);
            """;

    private final Path folder;

    private OverPostgres(Path folder) {
        this.folder = folder;
    }

    /** The table's rows. */
    static List<String> run(Path folder) throws IOException {
        return new OverPostgres(folder).run();
    }

    private List<String> run() throws IOException {
        Path script = Files.writeString(folder.resolve("insert.sql"), INSERT);
        try (Postgres server = Postgres.start(folder.resolve("pg"), 0, SETTINGS);
                Kafka broker = Kafka.start()) {
            String database = server.database();
            String told = server.database();
            try (var first = start("first", database);
                    var second = start("second", database);
                    var telling =
                            start(
                                    "telling",
                                    told,
                                    "--spring.kafka.bootstrap-servers=" + broker.servers(),
                                    "--epro.messaging.create-topics=true")) {
                var single =
                        new Contest(
                                "pgbench, single-row inserts",
                                time -> pgbench(server.port(), database, script, time));
                var one =
                        Contest.of("POST /reports, one replica", 202, OverPostgres::report, first);
                var two =
                        Contest.of(
                                "POST /reports, two replicas",
                                202,
                                OverPostgres::report,
                                first,
                                second);
                var kafka =
                        new Contest(
                                "POST /reports, one replica, outcomes to Kafka",
                                time -> {
                                    HttpLoad.Result result =
                                            HttpLoad.run(
                                                    List.of(telling),
                                                    Contest.CONNECTIONS,
                                                    time,
                                                    202,
                                                    OverPostgres::report);
                                    awaitSent(told); // or it would be sent in the others' turns
                                    return result;
                                });
                List<Contest> all = List.of(single, one, two, kafka);
                Contest.take(all);
                return all.stream().map(contest -> contest.row(single)).toList();
            }
        }
    }

    private static byte[] report() {
        return Bench.report(null);
    }

    private static void awaitSent(String database) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> Postgres.list(database, "select seq from outbox limit 1").isEmpty());
    }

    private ServiceProcess start(String name, String url, String... more) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        return ServiceProcess.startAsShipped(
                own,
                Stream.concat(Stream.of("--spring.datasource.url=" + url), Stream.of(more))
                        .toArray(String[]::new));
    }

    private HttpLoad.Result pgbench(int port, String url, Path script, Duration time) {
        String database = url.replaceAll(".*/|[?].*", "");
        try {
            Path log = Files.createTempDirectory(folder, "pgbench");
            var command =
                    new ProcessBuilder(
                            "pgbench",
                            "--no-vacuum",
                            "--protocol=prepared",
                            "--client=" + Contest.CONNECTIONS,
                            "--jobs=2",
                            "--time=" + time.toSeconds(),
                            "--log",
                            "--log-prefix=" + log.resolve("log"),
                            "--file=" + script,
                            "--host=127.0.0.1",
                            "--port=" + port,
                            "--username=postgres",
                            database);
            command.environment().put("PGPASSWORD", "postgres");
            command.redirectErrorStream(true).redirectOutput(log.resolve("out").toFile());
            int exit = command.start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException("pgbench: exit " + exit + ", see " + log);
            }
            return new HttpLoad.Result(latencies(log), 0, time);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("pgbench did not run", e);
        }
    }

    /** Its log has a line for each transaction, with its microseconds in the third place. */
    private static Histogram latencies(Path log) throws IOException {
        var latencies = new Histogram(HttpLoad.DIGITS);
        try (Stream<Path> files = Files.list(log)) {
            files.filter(file -> file.getFileName().toString().startsWith("log"))
                    .flatMap(OverPostgres::lines)
                    .mapToLong(line -> Long.parseLong(line.split(" ", -1)[2]) * 1000)
                    .forEach(latencies::recordValue);
        }
        return latencies;
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
