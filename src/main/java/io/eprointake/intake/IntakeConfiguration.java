package io.eprointake.intake;

import io.eprointake.body.BodyReader;
import io.eprointake.body.MemoryBudget;
import io.eprointake.instrument.Scoring;
import io.eprointake.journal.Journal;
import io.eprointake.store.Store;
import io.eprointake.tracing.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
@Profile("!analyzer")
class IntakeConfiguration {

    /** Refuses to start where a report of a size that is taken would find no memory, ever. */
    @Bean
    BodyReader bodyReader(IntakeProperties limits, MemoryBudget memory) {
        long least = ReportReader.memory(limits.maxReportSize().toBytes(), 0);
        if (least > memory.most()) {
            throw new IllegalArgumentException(
                    "a report of epro.intake.max-report-size may take %d bytes of the heap, and epro.memory.bodies leaves %d: the one must be less, or the other or -Xmx more"
                            .formatted(least, memory.most()));
        }
        return new BodyReader(limits.bodyTimeout(), memory);
    }

    @Bean
    Reception reception(
            Scoring scoring, Journal journal, MeterRegistry meters, Store store, Traces traces) {
        return new Reception(scoring, journal, meters, store, traces);
    }
}
