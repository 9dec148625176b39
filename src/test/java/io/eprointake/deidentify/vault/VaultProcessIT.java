package io.eprointake.deidentify.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.EproIntake;
import io.eprointake.testing.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("soak")
class VaultProcessIT {

    @TempDir Path folder;
    private Path keyFile;
    private Path file;
    private Key key;

    @BeforeEach
    void readKey() throws IOException {
        keyFile = KeyFiles.write(folder.resolve("key"), KeyTest.MATERIAL);
        file = folder.resolve("vault.db");
        key = Key.read(keyFile, false);
    }

    @Test
    void whatWasFlushedBeforeAKillIsInTheVault() throws Exception {
        for (int round = 0; round < 4; round++) {
            Path output = folder.resolve("write-" + round);
            Process writer =
                    VaultProgram.start(
                            output,
                            List.of(),
                            VaultProgram.class,
                            keyFile.toString(),
                            file.toString());
            try {
                int enough = VaultProgram.FLUSHED * (1 + 40 * round);
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(5))
                        .failFast("it ended, see " + output, () -> !writer.isAlive())
                        .until(() -> flushed(output) >= enough);
            } finally {
                writer.destroyForcibly();
                assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(revealed(flushed(output))).isEqualTo(flushed(output));
        }
    }

    /** The driver of the database logs that, and goes on with a library of its own. */
    @Test
    void theAnswerAloneIsOnStandardOutput() throws Exception {
        String pseudonym = keep("Zhang Wei");

        Path broken = Files.createDirectory(folder.resolve("lib"));
        Files.writeString(broken.resolve(System.mapLibraryName("sqlitejdbc")), "no library");

        Process reveal = reveal("reveal", pseudonym, "-Dorg.sqlite.lib.path=" + broken);

        assertThat(reveal.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("reveal.out")))
                .isEqualTo(pseudonym + "\tZhang Wei" + System.lineSeparator());
        assertThat(Files.readString(folder.resolve("reveal.err")))
                .contains("ERROR org.sqlite.SQLiteJDBCLoader: Failed to load native library")
                .doesNotContain("Zhang");
        assertThat(reveal.exitValue()).isZero();
    }

    @Test
    void processesThatRevealAtOnceKeepOneTrail() throws Exception {
        String pseudonym = keep("Zhang Wei");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(reveal("at-once-" + i, pseudonym));
        }
        for (Process process : processes) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        try (Vault vault = Vault.openExisting(file, key)) {
            assertThat(vault.audit().fault()).isEmpty();
            assertThat(vault.audit().rows()).hasSize(4);
        }
    }

    private Process reveal(String output, String pseudonym, String... jvm) throws IOException {
        return VaultProgram.start(
                folder.resolve(output),
                List.of(jvm),
                EproIntake.class,
                "deidentify",
                "reveal",
                "--vault=" + file,
                "--key-file=" + keyFile,
                "--reason=a query of the site",
                pseudonym);
    }

    private String keep(String original) {
        String pseudonym = new Pseudonyms(key).of("subject", original);
        try (Vault vault = Vault.open(file, key)) {
            Batch batch = vault.batch();
            batch.add("subject", pseudonym, original);
            batch.flush();
        }
        return pseudonym;
    }

    /** The last number that a line says in full; 0 before the first. */
    private static int flushed(Path output) throws IOException {
        String printed = Files.readString(Path.of(output + ".out"));
        List<String> lines = printed.substring(0, printed.lastIndexOf('\n') + 1).lines().toList();
        return lines.isEmpty() ? 0 : Integer.parseInt(lines.getLast());
    }

    /** How many of the first originals the vault reveals. */
    private int revealed(int upTo) {
        Pseudonyms pseudonyms = new Pseudonyms(key);
        int found = 0;
        try (Vault vault = Vault.openExisting(file, key)) {
            List<String> asked = new ArrayList<>();
            for (int i = 1; i <= upTo; i++) {
                asked.add(pseudonyms.of("subject", VaultProgram.original(i)));
            }
            int i = 0;
            for (Revealed one : vault.reveal(asked, "subject", Instant.EPOCH, "test", "test")) {
                i++;
                if (one instanceof Revealed.Found it
                        && it.original().equals(VaultProgram.original(i))) {
                    found++;
                }
            }
            assertThat(vault.audit().fault()).isEmpty();
        }
        return found;
    }
}
