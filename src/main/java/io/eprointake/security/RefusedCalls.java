package io.eprointake.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.eprointake.audit.Act;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Puts on record which callers were refused what is not theirs: of each a few a minute, and how
 * many more there were.
 */
final class RefusedCalls {

    static final int A_MINUTE = 3;

    /** Those that were not seen for longest are forgotten, and begin anew. */
    private static final int MOST_CALLERS = 10_000;

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Cache<String, Minute> callers =
            Caffeine.newBuilder().maximumSize(MOST_CALLERS).executor(Runnable::run).build();

    private final Consumer<Act> trail;
    private final LongSupplier nanos;

    /**
     * @param nanos a clock that is never set
     */
    RefusedCalls(Consumer<Act> trail, LongSupplier nanos) {
        this.trail = trail;
        this.nanos = nanos;
    }

    /**
     * A caller was refused.
     *
     * @param origin the address that they call from
     * @param call its method and the pattern of its path, without what the caller put there
     */
    void count(Caller caller, String origin, String call) {
        int besides = callers.get(caller.name(), it -> new Minute()).next(nanos.getAsLong());
        if (besides >= 0) {
            List<Change> changes = new ArrayList<>(List.of(new Change("call", null, call)));
            if (besides > 0) {
                changes.add(new Change("refused_besides", null, Integer.toString(besides)));
            }
            trail.accept(
                    new Act(What.REFUSED, caller.actor(origin), null, null, null, null, changes));
        }
    }

    /** What a caller was refused. */
    private static final class Minute {

        private boolean begun;
        private long since;
        private int told;
        private int untold;

        /** How many there were that are not told; less than 0 when this one is not, either. */
        synchronized int next(long now) {
            if (!begun || now - since >= MINUTE) {
                begun = true;
                since = now;
                told = 0;
            }
            if (told == A_MINUTE) {
                untold++;
                return -1;
            }
            told++;
            int besides = untold;
            untold = 0;
            return besides;
        }
    }
}
