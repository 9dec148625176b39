package io.eprointake.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.deidentify.files.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise on files that nobody wrote: of each dialect, encoding and padding, harmed by chance.
 * What is handed on has nothing that its rule should have changed, and all else as it was; and
 * nothing but the output is written. A failure tells its seed, and {@code -Dseed=} repeats it.
 */
@Tag("longer")
class CsvFuzzTest {

    private static final int ROUNDS = Boolean.getBoolean("soak") ? 200 : 12;
    private static final int FILES = 40;

    @TempDir Path folder;

    private int done;
    private int failed;

    @Test
    void whatIsHandedOnHasNothingThatItsRuleShouldHaveChanged() throws IOException {
        Long again = Long.getLong("seed");
        long first = again == null ? System.nanoTime() : again;
        for (int round = 0; round < (again == null ? ROUNDS : 1); round++) {
            run(first + round, Files.createDirectory(folder.resolve("round" + round)));
        }
        if (again == null) {
            assertThat(done).as("files handed on").isGreaterThan(ROUNDS * FILES / 3);
            assertThat(failed).as("files that failed").isGreaterThan(ROUNDS * FILES / 10);
        }
    }

    /** Else a check that finds nothing would say nothing. */
    @Test
    void aFaithfulCopyIsFound() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int found = 0;
        for (int made = 0; found < 200; made++) {
            assertThat(made).as("seed %d: files made, and %d found", seed, found).isLessThan(5_000);
            FuzzedFile file = FuzzedFiles.make("copy.csv", random);
            if (file.plain() && !file.secrets().isEmpty()) {
                assertThat(file.faults(file.bytes(), true))
                        .as("seed %d, the copy of %s", seed, file)
                        .anyMatch(fault -> fault.startsWith("has the secret"));
                found++;
            }
        }
    }

    private void run(long seed, Path place) throws IOException {
        var random = new Random(seed);
        var study = new Study(place);
        List<FuzzedFile> files = new ArrayList<>();
        var rules = new StringBuilder("as_of: 2024-01-01\nfiles:\n");
        for (int i = 0; i < FILES; i++) {
            FuzzedFile file = FuzzedFiles.make("f%02d.csv".formatted(i), random);
            files.add(file);
            rules.append(file.rules());
            study.file(file.name(), file.bytes());
        }
        Files.writeString(study.rules(), rules);
        boolean shifts = random.nextBoolean();
        Map<String, String> before = all(place);

        Ended ended =
                study.run("--profile", shifts ? "limited-dates" : "safe-harbor", "--threads", "2");

        Map<String, String> after = all(place);
        after.keySet().removeIf(name -> name.startsWith("out/"));
        assertThat(after).as("seed %d: all but the output", seed).isEqualTo(before);
        boolean all = true;
        for (FuzzedFile file : files) {
            JsonNode report = study.report(file.name());
            Path output = study.out().resolve(file.name());
            boolean isDone = report.path("outcome").asText().equals("done");
            assertThat(Files.exists(output)).as("seed %d, %s", seed, file).isEqualTo(isDone);
            assertThat(report.path("reason").asText())
                    .as("seed %d, %s", seed, file)
                    .doesNotContain("a fault of this program");
            if (isDone) {
                assertThat(file.faults(Files.readAllBytes(output), shifts))
                        .as(
                                "seed %d, %s\nbecame\n%s",
                                seed, file, Files.readString(output, file.charset()))
                        .isEmpty();
            }
            var secrets = new Phrases();
            file.secrets().stream()
                    .filter(s -> s.length() >= Phrases.SHORTEST)
                    .forEach(secrets::add);
            assertThat(secrets.in(report + ended.err()))
                    .as("seed %d: told of %s", seed, file)
                    .isEmpty();
            all &= isDone;
            done += isDone ? 1 : 0;
            failed += isDone ? 0 : 1;
        }
        assertThat(ended.code()).as("seed %d", seed).isEqualTo(all ? 0 : 1);
    }

    /** Everything below a folder, by name and content. */
    private static Map<String, String> all(Path place) throws IOException {
        var all = new TreeMap<String, String>();
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.toList()) {
                String content = Files.isRegularFile(file) ? Sha256.of(file) : "folder";
                all.put(place.relativize(file).toString(), content);
            }
        }
        all.remove("out");
        return all;
    }
}
