package io.eprointake.leakwatch;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * The worker, the timer and whoever cancels, in every order: one decides, and the permit is back
 * once.
 */
public class DeadlineRaceTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Ledger ledger = new Ledger(LeakwatchProperties.defaults(), meters);
    private final Permits permits = new PermitPools(meters).open("race", 1, () -> {});
    private final Deadline<String> call =
            new Deadline<>(
                    ledger,
                    Thread.ofPlatform().factory(),
                    Objects.requireNonNull(permits.tryAcquire()),
                    "race",
                    "one",
                    Duration.ofHours(1),
                    () -> "result");

    private volatile boolean worked;

    @Operation(nonParallelGroup = "worker")
    public String work() {
        call.work();
        worked = true;
        return decided();
    }

    @Operation
    public String expire() {
        call.outcome().completeExceptionally(new TimeoutException());
        call.cancel();
        return decided();
    }

    @Operation
    public String cancel() {
        call.cancel();
        return decided();
    }

    /** Once decided, it says the same for ever. */
    private String decided() {
        return call.outcome().state() + (call.outcome().isCancelled() ? " by a cancellation" : "");
    }

    @Validate
    public void thePermitIsBackWhenTheWorkHasEndedAndNotBefore() {
        Permits.Numbers numbers = permits.numbers();
        if (numbers.inUse() != (worked ? 0 : 1) || (worked && numbers.cutNotFreed() != 0)) {
            throw new IllegalStateException(numbers.toString());
        }
    }

    @Test
    void oneDecidesAndThePermitIsBackOnce() {
        new ModelCheckingOptions()
                .actorsBefore(0)
                .actorsAfter(1)
                .threads(3)
                .actorsPerThread(1)
                .iterations(10)
                .invocationsPerIteration(200)
                .addGuarantee(
                        forClasses(name -> name.startsWith("io.micrometer")).allMethods().ignore())
                .addGuarantee(
                        forClasses(name -> name.startsWith("java.util."))
                                .allMethods()
                                .treatAsAtomic())
                .check(DeadlineRaceTest.class);
    }
}
