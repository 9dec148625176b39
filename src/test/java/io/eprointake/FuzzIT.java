package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Mutations;
import io.eprointake.testing.Patients;
import io.eprointake.testing.Postgres;
import io.eprointake.testing.RunningService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promises 2 and 3 on thousands of reports that nobody wrote: a JSON object that says whose report
 * it is is taken, whatever else is in it, and the same content gets the same receipt. A failure
 * tells its seed.
 */
@Tag("longer")
class FuzzIT {

    private static final int LINES = 1000;
    private static final int BATCHES = Boolean.getBoolean("soak") ? 20 : 3;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatSaysWhoseReportItIsIsTaken(boolean postgres) throws IOException {
        long seed = System.nanoTime();
        var mutations = new Mutations(new Random(seed));
        try (var analyzer = new FakeAnalyzer(Manner.HEALTHY);
                var service = start(postgres, analyzer)) {
            for (int batch = 0; batch < BATCHES; batch++) {
                List<byte[]> lines = new ArrayList<>();
                for (int i = 0; i < LINES; i++) {
                    lines.add(mutations.odd(report()));
                }
                List<JsonNode> answers = send(service.client(), lines);
                for (int i = 0; i < LINES; i++) {
                    assertThat(answers.get(i).path("status").asInt())
                            .as(
                                    "seed %d, %s: %s",
                                    seed,
                                    answers.get(i),
                                    new String(lines.get(i), StandardCharsets.UTF_8))
                            .isEqualTo(202);
                }
                assertThat(listed(service.client()))
                        .as("seed %d: each can be read back", seed)
                        .isEqualTo((batch + 1) * LINES);
            }
        }
    }

    @Test
    void theSameContentGetsTheSameReceiptHoweverItIsWritten() throws IOException {
        long seed = System.nanoTime();
        var mutations = new Mutations(new Random(seed));
        try (var analyzer = new FakeAnalyzer(Manner.HEALTHY);
                var service = start(false, analyzer)) {
            List<byte[]> first = new ArrayList<>();
            List<byte[]> again = new ArrayList<>();
            for (int i = 0; i < LINES; i++) {
                ObjectNode report = report();
                first.add(Client.json(report));
                again.add(mutations.same(report));
            }
            List<JsonNode> receipts = send(service.client(), first);
            List<JsonNode> replays = send(service.client(), again);
            for (int i = 0; i < LINES; i++) {
                ObjectNode receipt = receipts.get(i).deepCopy();
                assertThat(replays.get(i))
                        .as("seed %d: %s", seed, new String(again.get(i), StandardCharsets.UTF_8))
                        .isEqualTo(receipt.put("idempotent_replayed", true));
            }
        }
    }

    private static int listed(Client client) {
        int listed = 0;
        String after = "0";
        while (!after.equals("null")) {
            JsonNode page = Client.tree(client.get("/reports?limit=200&after=" + after));
            listed += page.path("reports").size();
            after = page.path("next").asText();
        }
        return listed;
    }

    private RunningService start(boolean postgres, FakeAnalyzer analyzer) {
        return postgres
                ? RunningService.start(
                        folder,
                        "epro.analysis.url",
                        analyzer.url(),
                        "spring.datasource.url",
                        Postgres.shared().database())
                : RunningService.start(folder, "epro.analysis.url", analyzer.url());
    }

    private static ObjectNode report() {
        ObjectNode report =
                Client.JSON.valueToTree(
                        Patients.withoutNarrative(
                                UUID.randomUUID(),
                                "FUZZ-" + UUID.randomUUID().toString().substring(0, 8)));
        report.put("site", "FUZZ");
        return report.put("narrative", "Café au lait\nand \u00e5 headache");
    }

    private static List<JsonNode> send(Client client, List<byte[]> lines) throws IOException {
        var body = new ByteArrayOutputStream();
        for (byte[] line : lines) {
            body.writeBytes(line);
            body.write('\n');
        }
        var answer = client.post("/reports/batch", "application/x-ndjson", body.toByteArray());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<JsonNode> answers = new ArrayList<>();
        for (String line : answer.body().split("\n", -1)) {
            if (!line.isEmpty()) {
                answers.add(Client.JSON.readTree(line));
            }
        }
        assertThat(answers).hasSize(lines.size());
        return answers;
    }
}
