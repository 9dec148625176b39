package io.eprointake.leakwatch;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One thread that looks for work when it is woken, and others that bring some, in every order. */
public class SignalTransitionsTest {

    private final Signal signal = new Signal();
    private final AtomicInteger brought = new AtomicInteger();
    private volatile int seen;
    private volatile @Nullable Thread worker;

    /** What the worker brings itself it needs not be told of. */
    @Operation(nonParallelGroup = "bringing")
    public void bring() {
        if (Thread.currentThread() != worker) {
            brought.incrementAndGet();
            signal.raise();
        }
    }

    @Operation
    public void wakeForNothing() {
        signal.raise();
    }

    @Operation(nonParallelGroup = "working")
    public void work() throws InterruptedException {
        worker = Thread.currentThread();
        signal.await(0);
        seen = brought.get();
    }

    @Validate
    public void nothingLiesThereUnseen() throws InterruptedException {
        if (seen != brought.get() && !signal.await(0)) {
            throw new IllegalStateException("brought " + brought + ", seen " + seen);
        }
    }

    @Test
    void noWakeUpIsLost() {
        new ModelCheckingOptions()
                .actorsBefore(0)
                .threads(2)
                .actorsPerThread(3)
                .iterations(15)
                .invocationsPerIteration(300)
                .check(SignalTransitionsTest.class);
    }
}
