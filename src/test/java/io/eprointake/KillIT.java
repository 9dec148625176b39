package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.testing.Client;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.eprointake.testing.Phones;
import io.eprointake.testing.ServiceProcess;
import io.eprointake.testing.StoreFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promises 1, 2 and 8 against {@code kill -9}. What it cannot show is that a commit survives a loss
 * of power: a killed process's writes are with the operating system already, so the fsync makes no
 * difference to it.
 */
@Tag("longer")
class KillIT {

    private static final int ROUNDS = Boolean.getBoolean("soak") ? 10 : 2;

    private final Phones phones = new Phones(6);
    private final Set<UUID> found = new HashSet<>();

    @Test
    void acknowledgedMeansDurableAndAnalyzedInTheEnd(@TempDir Path folder) {
        try (var analyzer = new FakeAnalyzer(Manner.HEALTHY)) {
            for (int round = 0; round < ROUNDS; round++) {
                // Half of the kills come with calls open, and a backlog behind them.
                analyzer.become(round % 2 == 0 ? Manner.HEALTHY : Manner.HANGING);
                try (var service = start(folder, analyzer)) {
                    findAcknowledged(service.client());
                    phones.start(service.client());
                    awaitAcknowledged(found.size() + ThreadLocalRandom.current().nextInt(1, 400));
                    service.kill();
                    phones.stop();
                }
            }
            analyzer.become(Manner.HEALTHY);
            try (var service = start(folder, analyzer)) {
                findAcknowledged(service.client());
                awaitAllAnalyzed(service.client());
            }
        }
        assertThat(phones.surprises()).isEmpty();
        var store = new StoreFile(folder);
        store.assertHolds(phones.acknowledged());
        assertThat(store.reports())
                .allSatisfy(row -> {
                    assertThat(row.state()).isEqualTo("analyzed");
                    assertThat(row.analysis()).isNotNull();
                });
    }

    private static ServiceProcess start(Path folder, FakeAnalyzer analyzer) {
        return ServiceProcess.start(
                folder,
                "--epro.analysis.url=" + analyzer.url(),
                "--epro.analysis.deadline=1s",
                // What a kill interrupts waits for the end of its lease: as short as it may be.
                "--epro.journal.lease=16s",
                // Hanging calls and kills use up attempts, and this is not about their number.
                "--epro.journal.max-attempts=1000",
                "--epro.analysis.first-backoff=2s",
                "--epro.analysis.max-backoff=2s");
    }

    private void awaitAcknowledged(int number) {
        await("acknowledged reports")
                .atMost(Duration.ofMinutes(2))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> phones.acknowledged().size() >= number);
    }

    /** Those that were acknowledged since the last time. */
    private void findAcknowledged(Client client) {
        phones.acknowledged()
                .forEach((id, sent) -> {
                    if (found.add(id)) {
                        // Whose reads are not on record, and so wait for no commit.
                        JsonNode report =
                                Client.tree(
                                        client.get(
                                                "/reports/" + id,
                                                "Authorization",
                                                client.bearer("ops")));
                        assertThat(report.path("report_id").asText())
                                .as("the acknowledged report %s is there", id)
                                .isEqualTo(id.toString());
                        assertThat(report.path("content_sha256").asText())
                                .isEqualTo(sent.contentSha256());
                    }
                });
    }

    private static void awaitAllAnalyzed(Client client) {
        await("no report waits")
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> none(client, "received") && none(client, "analyzing"));
    }

    private static boolean none(Client client, String state) {
        return Client.tree(client.get("/reports?limit=1&state=" + state)).path("reports").isEmpty();
    }
}
