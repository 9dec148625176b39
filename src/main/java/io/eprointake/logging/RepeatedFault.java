package io.eprointake.logging;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a fault that comes again and again is told: at once, then once a minute with how
 * often it came since, and that it is over when it has not come for a minute. Each time that it
 * came is in exactly one of those counts, whoever runs against whom.
 */
final class RepeatedFault {

    static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private boolean going;
    private long firstAt;
    private long lastAt;
    private long toldAt;
    private long untold;
    private long total;

    /**
     * It came.
     *
     * @param now by {@link System#nanoTime()}
     * @return what is to be told now; null for nothing
     */
    synchronized @Nullable Told came(long now) {
        boolean first = !going;
        if (first) {
            going = true;
            firstAt = now;
            toldAt = now;
            untold = 0;
            total = 0;
        }
        lastAt = now;
        untold++;
        total++;
        return first || now - toldAt >= PAUSE ? told(now, toldAt, false) : null;
    }

    /**
     * What failed is done.
     *
     * @return that it is over; null when it is not known to be, or was told
     */
    synchronized @Nullable Told stayedAway(long now) {
        if (!going || now - lastAt < PAUSE) {
            return null;
        }
        going = false;
        return told(lastAt, firstAt, true);
    }

    private Told told(long until, long since, boolean over) {
        var told = new Told(untold, total, Duration.ofNanos(until - since), over);
        untold = 0;
        toldAt = until;
        return told;
    }

    /**
     * What is told.
     *
     * @param count since it was last told
     * @param total since it began
     * @param in the time of that count; when it is over, the time of the total
     */
    record Told(long count, long total, Duration in, boolean over) {}
}
