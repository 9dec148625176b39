package io.eprointake.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that stands still until it is moved: time passes, or somebody sets it. The one that
 * counts nanoseconds goes with the time alone.
 */
public final class Clock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-03-03T08:00:00Z");
    private volatile long nanos;

    @Override
    public Instant instant() {
        return now;
    }

    /** As {@link System#nanoTime()}. */
    public long nanos() {
        return nanos;
    }

    /** Lets time pass. */
    public synchronized void advance(Duration by) {
        now = now.plus(by);
        nanos += by.toNanos();
    }

    /** Has somebody set it: ahead, or back by less than nothing. */
    public synchronized void jump(Duration by) {
        now = now.plus(by);
    }
}
