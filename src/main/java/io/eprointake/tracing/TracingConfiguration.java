package io.eprointake.tracing;

import io.eprointake.leakwatch.Threads;
import io.eprointake.store.Replica;
import java.net.URI;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
@Profile("!analyzer")
class TracingConfiguration {

    /** Closed after all that tells it anything. */
    @Bean
    Traces traces(
            TracingProperties settings, Replica replica, InstantSource clock, Threads threads) {
        URI url = settings.url();
        return url == null ? Traces.NONE : new OtlpTraces(url, replica, clock, threads);
    }
}
