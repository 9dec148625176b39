package io.eprointake.intake;

import io.eprointake.instrument.Instrument;
import io.eprointake.journal.Journal;
import io.eprointake.problem.BodyReader;
import io.eprointake.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
@Profile("!analyzer")
class IntakeConfiguration {

    @Bean
    BodyReader bodyReader(IntakeProperties limits) {
        return new BodyReader(limits.bodyTimeout());
    }

    @Bean
    Reception reception(Instrument instrument, Journal journal, MeterRegistry meters, Store store) {
        return new Reception(instrument, journal, new IntakeMetrics(meters), store);
    }
}
