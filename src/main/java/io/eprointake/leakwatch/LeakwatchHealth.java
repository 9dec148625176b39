package io.eprointake.leakwatch;

import java.util.Map;
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

    static final Status DEGRADED = new Status("DEGRADED");

    /** Without a place in the order, an unknown status would be passed over. */
    @Bean
    StatusAggregator statusAggregator() {
        return new SimpleStatusAggregator(
                Status.DOWN, Status.OUT_OF_SERVICE, DEGRADED, Status.UP, Status.UNKNOWN);
    }

    @Bean
    AbstractHealthIndicator leakwatchHealthIndicator(Ledger ledger, LeakLoop leakLoop) {
        return new AbstractHealthIndicator() {
            @Override
            protected void doHealthCheck(Health.Builder health) {
                Verdict verdict = leakLoop.verdict();
                boolean well = verdict != Verdict.LEAKING && !leakLoop.blind();
                health.status(well ? Status.UP : DEGRADED)
                        .withDetail("verdict", verdict)
                        .withDetail("cut", ledger.count(Task.State.CUT))
                        .withDetail("leaked", ledger.leaked().count())
                        .withDetail("oldest_age_ms", ledger.oldestAge().toMillis())
                        .withDetail("last_look_ms", leakLoop.age().toMillis());
            }
        };
    }

    /** Each loop with its state, and how long ago it last completed a round. */
    @Bean
    AbstractHealthIndicator loopsHealthIndicator(Loops loops) {
        return new AbstractHealthIndicator() {
            @Override
            protected void doHealthCheck(Health.Builder health) {
                health.up();
                for (Loop loop : loops.all()) {
                    Loop.State state = loop.state();
                    if (state.trouble()) {
                        health.status(DEGRADED);
                    }
                    health.withDetail(
                            loop.name(), Map.of("state", state, "age_ms", loop.age().toMillis()));
                }
            }
        };
    }

    /**
     * Down while hardly a file can be opened: then connections are taken late, or never, and the
     * store may fail. It is part of readiness.
     */
    @Bean
    AbstractHealthIndicator filesHealthIndicator(Jvm jvm) {
        return new AbstractHealthIndicator() {
            @Override
            protected void doHealthCheck(Health.Builder health) {
                boolean few = jvm.fewFileDescriptors();
                health.status(few ? Status.DOWN : Status.UP)
                        .withDetail("descriptors", few ? "few left" : "enough");
            }
        };
    }
}
