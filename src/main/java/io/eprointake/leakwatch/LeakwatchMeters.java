package io.eprointake.leakwatch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** The numbers of a reading that nothing else measures, as gauges. */
@Component
final class LeakwatchMeters implements MeterBinder {

    private final Jvm jvm;
    private final Deadlines deadlines;

    LeakwatchMeters(Jvm jvm, Deadlines deadlines) {
        this.jvm = jvm;
        this.deadlines = deadlines;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        virtual("mounted", Jvm::mounted, meters);
        virtual("queued", Jvm::queued, meters);
        virtual("carriers", Jvm::carriers, meters);
        Gauge.builder("epro.deadlines.pending", deadlines, Deadlines::pending)
                .description("Deadlines of the JVM still to fire")
                .register(meters);
        TimeGauge.builder(
                        "epro.deadlines.lag",
                        deadlines,
                        TimeUnit.NANOSECONDS,
                        probe -> probe.lag().toNanos())
                .description("How late deadlines fire")
                .register(meters);
    }

    private void virtual(String state, ToDoubleFunction<Jvm> number, MeterRegistry meters) {
        Gauge.builder("epro.threads.virtual.scheduled", jvm, number)
                .description("Virtual threads on a carrier or waiting for one, and the carriers")
                .tag("state", state)
                .register(meters);
    }
}
