package io.eprointake.demo;

import java.util.concurrent.TimeUnit;

/** What the demo sent, and how it was answered. Of one thread. */
final class Tally {

    private long enrolled;
    private long before;
    private long acknowledged;
    private long answered;
    private long slowestNanos;

    void enrolled(int patients) {
        enrolled += patients;
    }

    void acknowledged(long nanos) {
        acknowledged++;
        slowestNanos = Math.max(slowestNanos, nanos);
    }

    void answered(int alerts) {
        answered += alerts;
    }

    /** From here on reports are counted anew; patients are not. */
    void newDay() {
        before += acknowledged;
        acknowledged = 0;
        answered = 0;
        slowestNanos = 0;
    }

    /** As the sites told. */
    long enrolled() {
        return enrolled;
    }

    /** Reports. */
    long acknowledged() {
        return acknowledged;
    }

    /** Those of the weeks before, too. */
    long acknowledgedInAll() {
        return before + acknowledged;
    }

    /** Alerts. */
    long answered() {
        return answered;
    }

    /** A report's way to its 202. */
    long slowestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(slowestNanos);
    }
}
