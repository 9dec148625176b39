package io.eprointake.leakwatch;

import com.fasterxml.jackson.annotation.JsonValue;
import io.eprointake.logging.Faults;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

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
    private final LongSupplier nanos;
    private final @Nullable Runnable whenLost;
    private final Faults faults;
    private volatile boolean running;
    private volatile boolean lost;
    private volatile long roundEndedAt;
    private volatile @Nullable Thread thread;

    /**
     * Makes a loop that is not started.
     *
     * @param whenLost run when a vital loop ended though nobody stopped it; null for all others
     */
    Loop(
            String name,
            Work work,
            Counter failures,
            LongSupplier nanos,
            @Nullable Runnable whenLost) {
        this.name = name;
        this.work = work;
        this.failures = failures;
        this.nanos = nanos;
        this.whenLost = whenLost;
        this.faults = new Faults(log, Level.ERROR, "A round of " + name + " failed");
    }

    /**
     * Starts its thread.
     *
     * @throws IllegalStateException when it was started before and has not ended
     * @throws OutOfMemoryError when there is no room for one more; then the service does not start
     */
    public synchronized void start() {
        Thread before = thread;
        if (before != null && before.isAlive()) {
            throw new IllegalStateException("the loop " + name + " has not ended yet");
        }
        // A daemon: a service that could not start must not be kept from ending by its loops.
        Thread next = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
        // All before it runs, so that its first round can be woken, interrupted and ended.
        roundEndedAt = nanos.getAsLong();
        thread = next;
        lost = false;
        running = true;
        boolean started = false;
        try {
            next.start();
            started = true;
        } finally {
            if (!started) {
                running = false;
                thread = null;
            }
        }
    }

    private void run() {
        boolean done = false;
        try {
            while (running) {
                again();
            }
            // What was to end a round must not end what the work does last.
            Thread.interrupted();
            work.last();
            done = true;
        } catch (Throwable e) {
            tell(e);
        } finally {
            if (!done) {
                lose();
            }
        }
    }

    /** One round and the wait after it; whatever it throws ends a vital loop, and no other. */
    private void again() {
        try {
            pause(round());
        } catch (Throwable e) {
            if (whenLost != null) {
                throw e;
            }
            tell(e);
            pause(PAUSE_AFTER_FAILURE);
        }
    }

    /** Nanoseconds until the next one. */
    private long round() {
        try {
            long wait = work.round().toNanos();
            roundEndedAt = nanos.getAsLong();
            tellOfNone();
            return wait;
        } catch (InterruptedException e) {
            return 0; // it ends when it is stopped, not when it is interrupted
        }
    }

    /** First what is seen from outside, then what may fail. */
    private void lose() {
        lost = true;
        try {
            work.lost();
        } catch (Throwable e) {
            tell(e);
        } finally {
            if (running && whenLost != null) {
                whenLost.run();
            }
        }
    }

    /** Without memory even this may fail, and must not end the loop. */
    private void tell(Throwable failure) {
        try {
            failures.increment();
        } catch (Throwable again) {
            // Its age tells.
        }
        try {
            faults.came(failure);
        } catch (Throwable again) {
            // Its age tells.
        }
    }

    private void tellOfNone() {
        try {
            faults.stayedAway();
        } catch (Throwable e) {
            // The round is done, whatever the log does.
        }
    }

    private void pause(long wait) {
        // Else an interrupt that nobody took would make every further wait none. It left a permit
        // too, which would end this one; that is used up before the look at what end() says.
        if (running && Thread.interrupted()) {
            LockSupport.parkNanos(this, 1);
        }
        if (running && wait > 0) {
            LockSupport.parkNanos(this, wait);
        }
    }

    /** Has the next round begin now, unless an interrupt comes at the same moment. */
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
        return join(patience);
    }

    private boolean join(Duration patience) {
        Thread ending = thread;
        try {
            // Asked by itself, as when it ends the service, it would wait for itself.
            return ending == null || ending == Thread.currentThread() || ending.join(patience);
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
        return running && !lost && it != null && it.isAlive();
    }

    /** Since the last round that was completed; zero while it does not run. */
    public Duration age() {
        return running ? Duration.ofNanos(nanos.getAsLong() - roundEndedAt) : Duration.ZERO;
    }

    /** How it stands, for operations. */
    State state() {
        if (!running) {
            return State.STOPPED;
        }
        if (!alive()) {
            return State.ENDED;
        }
        return age().compareTo(LATE) > 0 ? State.LATE : State.WORKING;
    }

    String name() {
        return name;
    }

    /** As health tells it. */
    enum State {
        /** Nobody started it, or somebody told it to end. */
        STOPPED,
        WORKING,
        LATE,
        /** It ended, and nobody told it to. */
        ENDED;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean trouble() {
            return this == LATE || this == ENDED;
        }
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

        /**
         * In place of that, or after it failed: the thread ends, and nobody does the work from now
         * on.
         */
        default void lost() {}
    }
}
