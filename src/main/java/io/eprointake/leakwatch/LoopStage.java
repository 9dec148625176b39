package io.eprointake.leakwatch;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where a loop stands. Who starts it, who ends it and its own thread run against each other; each
 * step is one of the three's alone, but for those from {@code RUNNING}: there the first one decides
 * whether the loop was told to end or was lost.
 */
final class LoopStage {

    enum Stage {
        STOPPED,
        RUNNING,
        /** Told to end. */
        ENDING,
        /** Its thread has ended, and nobody told it to. */
        LOST
    }

    private final AtomicReference<Stage> now = new AtomicReference<>(Stage.STOPPED);

    Stage now() {
        return Objects.requireNonNull(now.get());
    }

    /**
     * A thread is about to be started.
     *
     * @return false when there is one still
     */
    boolean begin() {
        // In this order, since who ends it makes one that is lost a stopped one.
        return now.compareAndSet(Stage.LOST, Stage.RUNNING)
                || now.compareAndSet(Stage.STOPPED, Stage.RUNNING);
    }

    /** The thread could not be started. */
    void giveUp() {
        now.set(Stage.STOPPED);
    }

    /** From now on there is no further round. */
    void end() {
        if (!now.compareAndSet(Stage.RUNNING, Stage.ENDING)) {
            now.compareAndSet(Stage.LOST, Stage.STOPPED);
        }
    }

    /**
     * Said by its thread, which does no further round.
     *
     * @return whether nobody told it to
     */
    boolean lose() {
        return now.compareAndSet(Stage.RUNNING, Stage.LOST);
    }

    /** Said by its thread, last. */
    void leave() {
        now.compareAndSet(Stage.ENDING, Stage.STOPPED);
    }
}
