package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.backup.BackupCommands;
import io.eprointake.backup.Former;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.Phones;
import io.eprointake.testing.Phones.Acknowledged;
import io.eprointake.testing.RunningService;
import io.eprointake.testing.ServiceProcess;
import io.eprointake.testing.StoreFile;
import io.eprointake.testing.StoreFile.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store through its life: restored from a backup of the former release, in use, backed up under
 * load, moved away and back, and at last deleted under the service.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoreIT {

    /** It is about what is stored, and a model takes long to load. */
    private static final String NOBODY = "http://127.0.0.1:9";

    private static final String NO_ANALYZER = "--epro.analysis.url=" + NOBODY;

    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir static Path folder;
    private static final Phones PHONES = new Phones(4);
    private static UUID former;
    private static ServiceProcess service;

    @BeforeAll
    static void restoreAndStart() {
        Path before = folder.resolve("before.db");
        former = Former.store(before);
        assertThat(run("backup", "--store", "jdbc:sqlite:" + before, "--to", at("b.db"))).isZero();
        assertThat(run("restore", "--from", at("b.db"), "--store", url("data"))).isZero();
        service = // The tokens stay where they are.
                ServiceProcess.start(
                        folder, "--epro.security.folder=" + folder.resolve("tokens"), NO_ANALYZER);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    @Test
    @Order(1)
    void aBackupOfTheFormerReleaseIsServedByThisOne() {
        JsonNode report = service.client().report(former);

        assertThat(report.path("state").asText()).isEqualTo("analyzed");
        assertThat(report.path("content_sha256").asText()).hasSize(64);
    }

    @Test
    @Order(2)
    void whatWasAcknowledgedBeforeABackupIsInItThoughKeysWereRotatedAndAnotherServiceAnswersForIt()
            throws IOException {
        PHONES.start(service.client());
        await().atMost(BOUND).until(() -> PHONES.acknowledged().size() > 300);
        Map<UUID, Acknowledged> before = Map.copyOf(PHONES.acknowledged());

        assertThat(run("backup", "--store", url("data"), "--to", at("load.db"))).isZero();

        for (int i = 0; i < 3; i++) {
            assertThat(run("keys", "rotate", "--store", url("data"))).isZero();
        }

        int during = PHONES.acknowledged().size();
        assertThat(during).as("posts went on").isGreaterThan(before.size());
        PHONES.stop();
        assertThat(PHONES.surprises()).isEmpty();
        new StoreFile(url("data")).assertHolds(PHONES.acknowledged());
        Path other = Files.createDirectory(folder.resolve("other"));
        assertThat(
                        run(
                                "restore",
                                "--from",
                                at("load.db"),
                                "--store",
                                url("other"),
                                "--key",
                                at("data/store-key.json")))
                .isZero();
        assertThatThrownBy(() -> RunningService.start(other).close())
                .rootCause()
                .hasMessageContaining("there is no key file " + other.resolve("store-key.json"))
                .hasMessageContaining("epro.sealing.key-file must name it");
        Files.copy(folder.resolve("data/store-key.json"), other.resolve("store-key.json"));
        try (var restored = RunningService.start(other, "epro.analysis.url", NOBODY)) {
            before.forEach((id, sent) ->
                    assertThat(restored.client().report(id).path("content_sha256").asText())
                            .as("the report %s", id)
                            .isEqualTo(sent.contentSha256()));
            var again = before.values().iterator().next().body();
            assertThat(
                            restored.client()
                                    .post("/reports", "application/json", again)
                                    .headers()
                                    .firstValue("Idempotent-Replayed"))
                    .isPresent();
        }
    }

    @Test
    @Order(3)
    void aSecondProcessOnTheSameFileIsRefused() {
        assertThatThrownBy(() ->
                        RunningService.start(folder, "spring.datasource.url", url("data")).close())
                .rootCause()
                .hasMessageContaining("spring.datasource.url is jdbc:sqlite:")
                .hasMessageContaining("(process " + service.pid() + " holds")
                .hasMessageContaining("it must be one's alone");
        assertThat(run("restore", "--from", at("b.db"), "--store", url("data"))).isEqualTo(1);
        assertThat(service.ready()).isTrue();
    }

    @Test
    @Order(4)
    void whileItsFolderIsElsewhereNothingIsAcknowledgedAndReadinessIsDown() throws IOException {
        Path data = folder.resolve("data");
        assertThat(service.client().metric("epro_store_in_place")).isEqualTo(1);
        Files.move(data, folder.resolve("elsewhere"));

        assertThat(service.ready()).as("at once").isFalse();
        var report = Patients.withoutNarrative(UUID.randomUUID(), Patients.subject());
        var refused = service.client().post(report);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(Client.tree(refused).path("code").asText()).isEqualTo("store_unavailable");
        assertThat(service.client().metric("epro_store_in_place")).isZero();
        assertThat(service.output())
                .containsOnlyOnce(
                        "was moved or deleted while the service has it open. Put it back");

        Files.move(folder.resolve("elsewhere"), data);
        await().atMost(BOUND).until(service::ready);
        assertThat(service.client().post(report).statusCode()).isEqualTo(202);
    }

    /** By what the manual says to do then. */
    @Tag("soak")
    @Test
    @Order(5)
    void whatADeletedFileHadIsSavedFromTheProcessThatHasItOpen() throws Exception {
        List<UUID> acknowledged = new ArrayList<>(PHONES.acknowledged().keySet());
        Path data = folder.resolve("data");
        // Of which there is a copy elsewhere, as the manual says.
        Path key = Files.copy(data.resolve("store-key.json"), folder.resolve("key.json"));
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
        await().atMost(BOUND).until(() -> !service.ready());

        String manual = Files.readString(Path.of("src", "docs", "manual", "running.md"));
        int from = manual.indexOf("```\nmkdir saved") + 4;
        String commands = manual.substring(from, manual.indexOf("```", from));
        var shell =
                new ProcessBuilder(
                        "bash",
                        "-ec",
                        commands.replace("$(pgrep -f epro-intake.jar)", "" + service.pid()));
        assertThat(shell.directory(folder.toFile()).start().waitFor()).isZero();
        service.kill();

        Files.copy(key, folder.resolve("saved/store-key.json"));
        assertThat(run("verify", "--store", url("saved"))).isZero();
        assertThat(new StoreFile(url("saved")).reports().stream().map(Row::id))
                .containsAll(acknowledged);
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    private static String url(String inside) {
        return "jdbc:sqlite:" + folder.resolve(inside).resolve("epro.db");
    }

    private static int run(String word, String... arguments) {
        return BackupCommands.run(word, arguments);
    }
}
