package io.eprointake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.ServiceProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The packaged service with 96 MB of heap, and 300 files that it may open. */
@Tag("soak")
class SmallMachineIT {

    private static final Logger log = LoggerFactory.getLogger(SmallMachineIT.class);

    private static final int FILES = 300;
    private static final int PHONES = 30;
    private static final int BATCH = 900;
    private static final int LARGEST = 128 * 1024;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final String NDJSON = "application/x-ndjson";

    @TempDir static Path folder;
    private static ServiceProcess service;
    private static Client client;

    private final String subject = Patients.subject();
    private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger gaveUp = new AtomicInteger();

    @BeforeAll
    static void start() {
        service = ServiceProcess.startSmall(folder, "96m", FILES);
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void theLargestThatIsTakenFromManyAtOnceDoesNotEndIt() throws InterruptedException {
        // The models are in memory from here on.
        for (String narrative : List.of("My feet tingle.", "脚一直麻。")) {
            UUID id = UUID.randomUUID();
            client.post(Patients.report(id, Patients.subject(), Patients.says(narrative)));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> client.report(id).path("state").asText().equals("analyzed"));
        }
        List<Thread> phones =
                IntStream.range(0, PHONES)
                        .mapToObj(phone ->
                                Thread.ofPlatform().name("phone-", phone).start(() -> send(phone)))
                        .toList();
        for (Thread phone : phones) {
            assertThat(phone.join(Duration.ofMinutes(2))).isTrue();
        }

        assertThat(statuses.keySet()).containsExactlyInAnyOrder(202, 503);
        List<String> ids = new ArrayList<>(acknowledged);
        for (int i = 0; i < ids.size(); i += 7) {
            assertThat(client.get("/reports/" + ids.get(i)).statusCode()).isEqualTo(200);
        }
        assertThat(client.metric("epro_intake_reports_total")).isGreaterThanOrEqualTo(ids.size());
        // One that its phone no longer waits for is still at work.
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(client.metric("epro_memory_bodies_bytes")).isZero());
        log.info("{} of {} phones gave up after a minute; {}", gaveUp, PHONES, statuses);
    }

    /**
     * What is large in its bytes, in its values, together, and zipped; again for a minute, as
     * phones do.
     */
    private void send(int phone) {
        try {
            switch (phone % 4) {
                case 0 -> single(large("narrative", "pain ".repeat(LARGEST / 5 - 100)));
                case 1 ->
                        single(
                                large(
                                        "note",
                                        IntStream.range(0, LARGEST / 2 - 300)
                                                .mapToObj(i -> 0)
                                                .toList()));
                case 2 -> batch(false);
                default -> batch(true);
            }
        } catch (UncheckedIOException noAnswer) {
            count(0, "");
        } catch (ConditionTimeoutException late) {
            gaveUp.incrementAndGet();
        }
    }

    private static Map<String, Object> large(String field, Object value) {
        Map<String, Object> report =
                Patients.withoutNarrative(UUID.randomUUID(), Patients.subject());
        report.put(field, value);
        return report;
    }

    private void single(Map<String, Object> report) {
        untilTaken(() -> {
            int status = client.post(report).statusCode();
            count(status, String.valueOf(report.get("report_id")));
            return status != 503;
        });
    }

    private void batch(boolean zipped) {
        byte[] body =
                IntStream.range(0, BATCH)
                        .mapToObj(i -> new String(Client.json(report()), UTF_8))
                        .collect(Collectors.joining("\n"))
                        .getBytes(UTF_8);
        byte[] sent = zipped ? gzip(body) : body;
        String[] headers = zipped ? new String[] {"Content-Encoding", "gzip"} : new String[0];
        untilTaken(() -> taken(client.post("/reports/batch", NDJSON, sent, headers)));
    }

    private static void untilTaken(Callable<Boolean> sending) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(RETRY_AFTER)
                .atMost(Duration.ofMinutes(1))
                .until(sending);
    }

    private boolean taken(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            count(answer.statusCode(), "");
            return answer.statusCode() != 503;
        }
        List<Integer> lines = new ArrayList<>();
        try (MappingIterator<JsonNode> read =
                Client.JSON.readerFor(JsonNode.class).readValues(answer.body())) {
            read.forEachRemaining(line -> {
                lines.add(line.path("status").asInt());
                count(line.path("status").asInt(), line.path("report_id").asText());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return !lines.contains(503);
    }

    /** Of 1.2 kB, with forty-five answers. */
    private Map<String, Object> report() {
        Map<String, Object> report = Patients.withoutNarrative(UUID.randomUUID(), subject);
        Map<String, Object> answers = new LinkedHashMap<>();
        for (int item = 1; item <= 45; item++) {
            answers.put("PROCTCAE_%dA_SCL".formatted(item), item % 4);
        }
        report.put("responses", answers);
        return report;
    }

    private void count(int status, String id) {
        statuses.merge(status, 1, Integer::sum);
        if (status == 202) {
            acknowledged.add(id);
        }
    }

    private static byte[] gzip(byte[] body) {
        var zipped = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(zipped)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    @Test
    void whileHardlyAFileCanBeOpenedItSaysThatItIsNotReady() throws IOException {
        assertThat(service.ready()).isTrue();
        List<Socket> open = new ArrayList<>();
        try {
            while (open.size() < FILES) {
                open.add(new Socket(InetAddress.getLoopbackAddress(), service.port()));
            }

            await().until(() -> !service.ready());
            assertThat(client.manage("/actuator/health/readiness").body())
                    .contains("\"files\":{\"status\":\"DOWN\"");
            assertThat(client.metric("epro_health{part=\"files\"}")).isZero();
            assertThat(client.metric("process_files_open_files")).isLessThan(FILES);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        await().until(service::ready);
    }
}
