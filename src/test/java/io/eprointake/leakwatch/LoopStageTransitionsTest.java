package io.eprointake.leakwatch;

import io.eprointake.leakwatch.LoopStage.Stage;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One loop that is started and ended by several threads while its own is lost, in every order. */
public class LoopStageTransitionsTest {

    private final LoopStage stage = new LoopStage();

    @Operation
    public boolean begin() {
        return stage.begin();
    }

    @Operation
    public void end() {
        stage.end();
    }

    @Operation(nonParallelGroup = "thread")
    public boolean lose() {
        return stage.lose();
    }

    @Operation(nonParallelGroup = "thread")
    public void leave() {
        stage.leave();
    }

    @Operation
    public @Nullable Stage now() {
        return stage.now();
    }

    @Test
    void itBeginsOnceAndIsLostOrToldToEndAndNeverBoth() {
        new ModelCheckingOptions()
                .actorsBefore(0)
                .actorsAfter(1)
                .threads(2)
                .actorsPerThread(3)
                .iterations(40)
                .invocationsPerIteration(200)
                .check(LoopStageTransitionsTest.class);
    }
}
