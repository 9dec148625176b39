package io.eprointake.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eprointake.deidentify.report.RunReport;
import io.eprointake.deidentify.vault.Originals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is full at whichever step: the run says so and exits with no 0; no file stands under
 * its own name that has no record; and when there is room, the run goes on to the same bytes.
 */
class FullDiskIT {

    private static final int ROWS = 3_000;
    private static final Pattern PSEUDONYM = Pattern.compile("\\b[b-df-hj-np-tv]{32}\\b");

    @TempDir Path folder;
    private Study study;
    private Path vault;
    private Map<String, String> expected;
    private JsonNode expectedReport;

    @BeforeEach
    void runUndisturbed() throws IOException {
        study = new Study(folder);
        Files.writeString(
                study.rules(),
                Study.RULES.replace(
                        "    columns:", "    quasi_identifiers: [SUBJECT, ARM]\n    columns:"));
        makeStudyOf(ROWS);
    }

    private void makeStudyOf(int rows) throws IOException {
        for (int i = 0; i < 3; i++) {
            study.file("visits" + i + ".csv", visits(rows / (i + 1)));
        }
        vault = folder.resolve("vault.db");
        Path out = folder.resolve("undisturbed" + rows);
        assertThat(study.runProcess("--out", out.toString(), "--vault", vault.toString()).code())
                .isZero();
        expected = handedOn(out);
        expectedReport = withoutTimes(out.resolve("report.json"));
    }

    @Test
    void fullWhileAPartIsWritten() throws IOException {
        Path out = folder.resolve("disk/out");
        assertFailsAndIsResumed("disk", 40, out, vault, out.resolve("report.json"), "No space");
    }

    @Tag("soak")
    @Test
    void fullWhileAFinishedFileIsRecorded() throws IOException {
        Path out = folder.resolve("second");
        // Room for one record.
        assertFailsAndIsResumed(
                "second/.deidentify/done", 4, out, vault, out.resolve("report.json"), "No space");
    }

    @Tag("soak")
    @Test
    void fullWhileTheReportIsWritten() throws IOException {
        Path out = folder.resolve("second");
        Path told = folder.resolve("disk/report.json");
        assertFailsAndIsResumed("disk", 0, out, vault, told, "No space");
    }

    @Tag("soak")
    @Test
    void fullWhileTheVaultIsWritten() throws IOException {
        Path out = folder.resolve("second");
        Path kept = folder.resolve("disk/vault.db");
        assertFailsAndIsResumed("disk", 300, out, kept, out.resolve("report.json"), "SQLITE_FULL");
    }

    /** Twenty bytes for each row, where its output has two, which come last. */
    @Tag("soak")
    @Test
    void fullWhileWhatCountsCombinationsIsWritten() throws IOException {
        Files.writeString(
                study.rules(),
                """
                files:
                  - match: "*.csv"
                    quasi_identifiers: [ARM]
                    subject: SUBJECT
                    columns: {SUBJECT: drop, NAME: drop, VISIT: drop, ZIP: drop, ARM: keep}
                """);
        Files.delete(vault);
        makeStudyOf(10 * ROWS);
        Path out = folder.resolve("disk/out");
        assertFailsAndIsResumed("disk", 160, out, vault, out.resolve("report.json"), "No space");
    }

