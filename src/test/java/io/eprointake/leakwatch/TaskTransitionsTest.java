package io.eprointake.leakwatch;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** Deadline, operations, the work and the ledger's look, in every order. */
public class TaskTransitionsTest {

    private static final CompositeMeterRegistry METERS = new CompositeMeterRegistry();
    private static final long LONGER_THAN_THE_GRACE = Duration.ofMinutes(1).toNanos();

    private long now;
    private final Ledger ledger =
            new Ledger(LeakwatchProperties.defaults(), METERS, this::tick, new Counting());
    private final Task task = ledger.open("check", "one", Duration.ZERO, () -> {});

    private int found;
    private int freed;

    private final class Counting extends LeakLog {

        @Override
        void found(Task leaked, long at) {
            found++;
        }

        @Override
        void freed(Task ended, long at) {
            freed++;
        }
    }

    /** Each look at the clock finds every grace over. */
    private synchronized long tick() {
        return now += LONGER_THAN_THE_GRACE;
    }

    @Operation
    public boolean cut() {
        return task.cut();
    }

    @Operation
    public boolean end() {
        return task.end();
    }

    @Operation(nonParallelGroup = "leakwatch")
    public void look() {
        ledger.look();
    }

    @Operation
    public String state() {
        return task.state().word();
    }

    @Validate
    public void theCountsAreThoseOfTheState() {
        for (Task.State state : Task.State.values()) {
            hold(ledger.count(state) == (task.state() == state ? 1 : 0));
        }
        hold(freed == (task.state().over() && found > 0 ? 1 : 0));
        hold(ledger.find("one").count() == (task.state().over() ? 0 : 1));
    }

    /** AssertJ does not stand the checker's instrumentation. */
    private static void hold(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("does not hold");
        }
    }

    @Test
    void eachTransitionIsWonByOneCaller() {
        new ModelCheckingOptions()
                .actorsBefore(0)
                .actorsAfter(1)
                .threads(3)
                .actorsPerThread(2)
                .iterations(10)
                .invocationsPerIteration(100)
                .addGuarantee(
                        forClasses(name -> name.startsWith("io.micrometer")).allMethods().ignore())
                // Their own races are the JDK's to check.
                .addGuarantee(
                        forClasses(name -> name.startsWith("java.util."))
                                .allMethods()
                                .treatAsAtomic())
                .check(TaskTransitionsTest.class);
    }
}
