package io.eprointake.leakwatch;

import org.springframework.context.SmartLifecycle;

/**
 * What starts after what, in this order, and stops before it. A stop has made the service unready
 * by then. The web server stands between {@link #DRAIN} and {@link #NEW_WORK}: its two phases are
 * 1024 and 2048 below the default.
 */
public enum Phase {

    /** The last to stop: a drain is when leaks matter. */
    LEAK_WATCH(Integer.MIN_VALUE),

    /** Stops after everything that writes. The connections are closed later, with their beans. */
    STORE(0),

    /** Stops after the drain, whose outcomes are sent too. */
    OUTCOMES(SmartLifecycle.DEFAULT_PHASE - 8192),

    /** Stops after the web server, whose last requests may have begun analyses. */
    DRAIN(SmartLifecycle.DEFAULT_PHASE - 4096),

    /** The first to stop: what takes work, or hears of it, from elsewhere. */
    NEW_WORK(SmartLifecycle.DEFAULT_PHASE);

    private final int value;

    Phase(int value) {
        this.value = value;
    }

    /** As {@link SmartLifecycle#getPhase} has it. */
    public int value() {
        return value;
    }
}
