package io.eprointake.leakwatch;

import java.util.Objects;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One permit taken, cut and given back by several threads at once, in every order. */
@Param(name = "which", gen = IntGen.class, conf = "0:1")
public class PermitsTransitionsTest {

    private final Permits permits = new Permits("check", 2, () -> {});
    private final Permits.@Nullable Permit[] taken = {permits.tryAcquire(), permits.tryAcquire()};

    @Operation
    public boolean tryAcquire() {
        return permits.tryAcquire() != null;
    }

    @Operation
    public boolean cut(@Param(name = "which") int which) {
        return permit(which).cut();
    }

    @Operation
    public void close(@Param(name = "which") int which) {
        permit(which).close();
    }

    @Operation
    public String numbers() {
        return permits.numbers().toString();
    }

    @Validate
    public void neitherMoreNorLessThanThereAre() {
        Permits.Numbers numbers = permits.numbers();
        boolean holds =
                numbers.cutNotFreed() >= 0
                        && numbers.cutNotFreed() <= numbers.inUse()
                        && numbers.inUse() <= numbers.total();
        if (!holds) {
            throw new IllegalStateException(numbers.toString());
        }
    }

    private Permits.Permit permit(int which) {
        return Objects.requireNonNull(taken[which]);
    }

    @Test
    void aPermitIsGivenBackExactlyOnce() {
        new ModelCheckingOptions()
                .actorsBefore(0)
                .actorsAfter(1)
                .threads(2)
                .actorsPerThread(3)
                .iterations(20)
                .invocationsPerIteration(300)
                .check(PermitsTransitionsTest.class);
    }
}
