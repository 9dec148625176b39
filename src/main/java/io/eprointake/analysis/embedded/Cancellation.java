package io.eprointake.analysis.embedded;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Ends one analysis. Two threads meet here: the one that runs it, which asks between its steps, and
 * the one that waited for it, which cancels. The lock keeps that from reaching run options that
 * were already closed.
 */
final class Cancellation {

    private boolean cancelled;
    private @Nullable RunOptions running;

    /**
     * @throws CancellationException when it was cancelled
     */
    synchronized void check() {
        if (cancelled) {
            throw new CancellationException("the analysis was cancelled");
        }
    }

    synchronized void begin(RunOptions options) {
        check();
        running = options;
    }

    synchronized void end() {
        running = null;
    }

    synchronized void cancel() {
        cancelled = true;
        if (running != null) {
            try {
                running.setTerminate(true);
            } catch (OrtException e) {
                throw new IllegalStateException("an inference under way cannot be ended", e);
            }
        }
    }
}
