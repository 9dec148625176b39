package io.eprointake.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The service's clock in the demo: set from event to event while the weeks before are told, when
 * nothing is under way, and this machine's own from then on.
 */
final class DemoClock implements InstantSource {

    private final InstantSource machine;
    private volatile Duration behind;

    /**
     * @param behind by how much it is behind the machine's at first
     */
    DemoClock(InstantSource machine, Duration behind) {
        this.machine = machine;
        this.behind = behind;
    }

    @Override
    public Instant instant() {
        return machine.instant().minus(behind);
    }

    /** Sets it forward; a moment that it has passed changes nothing. */
    void advance(Instant to) {
        Duration left = Duration.between(to, machine.instant());
        if (left.compareTo(behind) < 0) {
            behind = left.isNegative() ? Duration.ZERO : left;
        }
    }

    /** The machine's own. */
    Instant machine() {
        return machine.instant();
    }

    /** From now on it is the machine's. */
    void catchUp() {
        behind = Duration.ZERO;
    }
}
