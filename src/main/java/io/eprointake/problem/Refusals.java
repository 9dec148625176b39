package io.eprointake.problem;

import io.eprointake.logging.Faults;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.stereotype.Component;

/**
 * Counts what was refused, by reason; every reason starts at zero. Each is a line of the log from
 * DEBUG on, and what is refused through no fault of the caller is told once a minute.
 */
@Component
public final class Refusals {

    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    private final Faults ours = new Faults(log, Level.WARN, "Requests are refused");
    private final Map<Problem, Counter> counters = new EnumMap<>(Problem.class);

    Refusals(MeterRegistry meters) {
        for (Problem problem : Problem.values()) {
            counters.put(
                    problem,
                    Counter.builder("epro.refused")
                            .description("Requests and lines of batches that were refused")
                            .tag("reason", problem.code())
                            .register(meters));
        }
    }

    public void count(Refused refused) {
        Counter counter = counters.get(refused.problem());
        if (counter != null) {
            counter.increment();
        }
        if (refused.problem().status().is5xxServerError()) {
            ours.came(refused);
        } else {
            ours.stayedAway();
        }
        // Each of them could fill a disk: anybody can send what is refused.
        if (log.isDebugEnabled()) {
            log.atDebug()
                    .addKeyValue("code", refused.problem().code())
                    .addKeyValue("status", refused.problem().status().value())
                    .log("Refused");
        }
    }
}
