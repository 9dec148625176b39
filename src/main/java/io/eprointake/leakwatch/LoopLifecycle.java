package io.eprointake.leakwatch;

import org.springframework.context.SmartLifecycle;

/** What is done in a loop from the start of the service to its stop. */
public interface LoopLifecycle extends SmartLifecycle, Loop.Work {

    /** The loop that does this work. */
    Loop loop();

    @Override
    default void start() {
        loop().start();
    }

    @Override
    default void stop() {
        loop().stop();
    }

    @Override
    default boolean isRunning() {
        return loop().running();
    }

    @Override
    default int getPhase() {
        return loop().phase().value();
    }
}
