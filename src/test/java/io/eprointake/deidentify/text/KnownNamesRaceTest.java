package io.eprointake.deidentify.text;

import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Workers that gather names at once: none is lost, none is kept beyond the most, all count. */
@Param(name = "key", gen = IntGen.class, conf = "1:4")
public class KnownNamesRaceTest {

    private final KnownNames.Builder names = new KnownNames.Builder(List.of(), 2);

    @Operation
    public void add(@Param(name = "key") int key) {
        names.add(new long[] {KeySet.key(4L * key, KeySet.NAME)});
    }

    @Operation
    public int known() {
        return names.build().size();
    }

    @Operation
    public long unknown() {
        return names.unknown();
    }

    @Test
    void whatWorkersGatherAtOnceIsWhatOneWouldHaveGathered() {
        new ModelCheckingOptions()
                .actorsBefore(0)
                .threads(2)
                .actorsPerThread(3)
                .actorsAfter(2)
                .minimizeFailedScenario(false)
                .iterations(20)
                .invocationsPerIteration(200)
                .check(KnownNamesRaceTest.class);
    }
}
