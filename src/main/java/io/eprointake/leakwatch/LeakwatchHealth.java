package io.eprointake.leakwatch;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.SimpleStatusAggregator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.actuate.health.StatusAggregator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A leak is for operations to see, not a reason to turn patients away or to restart: intake works
 * on while analyses hang. So it shows in the general health as {@code DEGRADED}, which answers 200,
 * and is no part of liveness or readiness.
 */
@Configuration(proxyBeanMethods = false)
class LeakwatchHealth {

    private static final Status DEGRADED = new Status("DEGRADED");

    /** Without a place in the order, an unknown status would be passed over. */
    @Bean
    StatusAggregator statusAggregator() {
        return new SimpleStatusAggregator(
                Status.DOWN, Status.OUT_OF_SERVICE, DEGRADED, Status.UP, Status.UNKNOWN);
    }

    @Bean
    AbstractHealthIndicator leakwatchHealthIndicator(Ledger ledger) {
        return new AbstractHealthIndicator() {
            @Override
            protected void doHealthCheck(Health.Builder health) {
                Verdict verdict = ledger.verdict();
                health.status(verdict == Verdict.LEAKING ? DEGRADED : Status.UP)
                        .withDetail("verdict", verdict)
                        .withDetail("cut", ledger.count(Task.State.CUT))
                        .withDetail("leaked", ledger.leaked().count())
                        .withDetail("oldest_age_ms", ledger.oldestAge().toMillis());
            }
        };
    }
}
