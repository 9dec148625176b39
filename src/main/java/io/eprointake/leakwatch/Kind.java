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
import java.util.concurrent.atomic.LongAdder;

/** How many tasks of one kind stand in each state: kept by the transitions, so reading is cheap. */
final class Kind {

    private final String name;
    private final Map<State, LongAdder> counts = new EnumMap<>(State.class);
    private final Timer lag;
    private final Timer freed;

    Kind(String name, MeterRegistry meters) {
        this.name = name;
        lag = timer("epro.leakwatch.cut.lag", "From a task's deadline to its cut", meters);
        freed = timer("epro.leakwatch.freed", "From the cut of a task to its real end", meters);
        for (State state : State.values()) {
            counts.put(state, new LongAdder());
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
        adder(State.RUNNING).increment();
    }

    void moved(State from, State to) {
        adder(from).decrement();
        adder(to).increment();
    }

    /** A cut before the deadline was made by operations, and says nothing about lag. */
    void cut(long nanosPastDeadline) {
        if (nanosPastDeadline >= 0) {
            lag.record(nanosPastDeadline, TimeUnit.NANOSECONDS);
        }
    }

    void freed(long nanosSinceCut) {
        freed.record(nanosSinceCut, TimeUnit.NANOSECONDS);
    }

    /** Never negative, though one task's two steps may be seen in the wrong order. */
    long count(State state) {
        return Math.max(0, adder(state).sum());
    }

    private LongAdder adder(State state) {
        return Objects.requireNonNull(counts.get(state));
    }
}
