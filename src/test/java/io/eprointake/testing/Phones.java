package io.eprointake.testing;

import static io.eprointake.testing.Client.JSON;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Phones that send one report after another, now and then some in a batch, until they are stopped
 * or the service is gone. What was not acknowledged stays on the phone, and is the first to be sent
 * when they start again.
 */
public final class Phones {

    private final Map<UUID, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final List<Phone> phones;
    private List<Thread> threads = List.of();
    private volatile boolean stopped;

    public Phones(int number) {
        phones = IntStream.range(0, number).mapToObj(i -> new Phone()).toList();
    }

    /** They send from now on, each on a thread of its own. */
    public void start(Client client) {
        stopped = false;
        threads =
                phones.stream()
                        .map(p -> Thread.ofPlatform().name("phone").start(() -> p.send(client)))
                        .toList();
    }

    /** They finish what they are at; nobody needs to answer. */
    public void stop() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join(60_000);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Everything that was answered with 202 so far, by report id. */
    public Map<UUID, Acknowledged> acknowledged() {
        return acknowledged;
    }

    /** Answers that are neither 202 nor 503. */
    public Collection<String> surprises() {
        return surprises;
    }

    /**
     * A report that was acknowledged.
     *
     * @param body as it was sent
     * @param contentSha256 as the receipt says
     */
    public record Acknowledged(byte[] body, String contentSha256) {}

    private record Report(UUID id, byte[] body) {}

    private final class Phone {

        private final List<Report> unsent = new ArrayList<>();
        private int turn;

        void send(Client client) {
            try {
                while (!stopped) {
                    if (unsent.isEmpty()) {
                        write();
                    }
                    if (unsent.size() == 1) {
                        sendOne(client);
                    } else {
                        sendBatch(client);
                    }
                }
            } catch (UncheckedIOException e) {
                // The service is gone.
            } catch (RuntimeException | Error e) {
                surprises.add(e.toString());
                throw e;
            }
        }

        private void write() {
            turn++;
            int reports = turn % 8 == 0 ? ThreadLocalRandom.current().nextInt(2, 20) : 1;
            for (int i = 0; i < reports; i++) {
                UUID id = UUID.randomUUID();
                String subject = Patients.subject();
                unsent.add(
                        new Report(
                                id,
                                Client.json(
                                        (turn + i) % 3 == 0
                                                ? Patients.withoutNarrative(id, subject)
                                                : Patients.report(
                                                        id, subject, Patients.narrative()))));
            }
        }

        private void sendOne(Client client) {
            Report report = unsent.getFirst();
            HttpResponse<String> answer =
                    client.post("/reports", "application/json", report.body());
            settle(report, answer.statusCode(), tree(answer.body()));
        }

        private void sendBatch(Client client) {
            var body = new ByteArrayOutputStream();
            for (Report report : unsent) {
                body.writeBytes(report.body());
                body.write('\n');
            }
            HttpResponse<String> answer =
                    client.post("/reports/batch", "application/x-ndjson", body.toByteArray());
            if (answer.statusCode() == 200) {
                List<String> lines = answer.body().lines().toList();
                List<Report> sent = List.copyOf(unsent);
                for (int i = 0; i < sent.size(); i++) {
                    JsonNode line = tree(lines.get(i));
                    settle(sent.get(i), line.path("status").asInt(), line);
                }
            } else if (answer.statusCode() != 503) {
                surprises.add("a batch: " + answer.statusCode());
                unsent.clear();
            }
        }

        private void settle(Report report, int status, JsonNode answer) {
            if (status == 503) {
                return;
            }
            unsent.remove(report);
            boolean its = answer.path("report_id").asText().equals(report.id().toString());
            if (status == 202 && its) {
                String sha256 = answer.path("content_sha256").asText();
                acknowledged.put(report.id(), new Acknowledged(report.body(), sha256));
            } else {
                surprises.add(report.id() + ": " + status + " " + answer.path("code").asText());
            }
        }

        /** Of what is no JSON, as a server's own answer may be, there is nothing to see in it. */
        private static JsonNode tree(String json) {
            try {
                return JSON.readTree(json);
            } catch (JsonProcessingException e) {
                return MissingNode.getInstance();
            }
        }
    }
}
