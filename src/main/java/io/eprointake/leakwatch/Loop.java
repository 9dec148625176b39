package io.eprointake.leakwatch;

import com.fasterxml.jackson.annotation.JsonValue;
import io.eprointake.leakwatch.LoopStage.Stage;
import io.eprointake.logging.Faults;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.Locale;
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
    private final Phase phase;
    private final Duration timeout;
    private final Signal signal;
    private final Work work;
    private final Counter failures;
    private final LongSupplier nanos;
    private final @Nullable Runnable whenLost;
    private final Faults faults;
    private final LoopStage stage = new LoopStage();
    private volatile long roundEndedAt;
    private volatile @Nullable Thread thread;

    /**
     * Makes a loop that is not started.
     *
     * @param timeout for what it does when it is stopped
     * @param signal what it waits for between two rounds
     * @param whenLost run when a vital loop ended though nobody stopped it; null for all others
     */
    Loop(
            String name,
            Phase phase,
            Duration timeout,
            Signal signal,
            Work work,
            Counter failures,
            LongSupplier nanos,
            @Nullable Runnable whenLost) {
        this.name = name;
        this.phase = phase;
        this.timeout = timeout;
        this.signal = signal;
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
    public void start() {
        // A daemon: a service that could not start must not be kept from ending by its loops.
        Thread next = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
        if (!stage.begin()) {
            throw new IllegalStateException("the loop " + name + " has not ended yet");
        }
        // All before it runs, so that its first round can be interrupted and waited for.
        roundEndedAt = nanos.getAsLong();
        thread = next;
        boolean started = false;
        try {
            next.start();
            started = true;
        } finally {
            if (!started) {
                stage.giveUp();
                thread = null;
            }
        }
    }

    private void run() {
        boolean done = false;
        try {
            while (stage.now() == Stage.RUNNING) {
                again();
            }
            // What was to end a round must not end what the work does last.
            Thread.interrupted();
            work.last();
            done = true;
        } catch (Throwable e) {
            tell(e);
        } finally {
            leave(done);
        }
    }

    /** First what is seen from outside, then what may fail. */
    private void leave(boolean done) {
        boolean lost = stage.lose();
        try {
            if (!done) {
                work.lost();
            }
        } catch (Throwable e) {
            tell(e);
        } finally {
            stage.leave();
            if (lost && whenLost != null) {
                whenLost.run();
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
            pauseAfterFailure();
        }
    }

    /** Without memory even a wait may fail; then the next round comes sooner. */
    private void pauseAfterFailure() {
        try {
            pause(PAUSE_AFTER_FAILURE);
        } catch (Throwable e) {
            tell(e);
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
        // Else an interrupt that nobody took would make every further wait none.
        Thread.interrupted();
        try {
            signal.await(wait);
        } catch (InterruptedException e) {
            // As if it were woken: it ends when it is stopped.
        }
    }

    /** Has the next round begin now. */
    public void wake() {
        signal.raise();
    }

    /** From now on there is no further round, but for the work's last. */
    public void end() {
        stage.end();
        wake();
    }

    /**
     * Ends it and waits.
     *
     * @return whether its thread has ended
     */
    public boolean end(Duration atMost) {
        end();
        return join(atMost);
    }

    /**
     * Ends it and waits, as long as was allowed when it was made; says so when that is not enough.
     */
    public void stop() {
        if (!end(timeout)) {
            log.atError().addKeyValue("loop", name).log("A loop did not end in time");
        }
    }

    private boolean join(Duration atMost) {
        Thread ending = thread;
        try {
            // Asked by itself, as when it ends the service, it would wait for itself.
            return ending == null || ending == Thread.currentThread() || ending.join(atMost);
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
        Stage now = stage.now();
        return now == Stage.RUNNING || now == Stage.LOST;
    }

    /** Whether it was told to run and its thread is there to do so. */
    public boolean alive() {
        return stage.now() == Stage.RUNNING;
    }

    /** Since the last round that was completed; zero while it does not run. */
    public Duration age() {
        return running() ? Duration.ofNanos(nanos.getAsLong() - roundEndedAt) : Duration.ZERO;
    }

    /** How it stands, for operations. */
    State state() {
        return switch (stage.now()) {
            case STOPPED, ENDING -> State.STOPPED;
            case LOST -> State.ENDED;
            case RUNNING -> age().compareTo(LATE) > 0 ? State.LATE : State.WORKING;
        };
    }

    Phase phase() {
        return phase;
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
