package io.eprointake.analysis;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.analysis.embedded.EmbeddedAnalyzer;
import io.eprointake.analysis.embedded.EmbeddedProperties;
import io.eprointake.journal.Backlog;
import io.eprointake.journal.Journal;
import io.eprointake.journal.JournalProperties;
import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.PermitPools;
import io.eprointake.leakwatch.Threads;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
class AnalysisConfiguration {

    /** Between the deadline and the end of the lease: time to cut, and to write the outcome. */
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(15);

    @Bean
    Analyzer analyzer(
            AnalysisProperties settings,
            EmbeddedProperties embedded,
            SslBundles bundles,
            ObjectMapper mapper,
            Threads threads) {
        URI url = settings.url();
        if (url == null) {
            return new EmbeddedAnalyzer(embedded);
        }
        String bundle = settings.sslBundle();
        ThreadFactory exchanges = threads.virtual("analyzer-http-");
        return new HttpAnalyzer(
                url,
                settings.token(),
                bundle == null ? null : bundles.getBundle(bundle),
                settings.maxAnswerSize().toBytes(),
                mapper,
                run -> exchanges.newThread(run).start());
    }

    /** What claims, analyzes and writes; the analyzer's own process has none of it. */
    @Configuration(proxyBeanMethods = false)
    @Profile("!analyzer")
    static class Service {

        @Bean
        Bell bell() {
            return new Bell();
        }

        @Bean
        Outcomes outcomes(
                Backlog backlog,
                CircuitBreakerRegistry circuits,
                AnalysisProperties settings,
                JournalProperties journal,
                InstantSource clock,
                MeterRegistry meters) {
            backlog.boundBackoff(settings.maxBackoff());
            return new Outcomes(
                    backlog, circuit(circuits), settings, journal.maxAttempts(), clock, meters);
        }

        @Bean
        AnalysisService analysisService(
                Analyzer analyzer,
                Outcomes outcomes,
                Ledger ledger,
                Threads threads,
                PermitPools pools,
                Bell bell,
                CircuitBreakerRegistry circuits,
                AnalysisProperties settings,
                JournalProperties journal) {
            Duration least = settings.deadline().plus(LEASE_MARGIN);
            if (journal.lease().compareTo(least) < 0) {
                throw new IllegalStateException(
                        "epro.journal.lease is %s, but must be at least %s: epro.analysis.deadline and %s more"
                                .formatted(journal.lease(), least, LEASE_MARGIN));
            }
            return new AnalysisService(
                    analyzer,
                    outcomes,
                    ledger,
                    threads,
                    pools.open("analyzer", settings.concurrency(), bell::ring),
                    circuit(circuits),
                    settings);
        }

        @Bean
        ClaimLoop claimLoop(
                AnalysisService service,
                Journal journal,
                Backlog backlog,
                Bell bell,
                Loops loops,
                AnalysisProperties settings) {
            return new ClaimLoop(service, journal, backlog, bell, loops, settings.poll());
        }

        @Bean
        Drain drain(AnalysisService service, AnalysisProperties settings) {
            return new Drain(service, settings.drain());
        }

        private static CircuitBreaker circuit(CircuitBreakerRegistry circuits) {
            return circuits.circuitBreaker("analyzer");
        }
    }
}
