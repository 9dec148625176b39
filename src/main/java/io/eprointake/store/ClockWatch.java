package io.eprointake.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the store's clock is set. How far it is ahead of this machine's monotonic one stays
 * the same as long as nobody sets it; at each look that lies between what it would be if the clock
 * was read at the look's end and at its beginning, so a look that takes long tells little, and
 * nothing wrong.
 */
final class ClockWatch {

    private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);

    /** More than a clock that is being slewed gains or loses between two looks. */
    private static final long TOLERANCE = Duration.ofSeconds(1).toMillis();

    private final LongSupplier nanos;
    private final Counter back;
    private final Counter forward;
    private boolean looked;
    private long least;
    private long most;
    private long lastTold;

    /**
     * Watches from its first look on.
     *
     * @param nanos a clock that is never set
     */
    ClockWatch(LongSupplier nanos, MeterRegistry meters) {
        this.nanos = nanos;
        this.back = counter("back", meters);
        this.forward = counter("forward", meters);
    }

    private static Counter counter(String direction, MeterRegistry meters) {
        return Counter.builder("epro.clock.jumps")
                .description("How often the store's clock was set, by more than a second")
                .tag("direction", direction)
                .register(meters);
    }

    /** By the clock that is never set. */
    long nanos() {
        return nanos.getAsLong();
    }

    /**
     * Takes a look.
     *
     * @param now by the store's clock, which was read after this moment of {@link #nanos()} and
     *     before this call
     */
    void look(Instant now, long asked) {
        look(now, asked, nanos());
    }

    private synchronized void look(Instant now, long asked, long told) {
        if (looked && asked - lastTold < 0) {
            return; // another's look was in between, and which clock was read first is not known
        }
        lastTold = told;
        long newLeast = now.toEpochMilli() - Math.ceilDiv(told, 1_000_000);
        long newMost = now.toEpochMilli() - Math.floorDiv(asked, 1_000_000);
        if (looked && newLeast > most + TOLERANCE) {
            tell(forward, "forward", newLeast - most);
        } else if (looked && newMost < least - TOLERANCE) {
            tell(back, "back", least - newMost);
        } else if (looked && newLeast <= most && newMost >= least) {
            // What a quick look found is not forgotten over a slow one.
            newLeast = Math.max(newLeast, least);
            newMost = Math.min(newMost, most);
        }
        looked = true;
        least = newLeast;
        most = newMost;
    }

    private static void tell(Counter jumps, String direction, long millis) {
        jumps.increment();
        log.warn("The store's clock was set {} by {} ms or more", direction, millis);
    }
}
