package io.eprointake.analysis;

import io.eprointake.journal.Analyses;
import io.eprointake.journal.Backlog;
import io.eprointake.journal.Claim;
import io.eprointake.problem.Refused;
import io.eprointake.report.Analysis;
import io.eprointake.store.StoreRefusal;
import io.eprointake.tracing.Step;
import io.eprointake.tracing.Traces;
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
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Writes what came of an attempt: to the journal, to the circuit, to the metrics. */
final class Outcomes {

    private static final Logger log = LoggerFactory.getLogger(Outcomes.class);

    /** What comes later than its lease is fenced off, so this bounds the waiting and no more. */
    private static final int WRITE_TRIES = 10;

    private static final Duration WRITE_PAUSE = Duration.ofSeconds(1);

    private final Backlog backlog;
    private final Analyses analyses;
    private final CircuitBreaker circuit;
    private final AnalysisProperties settings;
    private final int maxAttempts;
    private final InstantSource clock;
    private final MeterProvider<Counter> attempts;
    private final Counter possible;
    private final Timer lag;
    private final Traces traces;

    Outcomes(
            Backlog backlog,
            Analyses analyses,
            CircuitBreaker circuit,
            AnalysisProperties settings,
            int maxAttempts,
            InstantSource clock,
            MeterRegistry meters,
            Traces traces) {
        this.backlog = backlog;
        this.analyses = analyses;
        this.circuit = circuit;
        this.settings = settings;
        this.maxAttempts = maxAttempts;
        this.clock = clock;
        this.traces = traces;
        attempts =
                Counter.builder("epro.analysis.attempts")
                        .description("Attempts at an analysis, by outcome")
                        .withRegistry(meters);
        // Starts at zero: that none has ended is told only of a counter that is there.
        attempts.withTag("outcome", "analyzed");
        possible =
                Counter.builder("epro.analysis.possible.flags")
                        .description("Red flags that were shown as possible, without an alert")
                        .register(meters);
        lag =
                Timer.builder("epro.analysis.lag")
                        .description("From accepting a report to its analysis")
                        .publishPercentileHistogram()
                        .minimumExpectedValue(Duration.ofMillis(5))
                        .maximumExpectedValue(Duration.ofHours(1))
                        .register(meters);
    }

    /**
     * Raises the alerts of what is found so far.
     *
     * @throws CancellationException when another attempt holds the claim by now
     * @throws StoreRefusal when they are not known to be on record
     */
    void raise(Claim claim, Analysis found) {
        if (!found.redFlags().isEmpty() && !analyses.raise(claim, found)) {
            throw new CancellationException("another attempt holds the claim");
        }
    }

    /**
     * Writes one outcome; exactly one of analysis and failure is given.
     *
     * @param early what was found before the rest failed; it is the analysis when no attempt is
     *     left
     * @param took nanoseconds
     * @param stopping then a call that was cancelled is no failure, and its report goes back in
     *     line
     */
    void write(
            Claim claim,
            @Nullable Analysis analysis,
            @Nullable Analysis early,
            @Nullable Throwable failure,
            long took,
            boolean stopping) {
        long began = System.nanoTime();
        Throwable cause = unwrap(failure);
        boolean handBack = stopping && cause instanceof CancellationException;
        tellCircuit(cause, took, handBack);
        for (int tries = 1; ; tries++) {
            try {
                String outcome =
                        analysis != null
                                ? analyzed(claim, analysis)
                                : handBack
                                        ? handedBack(claim)
                                        : cause instanceof LeftAlone
                                                ? leftAlone(claim)
                                                : failed(claim, early, word(cause));
                attempts.withTag("outcome", outcome).increment();
                tell(Level.INFO, claim, outcome, took, began);
                return;
            } catch (StoreRefusal refused) {
                if (tries == WRITE_TRIES || stopping || !paused()) {
                    attempts.withTag("outcome", "not_written").increment();
                    // It is analyzed again when its lease ends.
                    tell(Level.WARN, claim, "not_written", took, began);
                    return;
                }
            }
        }
    }

    /** One line for each attempt that ended, with what its counter counts. */
    private void tell(Level level, Claim claim, String outcome, long took, long began) {
        log.atLevel(level)
                .addKeyValue("report_id", claim.reportId())
                .addKeyValue("attempt", claim.attempt())
                .addKeyValue("attempts_left", claim.attemptsLeft())
                .addKeyValue("outcome", outcome)
                .addKeyValue("duration_ms", TimeUnit.NANOSECONDS.toMillis(took))
                .log("Analysis ended");
        traces.ended(Step.OUTCOME, claim.reportId(), began, claim.attempt(), outcome);
    }

    private void tellCircuit(@Nullable Throwable cause, long took, boolean handBack) {
        if (handBack) {
            circuit.releasePermission();
        } else if (cause == null) {
            circuit.onSuccess(took, TimeUnit.NANOSECONDS);
        } else {
            circuit.onError(took, TimeUnit.NANOSECONDS, cause);
        }
    }

    /** An analysis is worth waiting for a store that is busy, as long as the lease holds. */
    private static boolean paused() {
        try {
            Thread.sleep(WRITE_PAUSE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String analyzed(Claim claim, Analysis analysis) {
        if (!analyses.complete(claim, analysis)) {
            return "late";
        }
        lag.record(Duration.between(claim.receivedAt(), clock.instant()));
        possible.increment(analysis.possibleRedFlags().size());
        return "analyzed";
    }

    private String handedBack(Claim claim) {
        return backlog.handBack(claim) ? "handed_back" : "late";
    }

    /** It comes back ever later, also so that the embedded analyzer has time for others. */
    private String leftAlone(Claim claim) {
        return backlog.handBack(claim, pause(claim.attempt())) ? "left_alone" : "late";
    }

    /** Spread, so that what failed together does not come back together. */
    private Duration pause(int attempt) {
        long backoff = settings.backoff(attempt).toMillis();
        long spread = backoff / 2 + ThreadLocalRandom.current().nextLong(backoff / 2 + 1);
        return Duration.ofMillis(spread);
    }

    private String failed(Claim claim, @Nullable Analysis early, String word) {
        if (early != null && claim.attemptsLeft() == 0) {
            log.atWarn()
                    .addKeyValue("report_id", claim.reportId())
                    .addKeyValue("failure", word)
                    .addKeyValue("analyzer", early.analyzer())
                    .log("The last attempt failed; the analysis is what was found before");
            return analyzed(claim, early).equals("analyzed") ? "fallback" : "late";
        }
        if (!backlog.retry(claim, pause(maxAttempts - claim.attemptsLeft()), word)) {
            return "late";
        }
        if (claim.attemptsLeft() == 0) {
            log.atWarn()
                    .addKeyValue("report_id", claim.reportId())
                    .addKeyValue("failure", word)
                    .log("The last attempt failed");
        }
        return word;
    }

    /** A stable word for a failure; what the analyzer itself says may quote the narrative. */
    private static String word(@Nullable Throwable failure) {
        return switch (failure) {
            case TimeoutException e -> "deadline";
            case CancellationException e -> "cancelled";
            case UnreadableAnswer e -> "unreadable_answer";
            case Refused e -> e.problem().code();
            case StoreRefusal e -> e.why().word();
            case SSLException e -> "tls_failed";
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
