package io.eprointake.problem;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Counts what was refused, by reason; every reason starts at zero. */
@Component
public final class Refusals {

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
    }
}
