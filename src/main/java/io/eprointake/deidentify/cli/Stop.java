package io.eprointake.deidentify.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Ctrl-C, or any other signal that ends a process: tells the workers to give up, and keeps the JVM
 * until the run has put away what it began, but no longer than ten seconds. The JVM then exits with
 * 128 and the signal's number.
 */
final class Stop implements BooleanSupplier, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "deidentify-stop");
    private volatile boolean told;

    Stop() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public boolean getAsBoolean() {
        return told;
    }

    /** The run has ended, whichever way. */
    @Override
    public void close() {
        ended.countDown();
        if (!told) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException alreadyShuttingDown) {
                // Then the hook finds the run ended.
            }
        }
    }

    private void stop() {
        told = true;
        try {
            if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("A worker did not end; its file is left to --resume");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
