package io.eprointake.leakwatch;

import io.eprointake.leakwatch.Task.State;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How many tasks of one kind stand in each state: kept by the transitions, so reading is cheap. */
final class TaskKind {

    private final String name;

    /** No adders: those need memory to count, and a step must not be counted by half. */
    private final Map<State, AtomicLong> counts = new EnumMap<>(State.class);

    private final Timer lag;
    private final Timer freed;

    TaskKind(String name, MeterRegistry meters) {
        this.name = name;
        lag = timer("epro.leakwatch.cut.lag", "From a task's deadline to its cut", meters);
        freed = timer("epro.leakwatch.freed", "From the cut of a task to its real end", meters);
        for (State state : State.values()) {
            counts.put(state, new AtomicLong());
            if (state.over()) {
                FunctionCounter.builder("epro.leakwatch.finished", this, kind -> kind.count(state))
                        .description("Tasks that have ended")
                        .tags("kind", name, "outcome", state.word())
                        .register(meters);
            } else {
                Gauge.builder("epro.leakwatch.tasks", this, kind -> kind.count(state))
                        .description("Tasks that have not ended")
                        .tags("kind", name, "state", state.word())
                        .register(meters);
            }
        }
    }

    private Timer timer(String timer, String description, MeterRegistry meters) {
        return Timer.builder(timer)
                .description(description)
                .tag("kind", name)
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10))
                .register(meters);
    }

    String name() {
        return name;
    }

    void opened() {
        counter(State.RUNNING).incrementAndGet();
    }

    void moved(State from, State to) {
        counter(from).decrementAndGet();
        counter(to).incrementAndGet();
    }

    /** A cut before the deadline was made by operations, and says nothing about lag. */
    void cut(long nanosPastDeadline) {
        if (nanosPastDeadline >= 0) {
            record(lag, nanosPastDeadline);
        }
    }

    void freed(long nanosSinceCut) {
        record(freed, nanosSinceCut);
    }

    /** A cut whose time could not be noted is a cut all the same, and must be carried out. */
    private static void record(Timer timer, long nanos) {
        try {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        } catch (Error e) {
            // The counts are right, only the histogram lacks one.
        }
    }

    /** Never negative, though one task's two steps may be seen in the wrong order. */
    long count(State state) {
        return Math.max(0, counter(state).get());
    }

    private AtomicLong counter(State state) {
        return Objects.requireNonNull(counts.get(state));
    }
}
