package io.eprointake.leakwatch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.health.HealthContributorRegistry;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/** Health as gauges, one for each part that the endpoint tells of, so that alerts can go by it. */
@Component
final class HealthMeters implements SmartInitializingSingleton {

    private final HealthContributorRegistry parts;
    private final MeterRegistry meters;

    HealthMeters(HealthContributorRegistry parts, MeterRegistry meters) {
        this.parts = parts;
        this.meters = meters;
    }

    /** When all parts are there. */
    @Override
    public void afterSingletonsInstantiated() {
        parts.forEach(part -> {
            if (part.getContributor() instanceof HealthIndicator indicator) {
                Gauge.builder("epro.health", indicator, HealthMeters::value)
                        .description("Health of a part: 1 up, 0.5 degraded, 0 down")
                        .tag("part", part.getName())
                        .register(meters);
            }
        });
    }

    private static double value(HealthIndicator indicator) {
        Status status = indicator.getHealth(false).getStatus();
        if (status.equals(Status.UP) || status.equals(Status.UNKNOWN)) {
            return 1;
        }
        return status.equals(LeakwatchHealth.DEGRADED) ? 0.5 : 0;
    }
}
