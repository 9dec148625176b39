package io.eprointake.enrollment;

import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** However its threads interleave, the counter answers as if they had come one after another. */
@Tag("longer")
@Param(name = "site", gen = IntGen.class, conf = "1:2")
@Param(name = "version", gen = IntGen.class, conf = "1:3")
public class EnrollmentCounterRaceTest {

    private static final int TIMES = Boolean.getBoolean("soak") ? 3 : 1;

    /** By version; a count falls when patients are taken back. */
    private static final long[] ENROLLED = {0, 5, 3, 9};

    private final EnrollmentCounter counter = new EnrollmentCounter();

    @Operation
    public long at(@Param(name = "site") int site, @Param(name = "version") int version) {
        return counter.at(site == 1 ? "SITE01" : "SITE02", ENROLLED[version], version);
    }

    @Operation
    public long total() {
        return counter.total();
    }

    @Operation
    public List<Object> counts() {
        var counts = counter.counts();
        return List.of(counts.total(), counts.version(), counts.sites());
    }

    @Test
    void everyInterleavingIsASerialOne() {
        new ModelCheckingOptions()
                .actorsBefore(0)
                .threads(3)
                .actorsPerThread(2)
                .actorsAfter(1)
                .minimizeFailedScenario(false)
                .iterations(5 * TIMES)
                .invocationsPerIteration(250)
                .check(EnrollmentCounterRaceTest.class);
    }

    @Test
    void underStressTheAnswersAreSerialToo() {
        new StressOptions()
                .actorsBefore(0)
                .threads(3)
                .actorsPerThread(3)
                .actorsAfter(1)
                .minimizeFailedScenario(false)
                .iterations(4 * TIMES)
                .invocationsPerIteration(1_000)
                .check(EnrollmentCounterRaceTest.class);
    }
}
