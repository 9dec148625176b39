package io.eprointake.logging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Tells what fails in one place, in words, and not more than once a minute for each fault, with how
 * often it came. A disk that is full fails each write.
 */
public final class Faults {

    /** More than there are words; what comes beyond them is told together. */
    private static final int MOST = 32;

    private static final String OTHER = "other";

    private final Logger log;
    private final Level level;
    private final String what;
    private final LongSupplier nanos;
    private final Map<String, RepeatedFault> faults = new ConcurrentHashMap<>();

    /**
     * Of one place.
     *
     * @param what fails there, a constant sentence without its full stop
     */
    public Faults(Logger log, Level level, String what) {
        this(log, level, what, System::nanoTime);
    }

    Faults(Logger log, Level level, String what, LongSupplier nanos) {
        this.log = log;
        this.level = level;
        this.what = what;
        this.nanos = nanos;
    }

    /** It failed, see {@link FaultWords}. */
    public void came(Throwable failure) {
        came(FaultWords.of(failure), FaultWords.code(failure), null);
    }

    /**
     * It failed, for a reason that is one of a few.
     *
     * @param fault a word or a type, never a message, which may quote what was sent
     */
    public void came(String fault) {
        came(fault, null, null);
    }

    /** It failed, and where is worth a stack, whose messages quote nothing either. */
    public void came(String fault, Throwable stack) {
        came(fault, null, stack);
    }

    private void came(String fault, @Nullable String code, @Nullable Throwable stack) {
        String known = faults.size() < MOST || faults.containsKey(fault) ? fault : OTHER;
        var repeated = faults.computeIfAbsent(known, _ -> new RepeatedFault());
        tell(known, code, stack, repeated.came(nanos.getAsLong()));
    }

    /** It did not fail; costs nothing where it never did. */
    public void stayedAway() {
        if (!faults.isEmpty()) {
            long now = nanos.getAsLong();
            faults.forEach((fault, repeated) -> tell(fault, null, null, repeated.stayedAway(now)));
        }
    }

    private void tell(
            String fault,
            @Nullable String code,
            @Nullable Throwable stack,
            RepeatedFault.@Nullable Told told) {
        if (told == null) {
            return;
        }
        var line =
                log.atLevel(told.over() ? Level.INFO : level)
                        .addKeyValue("fault", fault)
                        .addKeyValue("count", told.count())
                        .addKeyValue("total", told.total())
                        .addKeyValue("seconds", told.in().toSeconds());
        if (code != null) {
            line = line.addKeyValue("code", code);
        }
        if (stack != null) {
            line = line.setCause(stack);
        }
        line.log(told.over() ? what + ": no more" : what);
    }
}
