package io.eprointake.leakwatch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Makes loops, and watches them: the watch over leaks is one of them. */
@Component
public final class Loops {

    private final Map<String, Loop> loops = new ConcurrentHashMap<>();
    private final MeterRegistry meters;
    private final Runnable goDown;
    private final LongSupplier nanos;

    @Autowired
    Loops(MeterRegistry meters, ApplicationContext service) {
        this(meters, new GoingDown(service));
    }

    /**
     * Loops by themselves, as a test needs them.
     *
     * @param goDown ends the service
     */
    public Loops(MeterRegistry meters, Runnable goDown) {
        this(meters, goDown, System::nanoTime);
    }

    Loops(MeterRegistry meters, Runnable goDown, LongSupplier nanos) {
        this.meters = meters;
        this.goDown = goDown;
        this.nanos = nanos;
    }

    /**
     * A loop, not started yet.
     *
     * @param name one of a few constant words; of its thread, and a metric tag
     * @param timeout within which it ends when it is stopped
     */
    public Loop loop(String name, Phase phase, Duration timeout, Loop.Work work) {
        return loop(name, phase, timeout, new Signal(), work);
    }

    /**
     * A loop as above, which others wake.
     *
     * @param signal has the next round begin now
     */
    public Loop loop(String name, Phase phase, Duration timeout, Signal signal, Loop.Work work) {
        return watched(name, phase, timeout, signal, work, null);
    }

    /** A loop without which the service is worth nothing, and ends. */
    public Loop vital(String name, Phase phase, Duration timeout, Loop.Work work) {
        return watched(name, phase, timeout, new Signal(), work, goDown);
    }

    private Loop watched(
            String name,
            Phase phase,
            Duration timeout,
            Signal signal,
            Loop.Work work,
            @Nullable Runnable whenLost) {
        Loop loop = new Loop(name, phase, timeout, signal, work, failures(name), nanos, whenLost);
        if (loops.putIfAbsent(name, loop) != null) {
            throw new IllegalStateException("two loops are named " + name);
        }
        TimeGauge.builder(
                        "epro.loop.age",
                        loop,
                        TimeUnit.NANOSECONDS,
                        watched -> watched.age().toNanos())
                .description("Since a loop last completed a round")
                .tag("loop", loop.name())
                .register(meters);
        return loop;
    }

    private Counter failures(String name) {
        return Counter.builder("epro.loop.failures")
                .description("Rounds of a loop that failed")
                .tag("loop", name)
                .register(meters);
    }

    Collection<Loop> all() {
        return loops.values();
    }
}
