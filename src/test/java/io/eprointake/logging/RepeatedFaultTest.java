package io.eprointake.logging;

import io.eprointake.logging.RepeatedFault.Told;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A fault that comes by several threads at once, in every order, at moments a minute apart. */
@Param(name = "minute", gen = IntGen.class, conf = "0:3")
public class RepeatedFaultTest {

    private final RepeatedFault fault = new RepeatedFault();
    private final AtomicLong came = new AtomicLong();
    private final AtomicLong told = new AtomicLong();

    @Operation
    public String came(@Param(name = "minute") int minute) {
        came.incrementAndGet();
        return count(fault.came(minute * RepeatedFault.PAUSE));
    }

    @Operation
    public String stayedAway(@Param(name = "minute") int minute) {
        return count(fault.stayedAway(minute * RepeatedFault.PAUSE));
    }

    private String count(@Nullable Told telling) {
        if (telling == null) {
            return "nothing";
        }
        told.addAndGet(telling.count());
        return telling.count() + " of " + telling.total() + (telling.over() ? ", over" : "");
    }

    /** What nobody was told of is told at the end. */
    @Validate
    public void eachTimeIsCountedOnce() {
        Told rest = fault.stayedAway(1000 * RepeatedFault.PAUSE);
        if (rest != null) {
            told.addAndGet(rest.count());
        }
        if (came.get() != told.get()) {
            throw new IllegalStateException(came + " came, and " + told + " were told");
        }
    }

    @Test
    void eachTimeThatAFaultCameIsToldInOneCount() {
        new ModelCheckingOptions()
                .actorsBefore(0)
                .threads(2)
                .actorsPerThread(3)
                .iterations(20)
                .invocationsPerIteration(300)
                .check(RepeatedFaultTest.class);
    }
}
