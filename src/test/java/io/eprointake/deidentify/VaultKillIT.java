package io.eprointake.deidentify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.deidentify.vault.Originals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens to a run with a vault: what stands under its own name is whole, and each of its
 * pseudonyms can be revealed at that moment.
 */
@Tag("soak")
class VaultKillIT {

    private static final int ROUNDS = 6;
    private static final int FILES = 6;
    private static final int ROWS = 12_000;
    private static final Pattern PSEUDONYM = Pattern.compile("\\b[b-df-hj-np-tv]{32}\\b");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir Path folder;
    private Study study;
    private Path vault;

    @BeforeEach
    void makeStudy() throws IOException {
        study = new Study(folder);
        vault = folder.resolve("vault.db");
        for (int i = 0; i < FILES; i++) {
            study.file("visits" + i + ".csv", visits(ROWS / (i + 1)));
        }
    }

    @Test
    void aRunThatIsKilledIsResumedAndAllThatIsHandedOnCanBeRevealed() throws Exception {
        Map<String, String> undisturbed = undisturbed();
        for (int round = 0; round < ROUNDS; round++) {
            try (var process = start("out")) {
                awaitMidway(process);
                process.kill();
                process.awaitEnd(Duration.ofSeconds(10));
            }
            assertAllCanBeRevealed("out");
            assertThat(undisturbed).as("seed %d", seed).containsAllEntriesOf(handedOn("out"));
        }

        try (var process = start("out")) {
            assertThat(process.awaitEnd(Duration.ofMinutes(1)).code()).isZero();
        }

        assertThat(handedOn("out")).as("seed %d", seed).isEqualTo(undisturbed);
        assertAllCanBeRevealed("out");
    }

    @Test
    void twoRunsAtOnceKeepTheirOriginalsInOneVault() throws Exception {
        try (var one = start("one");
                var other = start("other")) {
            assertThat(one.awaitEnd(Duration.ofMinutes(1)).code()).isZero();
            assertThat(other.awaitEnd(Duration.ofMinutes(1)).code()).isZero();
        }

        assertThat(handedOn("one")).hasSize(FILES).isEqualTo(handedOn("other"));
        assertAllCanBeRevealed("one");
        assertThat(vault).exists();
    }

    private Map<String, String> undisturbed() throws IOException {
        Path other = folder.resolve("other.db");
        Ended ended =
                study.runProcess(
                        "--out",
                        folder.resolve("undisturbed").toString(),
                        "--vault",
                        other.toString());
        assertThat(ended.code()).isZero();
        return handedOn("undisturbed");
    }

    /** Goes on with what was begun, if anything was. */
    private BatchProcess start(String out) {
        Path to = folder.resolve(out);
        List<String> options =
                List.of("--out", to.toString(), "--vault", vault.toString(), "--threads", "2");
        return Files.exists(to.resolve(".deidentify/run.json"))
                ? study.start(
                        Stream.concat(options.stream(), Stream.of("--resume"))
                                .toArray(String[]::new))
                : study.start(options.toArray(String[]::new));
    }

    /** At any moment: how far it has come by then, with the vault or a file, is by chance. */
    private void awaitMidway(BatchProcess process) {
        Path done = folder.resolve("out/.deidentify/done");
        int finished = names(done);
        long logged = random.nextInt(1 << 21);
        int where = random.nextInt(3);
        await().atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() ->
                        !process.isAlive()
                                || switch (where) {
                                    case 0 ->
                                            folder.resolve("vault.db-wal").toFile().length()
                                                    > logged;
                                    case 1 -> names(done) > finished;
                                    default -> names(folder.resolve("out/.deidentify/parts")) > 0;
                                });
    }

    private static int names(Path folder) {
        String[] names = folder.toFile().list();
        return names == null ? 0 : names.length;
    }

    private void assertAllCanBeRevealed(String out) throws IOException {
        Set<String> pseudonyms =
                handedOn(out).values().stream()
                        .flatMap(text -> PSEUDONYM.matcher(text).results())
                        .map(found -> found.group())
                        .collect(Collectors.toSet());
        if (!pseudonyms.isEmpty()) {
            assertThat(Originals.of(vault, study.key(), pseudonyms))
                    .as("seed %d", seed)
                    .hasSize(pseudonyms.size());
        }
    }

    private Map<String, String> handedOn(String out) throws IOException {
        var files = new TreeMap<String, String>();
        for (int i = 0; i < FILES; i++) {
            Path file = folder.resolve(out).resolve("visits" + i + ".csv");
            if (Files.exists(file)) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }

    private String visits(int rows) {
        var text = new StringBuilder("SUBJECT,NAME,VISIT,ZIP,ARM\n");
        for (int i = 0; i < rows; i++) {
            text.append("S-%06d,Miller,2013-03-02,94110,x\n".formatted(random.nextInt(1_000_000)));
        }
        return text.toString();
    }
}
