package io.eprointake.analysis;

import io.eprointake.journal.Backlog;
import io.eprointake.journal.Claim;
import io.eprointake.problem.Refused;
import io.eprointake.report.Analysis;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what came of an attempt: to the journal, to the circuit, to the metrics. */
final class Outcomes {

    private static final Logger log = LoggerFactory.getLogger(Outcomes.class);

    private final Backlog backlog;
    private final CircuitBreaker circuit;
    private final AnalysisProperties settings;
    private final InstantSource clock;
    private final MeterProvider<Counter> attempts;
    private final Timer lag;

    Outcomes(
            Backlog backlog,
            CircuitBreaker circuit,
            AnalysisProperties settings,
            InstantSource clock,
            MeterRegistry meters) {
        this.backlog = backlog;
        this.circuit = circuit;
        this.settings = settings;
        this.clock = clock;
        attempts =
                Counter.builder("epro.analysis.attempts")
                        .description("Attempts at an analysis, by outcome")
                        .withRegistry(meters);
        lag =
                Timer.builder("epro.analysis.lag")
                        .description("From accepting a report to its analysis")
                        .publishPercentileHistogram()
                        .minimumExpectedValue(Duration.ofMillis(5))
                        .maximumExpectedValue(Duration.ofHours(1))
                        .register(meters);
    }

    /**
     * Writes one outcome; exactly one of analysis and failure is given.
     *
     * @param took nanoseconds
     * @param stopping then a call that was cut is no failure, and its report goes back in line
     */
    void write(
            Claim claim,
            @Nullable Analysis analysis,
            @Nullable Throwable failure,
            long took,
            boolean stopping) {
        try {
            String outcome =
                    analysis != null
                            ? analyzed(claim, analysis, took)
                            : failed(claim, unwrap(failure), took, stopping);
            attempts.withTag("outcome", outcome).increment();
        } catch (Refused refused) {
            attempts.withTag("outcome", "not_written").increment();
            log.warn(
                    "The outcome of report {} was not written ({}); it is analyzed again when its lease ends",
                    claim.reportId(),
                    refused.problem().code());
        }
    }

    private String analyzed(Claim claim, Analysis analysis, long took) {
        circuit.onSuccess(took, TimeUnit.NANOSECONDS);
        if (!backlog.complete(claim, analysis)) {
            return "late";
        }
        lag.record(Duration.between(claim.receivedAt(), clock.instant()));
        return "analyzed";
    }

    private String failed(Claim claim, @Nullable Throwable failure, long took, boolean stopping) {
        if (failure instanceof CancellationException && stopping) {
            circuit.releasePermission();
            return backlog.handBack(claim) ? "handed_back" : "late";
        }
        String word = word(failure);
        circuit.onError(
                took, TimeUnit.NANOSECONDS, failure == null ? new IOException(word) : failure);
        int attempt = claim.attempt();
        long backoff = settings.backoff(attempt).toMillis();
        // Spread, so that what failed together does not come back together.
        long spread = backoff / 2 + ThreadLocalRandom.current().nextLong(backoff / 2 + 1);
        if (!backlog.retry(claim, Duration.ofMillis(spread), word)) {
            return "late";
        }
        if (claim.attemptsLeft() == 0) {
            log.warn("Report {} failed its last attempt: {}", claim.reportId(), word);
        }
        return word;
    }

    /** A stable word for a failure; what the analyzer itself says may quote the narrative. */
    private static String word(@Nullable Throwable failure) {
        return switch (failure) {
            case TimeoutException e -> "deadline";
            case CancellationException e -> "cancelled";
            case UnreadableAnswer e -> "unreadable_answer";
            case IOException e -> "unreachable";
            case null, default -> "failed";
        };
    }

    /** The same failure arrives bare or wrapped, depending on who completed the future. */
    static @Nullable Throwable unwrap(@Nullable Throwable failure) {
        Throwable bare = failure;
        while ((bare instanceof CompletionException || bare instanceof ExecutionException)
                && bare.getCause() != null) {
            bare = bare.getCause();
        }
        return bare;
    }
}
