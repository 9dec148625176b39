package io.eprointake.enrollment;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * The counter as it is tempting to write it: each number atomic, the two together not. The check of
 * {@link EnrollmentCounterRaceTest} is worth something only while it catches this one.
 */
@Param(name = "enrolled", gen = IntGen.class, conf = "1:3")
public class EnrollmentCounterCanaryTest {

    private final AtomicLong site = new AtomicLong();
    private final AtomicLong total = new AtomicLong();

    @Operation
    public long at(@Param(name = "enrolled") int enrolled) {
        long more = enrolled - site.get();
        if (more > 0) {
            site.set(enrolled);
            total.addAndGet(more);
        }
        return total.get();
    }

    @Test
    void modelCheckingCatchesAnUpdateThatIsCountedTwice() {
        var options =
                new ModelCheckingOptions()
                        .actorsBefore(0)
                        .threads(2)
                        .actorsPerThread(3)
                        .actorsAfter(1)
                        .minimizeFailedScenario(false)
                        .iterations(30)
                        .invocationsPerIteration(500);

        assertThatThrownBy(() -> options.check(EnrollmentCounterCanaryTest.class))
                .isInstanceOf(LincheckAssertionError.class);
    }
}
