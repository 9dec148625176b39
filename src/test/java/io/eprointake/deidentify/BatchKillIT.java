package io.eprointake.deidentify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eprointake.deidentify.report.RunReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that is killed or interrupted midway, and resumed, hands on what an undisturbed one does,
 * byte for byte; and at no moment is there a file under its own name that is not whole. What a
 * killed process can't show is the loss of power: its writes are with the operating system.
 */
class BatchKillIT {

    private static final int ROUNDS = Boolean.getBoolean("soak") ? 6 : 1;
    private static final int FILES = 5;
    private static final int ROWS = 40_000;

    @TempDir static Path folder;
    private static Study study;
    private static Path reference;

    private final Random random = new Random(59);

    @BeforeAll
    static void runUndisturbed() throws IOException {
        study = new Study(folder);
        var random = new Random(5959);
        for (int i = 0; i < FILES; i++) {
            // Of different sizes: while one is finished, another is still worked on.
            study.file("visits" + i + ".csv", visits(random, ROWS / (i + 1)));
        }
        Ended undisturbed = study.runProcess();
        assertThat(undisturbed.code()).isZero();
        reference = Files.move(study.out(), folder.resolve("reference"));
    }

    @BeforeEach
    void empty() throws IOException {
        if (Files.exists(study.out())) {
            try (Stream<Path> files = Files.walk(study.out())) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Tag("longer")
    @Test
    void aRunThatIsKilledIsResumed() throws Exception {
        Map<Path, String> before = study.inputs();
        try (var watcher = new Watcher()) {
            boolean begun = false;
            for (int round = 0; round < ROUNDS; round++) {
                try (var process = begun ? study.start("--resume") : study.start()) {
                    awaitMidway(process, round);
                    process.kill();
                    process.awaitEnd(Duration.ofSeconds(10));
                }
                begun = true;
            }
            // Killed, and not ended by itself.
            assertThat(study.out().resolve(".deidentify/parts")).isNotEmptyDirectory();

            assertThat(study.runProcess("--resume").code()).isZero();
            watcher.assertSawOnlyWholeFiles();
        }
        assertSameAsUndisturbed();
        assertThat(study.inputs()).isEqualTo(before);
    }

    @Test
    void aRunThatIsInterruptedEndsSoonAndIsResumed() throws Exception {
        try (var watcher = new Watcher()) {
            Ended ended;
            try (var process = study.start()) {
                awaitMidway(process, 0);
                process.interrupt();
                ended = process.awaitEnd(Duration.ofSeconds(8));
            }
            assertThat(ended.code()).isEqualTo(130);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).contains("interrupted: the run was told to stop");
            assertThat(study.out().resolve(".deidentify/parts")).doesNotExist();
            assertThat(outcomes()).contains("interrupted").isSubsetOf("interrupted", "done");
            // Those that were done by then, and no others.
            for (JsonNode file : study.report().path("files")) {
                assertThat(Files.exists(study.out().resolve(file.path("file").asText())))
                        .isEqualTo(file.path("outcome").asText().equals("done"));
            }

            assertThat(study.runProcess("--resume").code()).isZero();
            watcher.assertSawOnlyWholeFiles();
        }
        assertSameAsUndisturbed();
    }

    @Test
    @Tag("soak")
    void aRunThatIsInterruptedBeforeAnyFileIsReadEndsSoon() throws Exception {
        try (var process = study.start("--threads", "1")) {
            awaitHere(process, () -> Files.exists(study.out().resolve(".deidentify/run.json")));
            process.interrupt();
            assertThat(process.awaitEnd(Duration.ofSeconds(8)).code()).isEqualTo(130);
        }
        assertThat(study.out().resolve(".deidentify/parts")).doesNotExist();
        assertThat(study.runProcess("--resume").code()).isZero();
        assertSameAsUndisturbed();
    }

    @Tag("soak")
    @Test
    void aRunThatIsInterruptedWhileItGathersNamesEndsSoonAndIsResumed(@TempDir Path other)
            throws Exception {
        var named = new Study(other);
        Files.writeString(
                named.rules(),
                """
                files:
                  - {match: people.csv, columns: {NAME: drop, ARM: keep}}
                  - {match: notes.csv, columns: {NOTE: scrub}}
                """);
        // So long that it is still read when the run is told to stop.
        named.file("people.csv", "NAME,ARM\n" + "Joy Wunschmann,Drug\n".repeat(3_000_000));
        named.file("notes.csv", "NOTE\nwunschmann called\n");

        try (var process = named.start("--threads", "1")) {
            awaitHere(process, () -> Files.exists(named.out().resolve(".deidentify/run.json")));
            process.interrupt();
            assertThat(process.awaitEnd(Duration.ofSeconds(8)).code()).isEqualTo(130);
        }
        assertThat(named.report().at("/names/unread/people.csv").asText())
                .isEqualTo("the run was told to stop");
        assertThat(named.handedOn()).isEmpty();

        assertThat(named.runProcess("--resume").code()).isZero();
        assertThat(named.output("notes.csv")).isEqualTo("NOTE\n[NAME] called\n");
        assertThat(named.report().at("/names").has("unread")).isFalse();
    }

    @Test
    void whatWasFinishedBeforeTheKillIsNotDoneAgain() throws Exception {
        try (var process = study.start("--threads", "2")) {
            awaitHere(process, () -> !finished().isEmpty());
            process.kill();
        }
        Map<Path, Object> before = changed(finished());

        assertThat(study.runProcess("--resume").code()).isZero();

        assertThat(before).isNotEmpty();
        assertThat(changed(before.keySet())).isEqualTo(before);
        assertSameAsUndisturbed();
    }

    @Test
    @Tag("soak")
    void twoRunsInOneFolderAreRefused() throws Exception {
        try (var process = study.start("--threads", "1")) {
            awaitHere(process, () -> !parts().isEmpty());
            process.pause();
            Ended second = study.runProcess("--resume");
            assertThat(second.code()).isEqualTo(2);
            assertThat(second.err()).contains("another run is at work in ");
            Ended third = study.runProcess();
            assertThat(third.code()).isEqualTo(2);
            process.goOn();
            assertThat(process.awaitEnd(Duration.ofSeconds(60)).code()).isZero();
        }
        assertSameAsUndisturbed();
    }

    /** At one of three places, by turns: a part grows, a file is finished, or another one. */
    private void awaitMidway(BatchProcess process, int round) {
        int more = round % 3;
        int finished = finished().size();
        long bytes = random.nextInt(1, 1 << 20);
        awaitHere(
                process,
                () ->
                        more == 0
                                ? partBytes() >= bytes
                                : finished().size() > finished + more - 2 && !parts().isEmpty());
    }

    private static void awaitHere(BatchProcess process, Callable<Boolean> here) {
        await().atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .failFast("it ended too soon", () -> !process.isAlive())
                .until(here);
    }

    private static List<Path> parts() {
        return list(study.out().resolve(".deidentify/parts"), ".part");
    }

    private static long partBytes() {
        return parts().stream().mapToLong(part -> part.toFile().length()).sum();
    }

    /** Files under their own names that a later run will not do again. */
    private static Set<Path> finished() {
        Path done = study.out().resolve(".deidentify/done");
        var finished = new ConcurrentSkipListSet<Path>();
        for (Path record : list(done, ".csv.json")) {
            String name = record.getFileName().toString();
            finished.add(study.out().resolve(name.substring(0, name.length() - 5)));
        }
        return finished;
    }

    private static Map<Path, Object> changed(Set<Path> files) throws IOException {
        var changed = new TreeMap<Path, Object>();
        for (Path file : files) {
            changed.put(file, Files.readAttributes(file, "unix:ino,lastModifiedTime"));
        }
        return changed;
    }

    private static List<Path> list(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        } catch (NoSuchFileException gone) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> outcomes() throws IOException {
        return study.report().path("files").findValuesAsText("outcome");
    }

    private static void assertSameAsUndisturbed() throws IOException {
        assertThat(study.handedOn()).hasSize(FILES);
        for (int i = 0; i < FILES; i++) {
            String name = "visits" + i + ".csv";
            assertThat(Files.mismatch(study.out().resolve(name), reference.resolve(name)))
                    .as("the first byte of %s that differs", name)
                    .isEqualTo(-1);
        }
        assertThat(withoutTimes(study.out())).isEqualTo(withoutTimes(reference));
    }

    private static JsonNode withoutTimes(Path out) throws IOException {
        ObjectNode report =
                (ObjectNode) RunReport.JSON.readTree(out.resolve("report.json").toFile());
        return report.without(List.of("started_at", "ended_at"));
    }

    private static byte[] visits(Random random, int rows) {
        var text = new StringBuilder("SUBJECT,NAME,VISIT,ZIP,ARM\n");
        for (int i = 0; i < rows; i++) {
            text.append("SUBJ-%06d,".formatted(random.nextInt(1_000_000)))
                    .append("Miller%06d,".formatted(random.nextInt(1_000_000)))
                    .append(
                            "20%02d-%02d-%02d,"
                                    .formatted(
                                            random.nextInt(10, 24),
                                            random.nextInt(1, 13),
                                            random.nextInt(1, 29)))
                    .append("9%04d,".formatted(random.nextInt(10_000)))
                    .append("x".repeat(random.nextInt(10, 90)))
                    .append('\n');
        }
        return text.toString().getBytes(US_ASCII);
    }

    /** Compares each file that is there under its own name with the whole one, all the time. */
    private static final class Watcher implements AutoCloseable {

        private final Set<String> partial = new ConcurrentSkipListSet<>();
        private final AtomicInteger seen = new AtomicInteger();
        private volatile boolean ended;
        private final Thread thread = Thread.ofPlatform().name("watcher").start(this::watch);

        private void watch() {
            while (!ended) {
                for (Path file : list(study.out(), ".csv")) {
                    try {
                        if (Files.mismatch(file, reference.resolve(file.getFileName())) >= 0) {
                            partial.add(file.getFileName().toString());
                        }
                        seen.incrementAndGet();
                    } catch (NoSuchFileException gone) {
                        // Whole, but not yet booked as done: it is done again.
                    } catch (IOException e) {
                        partial.add(file + ": " + e);
                    }
                }
                Thread.onSpinWait();
            }
        }

        void assertSawOnlyWholeFiles() {
            assertThat(seen).hasPositiveValue();
            assertThat(partial).as("files that were not whole").isEmpty();
        }

        @Override
        public void close() {
            ended = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
    }
}
