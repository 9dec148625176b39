package io.eprointake.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.leakwatch.LeakwatchReader;
import io.eprointake.leakwatch.LeakwatchReading;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the replica that answers stands: of its metrics those that an eye looks for first. */
@RestController
@Profile("!analyzer")
class ServiceController {

    private final MeterRegistry meters;
    private final LeakwatchReader leakwatch;
    private final InstantSource clock;

    ServiceController(MeterRegistry meters, LeakwatchReader leakwatch, InstantSource clock) {
        this.meters = meters;
        this.leakwatch = leakwatch;
        this.clock = clock;
    }

    @GetMapping("/service")
    ServiceState service() {
        Map<String, Long> reports = new TreeMap<>();
        for (Gauge gauge : meters.find("epro.reports").gauges()) {
            reports.put(String.valueOf(gauge.getId().getTag("state")), (long) gauge.value());
        }
        return new ServiceState(
                clock.instant(),
                outcome("epro.intake.reports", "received")
                        + outcome("epro.intake.reports", "quarantined"),
                outcome("epro.analysis.attempts", "analyzed"),
                reports,
                new Backlog(gauge("epro.backlog.reports"), gauge("epro.backlog.oldest")),
                breaker(),
                leakwatch.read());
    }

    private long outcome(String counter, String outcome) {
        return (long)
                meters.find(counter).tag("outcome", outcome).counters().stream()
                        .mapToDouble(Counter::count)
                        .sum();
    }

    private long gauge(String name) {
        return (long) meters.get(name).gauge().value();
    }

    /** Null where the analyzer is inside. */
    private @Nullable String breaker() {
        Collection<Gauge> states =
                meters.find("resilience4j.circuitbreaker.state").tag("name", "analyzer").gauges();
        return states.stream()
                .filter(state -> state.value() == 1)
                .map(state -> state.getId().getTag("state"))
                .findFirst()
                .orElse(null);
    }

    /**
     * @param accepted since this replica's start
     * @param analyzed since this replica's start
     * @param reports that are open, on all replicas, by state
     * @param breaker its state's word
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record ServiceState(
            Instant asOf,
            long accepted,
            long analyzed,
            Map<String, Long> reports,
            Backlog backlog,
            @Nullable String breaker,
            LeakwatchReading leakwatch) {}

    /**
     * @param oldestSeconds how long ago the oldest came; 0 when there is none
     */
    record Backlog(long size, long oldestSeconds) {}
}