    /** Wherever that is, for sizes from nothing to what is enough. */
    @Tag("soak")
    @Test
    void fullAtAnyByte() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        int failed = 0;
        int rounds = 10;
        for (int round = 0; round < rounds; round++) {
            int kib = 4 + 900 * round / rounds + random.nextInt(900 / rounds);
            String name = "disk" + round;
            Path disk = folder.resolve(name);
            try (var small = SmallDisk.at(disk, kib)) {
                Path out = disk.resolve("out");
                Path kept = disk.resolve("vault.db");
                Path told = out.resolve("report.json");
                int code = run(small, out, kept, told, false).code();
                assertBooksHold(small, out, told, code);
                failed += code == 0 ? 0 : 1;
                small.makeRoom();
                assertIsResumed(small, out, kept, told);
            } catch (AssertionError e) {
                throw new AssertionError("seed %d, %d KiB".formatted(seed, kib), e);
            }
        }
        assertThat(failed).as("that were full").isBetween(rounds / 3, rounds);
    }

    private void assertFailsAndIsResumed(
            String disk, int kib, Path out, Path kept, Path told, String why) throws IOException {
        // None is smaller than a page.
        try (var small = SmallDisk.at(folder.resolve(disk), Math.max(kib, 4))) {
            if (kib == 0) {
                small.fill();
            }
            Ended ended = run(small, out, kept, told, false);
            assertThat(ended.code()).isOne();
            assertThat(ended.err()).contains(why);
            assertBooksHold(small, out, told, ended.code());
            small.makeRoom();
            assertIsResumed(small, out, kept, told);
        }
    }

    private Ended run(SmallDisk small, Path out, Path kept, Path told, boolean resume) {
        List<String> command = BatchProcess.command("-XX:-UsePerfData");
        command.addAll(
                study.arguments(
                        "--out",
                        out.toString(),
                        "--vault",
                        kept.toString(),
                        "--report",
                        told.toString()));
        if (resume) {
            command.add("--resume");
        }
        return study.runProcess(small.command(command));
    }

    /** What stands under its own name is whole and recorded, and a run that says 0 did all. */
    private void assertBooksHold(SmallDisk small, Path out, Path told, int code)
            throws IOException {
        Map<String, String> handedOn = handedOn(small.seen(out));
        assertThat(expected).containsAllEntriesOf(handedOn);
        for (String name : handedOn.keySet()) {
            assertThat(small.seen(out.resolve(".deidentify/done/" + name + ".json"))).exists();
        }
        assertThat(small.seen(out.resolve(".deidentify/parts"))).doesNotExist();
        assertThat(leftHalfWritten(small.seen(out))).isEmpty();
        if (code == 0) {
            assertThat(handedOn).isEqualTo(expected);
            assertThat(small.seen(told)).exists();
        }
    }

    private void assertIsResumed(SmallDisk small, Path out, Path kept, Path told)
            throws IOException {
        boolean begun = Files.exists(small.seen(out.resolve(".deidentify/run.json")));
        Ended ended = run(small, out, kept, told, begun);
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(handedOn(small.seen(out))).isEqualTo(expected);
        assertThat(withoutTimes(small.seen(told))).isEqualTo(expectedReport);
        Set<String> pseudonyms =
                expected.values().stream()
                        .flatMap(text -> PSEUDONYM.matcher(text).results())
                        .map(MatchResult::group)
                        .collect(Collectors.toSet());
        Path copy =
                Files.copy(small.seen(kept), folder.resolve("copy" + System.nanoTime() + ".db"));
        if (!pseudonyms.isEmpty()) {
            assertThat(Originals.of(copy, study.key(), pseudonyms)).hasSize(pseudonyms.size());
        }
    }

    private static List<Path> leftHalfWritten(Path out) throws IOException {
        if (!Files.exists(out)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(out)) {
            return files.filter(file -> file.toString().endsWith(".new")).toList();
        }
    }

    private static Map<String, String> handedOn(Path out) throws IOException {
        var files = new TreeMap<String, String>();
        for (int i = 0; i < 3; i++) {
            Path file = out.resolve("visits" + i + ".csv");
            if (Files.exists(file)) {
                files.put("visits" + i + ".csv", Files.readString(file));
            }
        }
        return files;
    }

    /** The name of the vault is by chance, too. */
    private static JsonNode withoutTimes(Path report) throws IOException {
        ObjectNode all = (ObjectNode) RunReport.JSON.readTree(Files.readAllBytes(report));
        ((ObjectNode) all.path("begun")).remove("vault");
        return all.without(List.of("started_at", "ended_at"));
    }

    private static String visits(int rows) {
        var random = new Random(rows);
        var text = new StringBuilder("SUBJECT,NAME,VISIT,ZIP,ARM\n");
        for (int i = 0; i < rows; i++) {
            text.append("S-%06d,Miller,2013-03-02,,x\n".formatted(random.nextInt(1_000_000)));
        }
        return text.toString();
    }
}
