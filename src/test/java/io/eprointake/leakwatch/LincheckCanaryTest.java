package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** A race on purpose: while the checker catches it, its green elsewhere means something. */
public class LincheckCanaryTest {

    private int count;

    @Operation
    public int increment() {
        return ++count;
    }

    @Test
    void aLostUpdateIsCaught() {
        var options = new ModelCheckingOptions().actorsBefore(0).threads(2).actorsPerThread(2);
        assertThatThrownBy(() -> options.check(LincheckCanaryTest.class))
                .isInstanceOf(LincheckAssertionError.class);
    }
}
