package io.eprointake.analysis;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.analysis.embedded.EmbeddedAnalyzer;
import io.eprointake.analysis.embedded.EmbeddedProperties;
import io.eprointake.instrument.Instruments;
import io.eprointake.journal.Analyses;
import io.eprointake.journal.Backlog;
import io.eprointake.journal.Journal;
import io.eprointake.journal.JournalProperties;
import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.Lookups;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.PermitPools;
import io.eprointake.leakwatch.Signal;
import io.eprointake.leakwatch.Threads;
import io.eprointake.tracing.Traces;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
class AnalysisConfiguration {

    private static final Logger log = LoggerFactory.getLogger(AnalysisConfiguration.class);

    /** Reports that the embedded analyzer reads while all calls of the model hang. */
    private static final int BESIDE_THE_MODEL = 4;

    @Bean
    Analyzer analyzer(
            AnalysisProperties settings,
            ChatProperties chat,
            EmbeddedProperties embedded,
            SslBundles bundles,
            ObjectMapper mapper,
            Instruments instruments,
            PermitPools pools,
            CircuitBreakerRegistry circuits,
            Threads threads,
            Lookups lookups) {
        URI url = settings.url();
        URI chatUrl = chat.url();
        if (url == null && chatUrl == null) {
            return new EmbeddedAnalyzer(embedded);
        }
        ThreadFactory exchanges = threads.virtual("analyzer-http-");
        Executor executor = run -> exchanges.newThread(run).start();
        long maxAnswer = settings.maxAnswerSize().toBytes();
        if (url != null) {
            return new HttpAnalyzer(
                    url,
                    settings.token(),
                    bundle(bundles, settings.sslBundle()),
                    maxAnswer,
                    mapper,
                    executor,
                    lookups);
        }
        var model =
                new ChatAnalyzer(
                        chat,
                        Objects.requireNonNull(chatUrl),
                        bundle(bundles, chat.sslBundle()),
                        maxAnswer,
                        instruments.symptoms(),
                        executor,
                        lookups);
        var inside = new EmbeddedAnalyzer(embedded);
        return new UnionAnalyzer(
                inside,
                model,
                pools.open("model", settings.concurrency(), () -> {}),
                circuit(circuits),
                () -> {
                    model.close();
                    inside.close();
                });
    }

    private static @Nullable SslBundle bundle(SslBundles bundles, @Nullable String name) {
        return name == null ? null : bundles.getBundle(name);
    }

    /** As its metric has it. */
    private static String word(CircuitBreaker.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Asked for once: each time it is, its changes are told once more. */
    private static CircuitBreaker circuit(CircuitBreakerRegistry circuits) {
        CircuitBreaker circuit = circuits.circuitBreaker("analyzer");
        circuit.getEventPublisher()
                .onStateTransition(change ->
                        log.atWarn()
                                .addKeyValue("circuit", change.getCircuitBreakerName())
                                .addKeyValue(
                                        "from", word(change.getStateTransition().getFromState()))
                                .addKeyValue("to", word(change.getStateTransition().getToState()))
                                .log("The circuit breaker changed"));
        return circuit;
    }

    /** What claims, analyzes and writes; the analyzer's own process has none of it. */
    @Configuration(proxyBeanMethods = false)
    @Profile("!analyzer")
    static class Service {

        @Bean
        Signal freed() {
            return new Signal();
        }

        /** Beside a model the embedded analyzer always runs, so that the circuit is the model's. */
        @Bean
        CircuitBreaker callsCircuit(CircuitBreakerRegistry circuits, ChatProperties chat) {
            if (chat.url() == null) {
                return circuit(circuits);
            }
            CircuitBreaker none = CircuitBreaker.ofDefaults("none");
            none.transitionToDisabledState();
            return none;
        }

        @Bean
        Outcomes outcomes(
                Backlog backlog,
                Analyses analyses,
                CircuitBreaker callsCircuit,
                AnalysisProperties settings,
                JournalProperties journal,
                InstantSource clock,
                MeterRegistry meters,
                Traces traces) {
            backlog.boundBackoff(settings.maxBackoff());
            return new Outcomes(
                    backlog,
                    analyses,
                    callsCircuit,
                    settings,
                    journal.maxAttempts(),
                    clock,
                    meters,
                    traces);
        }

        @Bean
        AnalysisService analysisService(
                Analyzer analyzer,
                Outcomes outcomes,
                Ledger ledger,
                Threads threads,
                PermitPools pools,
                Signal freed,
                CircuitBreaker callsCircuit,
                AnalysisProperties settings,
                ChatProperties chat,
                Traces traces) {
            return new AnalysisService(
                    analyzer,
                    outcomes,
                    ledger,
                    threads,
                    pools.open(
                            "analyzer",
                            settings.concurrency() + (chat.url() == null ? 0 : BESIDE_THE_MODEL),
                            freed::raise),
                    callsCircuit,
                    settings,
                    freed,
                    traces);
        }

        @Bean
        ClaimLoop claimLoop(
                AnalysisService service,
                Journal journal,
                Backlog backlog,
                Signal freed,
                Loops loops,
                AnalysisProperties settings) {
            return new ClaimLoop(service, journal, backlog, freed, loops, settings.poll());
        }

        @Bean
        Drain drain(AnalysisService service, AnalysisProperties settings) {
            return new Drain(service, settings.drain());
        }
    }
}
