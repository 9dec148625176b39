package io.eprointake.deidentify.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DistinctValuesTest {

    private final DistinctValues values = new DistinctValues();

    @Test
    void theCountIsExactUpToItsLimit() {
        var random = new Random(7);
        Set<Long> naive = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            // Of few high bits, so that places are fought for.
            long hash = random.nextInt(5_000) * 0x1_0000_0001L;
            naive.add(hash);
            values.add(hash);
            if (i % 100 == 0) {
                values.add(0);
                values.add(0);
                naive.add(0L);
                assertThat(values.count()).isEqualTo(naive.size());
            }
        }
        assertThat(values.count()).isEqualTo(naive.size()).isGreaterThan(4_000);
    }

    @Test
    void noneIsNone() {
        assertThat(values.count()).isZero();
    }

    @Test
    void theCountEndsAtItsLimit() {
        for (long i = 1; i <= 3L * DistinctValues.LIMIT; i++) {
            values.add(i * 0x9e3779b97f4a7c15L);
            assertThat(values.count()).isEqualTo((int) Math.min(i, DistinctValues.LIMIT));
        }
    }
}
