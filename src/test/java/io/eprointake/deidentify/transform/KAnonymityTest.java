package io.eprointake.deidentify.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KAnonymityTest {

    @TempDir private Path folder;

    private Path file() {
        return folder.resolve("combinations");
    }

    private static KAnonymity.Count naive(Map<Long, Long> counts) {
        return new KAnonymity.Count(
                counts.values().stream().mapToLong(one -> one).min().orElse(0),
                counts.values().stream().filter(one -> one == 1).count(),
                counts.size());
    }

    @ParameterizedTest
    @CsvSource({
        "20000, 1000, 1048576",
        "20000, 1000, 1000",
        "20000, 1000, 999",
        "20000, 1000, 10",
        "20000, 30000, 500",
        "9000, 1, 1",
        "8193, 100000, 64"
    })
    void theCountIsExactHoweverFewFitAtOnce(int rows, int combinations, int atOnce)
            throws IOException {
        var random = new Random(rows + combinations);
        Map<Long, Long> counts = new HashMap<>();
        try (var kAnonymity = new KAnonymity(file(), atOnce)) {
            for (int i = 0; i < rows; i++) {
                long hash = Hash.of("combination " + random.nextInt(combinations));
                counts.merge(hash, 1L, Long::sum);
                kAnonymity.add(hash);
            }

            assertThat(kAnonymity.count()).isEqualTo(naive(counts));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "20000, 500, 300, 1048576",
        "20000, 500, 300, 200",
        "20000, 5, 3000, 700",
        "9000, 1, 9000, 64",
        "9000, 9000, 1, 64"
    })
    void aSubjectCountsOnceHoweverManyRowsItHas(
            int rows, int combinations, int subjects, int atOnce) throws IOException {
        var random = new Random(rows + combinations);
        Map<Long, Set<Long>> seen = new HashMap<>();
        try (var kAnonymity = new KAnonymity(file(), atOnce)) {
            for (int i = 0; i < rows; i++) {
                long combination = Hash.of("combination " + random.nextInt(combinations));
                long subject = Hash.of("subject " + random.nextInt(subjects));
                seen.computeIfAbsent(combination, none -> new HashSet<>()).add(subject);
                kAnonymity.add(combination, subject);
            }

            Map<Long, Long> counts = new HashMap<>();
            seen.forEach((combination, whose) -> counts.put(combination, (long) whose.size()));
            assertThat(kAnonymity.count()).isEqualTo(naive(counts));
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aRowOfNobodyCountsByItself() throws IOException {
        try (var kAnonymity = new KAnonymity(file(), 64)) {
            kAnonymity.add(1, 7);
            kAnonymity.add(1, 7);
            kAnonymity.add(1);
            kAnonymity.add(1);

            assertThat(kAnonymity.count()).isEqualTo(new KAnonymity.Count(3, 0, 1));
        }
    }

    @Test
    void theHashThatIsZeroIsOneAsAnyOther() throws IOException {
        try (var kAnonymity = new KAnonymity(file(), 4)) {
            kAnonymity.add(0);
            kAnonymity.add(0);
            kAnonymity.add(1);

            assertThat(kAnonymity.count()).isEqualTo(new KAnonymity.Count(1, 1, 2));
        }
    }

    @Test
    void noRowsAreNoCombination() throws IOException {
        try (var kAnonymity = new KAnonymity(file(), 4)) {
            assertThat(kAnonymity.count()).isEqualTo(KAnonymity.Count.NONE);
        }
    }

    @Test
    void whatWasKeptIsGoneInTheEnd() throws IOException {
        try (var kAnonymity = new KAnonymity(file(), 4)) {
            kAnonymity.add(1);
            assertThat(file()).exists();
        }
        assertThat(file()).doesNotExist();
    }
}
