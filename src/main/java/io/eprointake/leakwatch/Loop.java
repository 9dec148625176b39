package io.eprointake.leakwatch;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thing that is done again and again until it is stopped, on a thread of its own. When it was
 * last done is known, so a loop that hangs or fails is seen.
 *
 * <p>Whatever a round throws, an Error too, is counted and told, and the next round comes, since
 * nobody else would do it. A vital loop ends instead, and with it the service: what it leaves half
 * done cannot be mended from here.
 */
public final class Loop {

    /** Without a completed round for so long, a loop is late: none takes that long by itself. */
    static final Duration LATE = Duration.ofMinutes(2);

    private static final Logger log = LoggerFactory.getLogger(Loop.class);
    private static final long PAUSE_AFTER_FAILURE = Duration.ofSeconds(1).toNanos();

    private final String name;
    private final Work work;
    private final Counter failures;
    private final @Nullable Runnable whenLost;
    private volatile boolean running;
    private volatile long roundEndedAt = System.nanoTime();
    private volatile @Nullable Thread thread;

    /**
     * Makes a loop that is not started.
     *
     * @param whenLost run when a vital loop ended though nobody stopped it; null for all others
     */
    Loop(String name, Work work, Counter failures, @Nullable Runnable whenLost) {
        this.name = name;
        this.work = work;
        this.failures = failures;
        this.whenLost = whenLost;
    }

    /**
     * Starts its thread.
     *
     * @throws OutOfMemoryError when there is no room for one more; then the service does not start
     */
    public void start() {
        running = true;
        roundEndedAt = System.nanoTime();
        thread = Thread.ofPlatform().name(name).start(this::run);
    }

    private void run() {
        try {
            while (running) {
                pause(round());
            }
            work.last();
        } catch (Throwable e) {
            tell(e);
        } finally {
            if (running && whenLost != null) {
                whenLost.run();
            }
        }
    }

    /** Nanoseconds until the next one. */
    private long round() {
        try {
            Duration wait = work.round();
            roundEndedAt = System.nanoTime();
            return wait.toNanos();
        } catch (InterruptedException e) {
            return 0; // it ends when it is stopped, not when it is interrupted
        } catch (Throwable e) {
            if (whenLost != null) {
                throw e;
            }
            tell(e);
            return PAUSE_AFTER_FAILURE;
        }
    }

    /** Without memory even this may fail, and must not end the loop. */
    private void tell(Throwable failure) {
        try {
            failures.increment();
            log.error("A round of {} failed: {}", name, failure.getClass().getName());
        } catch (Throwable again) {
            // Its age tells.
        }
    }

    private void pause(long nanos) {
        // Else an interrupt that nobody took would make every further wait none.
        Thread.interrupted();
        if (running && nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    /** Has the next round begin now. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    /** From now on there is no further round, but for the work's last. */
    public void end() {
        running = false;
        wake();
    }

    /**
     * Ends it and waits.
     *
     * @return whether its thread has ended
     */
    public boolean end(Duration patience) {
        end();
        Thread ending = thread;
        try {
            return ending == null || ending.join(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Interrupts what its thread waits for. */
    public void interrupt() {
        Thread interrupted = thread;
        if (interrupted != null) {
            interrupted.interrupt();
        }
    }

    /** Whether it was started and not told to end. */
    public boolean running() {
        return running;
    }

    /** Whether it was told to run and its thread is there to do so. */
    public boolean alive() {
        Thread it = thread;
        return running && it != null && it.isAlive();
    }

    /** Since the last round that was completed; zero while it does not run. */
    public Duration age() {
        return running ? Duration.ofNanos(System.nanoTime() - roundEndedAt) : Duration.ZERO;
    }

    boolean late() {
        return age().compareTo(LATE) > 0;
    }

    String name() {
        return name;
    }

    /** What a loop does. */
    @FunctionalInterface
    public interface Work {

        /**
         * One round.
         *
         * @return how long to wait before the next
         */
        Duration round() throws InterruptedException;

        /** After the last round, when the loop was told to end. */
        default void last() {}
    }
}
