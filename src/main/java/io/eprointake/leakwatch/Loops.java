package io.eprointake.leakwatch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Makes loops, and watches them: the watch over leaks is one of them. */
@Component
public final class Loops {

    /**
     * Of a process that ended since it could not go on: an internal error, as sysexits.h has it.
     */
    static final int EXIT_CODE = 70;

    private static final Logger log = LoggerFactory.getLogger(Loops.class);

    private final Map<String, Loop> loops = new ConcurrentHashMap<>();
    private final MeterRegistry meters;
    private final Runnable goDown;

    @Autowired
    Loops(MeterRegistry meters, ApplicationContext service) {
        this(meters, () -> goDown(service));
    }

    /**
     * Loops by themselves, as a test needs them.
     *
     * @param goDown ends the service
     */
    public Loops(MeterRegistry meters, Runnable goDown) {
        this.meters = meters;
        this.goDown = goDown;
    }

    /**
     * A loop, not started yet.
     *
     * @param name one of a few constant words; of its thread, and a metric tag
     */
    public Loop loop(String name, Loop.Work work) {
        return watched(new Loop(name, work, failures(name), null));
    }

    /** A loop without which the service is worth nothing, and ends. */
    public Loop vital(String name, Loop.Work work) {
        return watched(new Loop(name, work, failures(name), goDown));
    }

    private Loop watched(Loop loop) {
        loops.put(loop.name(), loop);
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

    /** It says so, turns requests away, and ends as a stop does; where even that fails, at once. */
    private static void goDown(ApplicationContext service) {
        try {
            log.error("A loop that the service needs has ended: the service stops, exit code 70");
            Thread.ofPlatform()
                    .name("going-down")
                    .start(() -> System.exit(SpringApplication.exit(service, () -> EXIT_CODE)));
            AvailabilityChangeEvent.publish(service, LivenessState.BROKEN);
        } catch (Throwable again) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
