package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PhaseTest {

    @Test
    void theyAreDeclaredInTheOrderInWhichTheyStart() {
        assertThat(Arrays.stream(Phase.values()).mapToInt(Phase::value).toArray())
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
