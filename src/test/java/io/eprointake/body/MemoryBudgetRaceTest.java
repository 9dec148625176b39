package io.eprointake.body;

import io.eprointake.body.MemoryBudget.Share;
import io.eprointake.problem.Refused;
import java.util.concurrent.CompletableFuture;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** Memory for three shares, opened, grown and given back by several threads, in every order. */
public class MemoryBudgetRaceTest {

    private static final long MOST = 3 * MemoryBudget.FIRST;

    private final MemoryBudget memory = new MemoryBudget(MOST);
    private final Share alone = memory.open();

    /** In use by its request, and by the work that it began. */
    private final Share waitedFor = memory.open();

    private final CompletableFuture<Boolean> work = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = waitedFor.until(work);

    @Operation
    public boolean open() {
        try {
            memory.open();
            return true;
        } catch (Refused full) {
            return false;
        }
    }

    @Operation(runOnce = true)
    public void close() {
        alone.close();
    }

    @Operation(runOnce = true)
    public void closeWaitedFor() {
        waitedFor.close();
    }

    @Operation(runOnce = true)
    public boolean endWork() {
        return work.complete(true) && ended.isDone();
    }

    @Operation
    public long reserved() {
        return memory.reserved();
    }

    @Validate
    public void neitherMoreThanThereIsNorLessThanNothing() {
        long reserved = memory.reserved();
        if (reserved < 0 || reserved > MOST) {
            throw new IllegalStateException(reserved + " bytes");
        }
    }

    @Test
    void whatIsReservedIsThereAndIsGivenBackExactlyOnce() {
        new ModelCheckingOptions()
                .actorsBefore(0)
                .actorsAfter(1)
                .threads(2)
                .actorsPerThread(3)
                .iterations(10)
                .invocationsPerIteration(300)
                .check(MemoryBudgetRaceTest.class);
    }
}
