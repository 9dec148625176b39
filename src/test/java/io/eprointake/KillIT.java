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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promises 1, 2 and 8 against {@code kill -9}, and that each alert is told. What it cannot show is
 * that a commit survives a loss of power: a killed process's writes are with the operating system
 * already, so the fsync makes no difference to it.
 */
@Tag("longer")
class KillIT {

    private static final int ROUNDS = Boolean.getBoolean("soak") ? 10 : 2;

    private final Phones phones = new Phones(6);
    private final Set<UUID> found = new HashSet<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    @Test
    void acknowledgedMeansDurableAndAnalyzedInTheEndAndEachAlertIsTold(@TempDir Path folder)
            throws IOException {
        try (var analyzer = new FakeAnalyzer(Manner.HEALTHY);
                var ward = new FakeAnalyzer(Manner.HEALTHY).hearing(this::hear)) {
            Files.writeString(
                    Files.createDirectory(folder.resolve("studies")).resolve("onc-301.yaml"),
                    """
                    study: ONC-301
                    alert_rules:
                      - {name: severe, measure: score, at_least: 2, attribute: severity}
                    recipients:
                      - {name: ward, role: site, webhook: "%s"}
                    """
                            .formatted(ward.url()));
            for (int round = 0; round < ROUNDS; round++) {
                // Half of the kills come with calls open, and a backlog behind them.
                analyzer.become(round % 2 == 0 ? Manner.HEALTHY : Manner.HANGING);
                ward.become(round % 2 == 0 ? Manner.HANGING : Manner.HEALTHY);
                try (var service = start(folder, analyzer)) {
                    findAcknowledged(service.client());
                    phones.start(service.client());
                    awaitAcknowledged(found.size() + ThreadLocalRandom.current().nextInt(1, 400));
                    service.kill();
                    phones.stop();
                }
            }
            analyzer.become(Manner.HEALTHY);
            ward.become(Manner.HEALTHY);
            try (var service = start(folder, analyzer)) {
                findAcknowledged(service.client());
                awaitAllAnalyzed(service.client());
                awaitAllTold(folder);
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
        assertThat(store.texts("select lower(hex(notice_id)) from notice"))
                .hasSize(store.texts("select id from alert").size())
                .hasSizeGreaterThanOrEqualTo(phones.acknowledged().size())
                .isSubsetOf(told);
    }

    /** The id is the same each time that a notice is sent. */
    private void hear(FakeAnalyzer.Call call) {
        told.add(Objects.requireNonNull(call.header("webhook-id")).replace("-", ""));
    }

    private static void awaitAllTold(Path folder) {
        var store = new StoreFile(folder);
        await("no notice waits")
                .atMost(Duration.ofMinutes(8))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> store.texts("select 1 from notice where state <> 'sent'").isEmpty());
    }

    private static ServiceProcess start(Path folder, FakeAnalyzer analyzer) {
        return ServiceProcess.start(
                folder,
                "--epro.study.folder=" + folder.resolve("studies"),
                "--epro.notice.allow-private-addresses=true",
                "--epro.notice.secrets.ward=whsec_a2VwdC1ieS1hLXRlc3QtYW5kLWJ5LW5vYm9keS1lbHNl",
                "--epro.notice.delivery-deadline=1s",
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
