package io.eprointake.analysis;

import io.eprointake.journal.Claim;
import io.eprointake.journal.Worker;
import io.eprointake.leakwatch.Deadline;
import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.Permits;
import io.eprointake.leakwatch.Permits.Permit;
import io.eprointake.leakwatch.Signal;
import io.eprointake.leakwatch.Threads;
import io.eprointake.logging.Faults;
import io.eprointake.report.Analysis;
import io.eprointake.tracing.Step;
import io.eprointake.tracing.Traces;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Has claimed reports analyzed, each call under its deadline, and writes what came of it. A call
 * needs a permit and a closed circuit; whatever has neither waits as a row in the journal.
 */
final class AnalysisService implements Worker {

    private static final Logger log = LoggerFactory.getLogger(AnalysisService.class);
    private static final Duration HAND_BACK = Duration.ofSeconds(3);

    private final Faults faults = new Faults(log, Level.ERROR, "An analysis could not begin");
    private final Analyzer analyzer;
    private final Outcomes outcomes;
    private final Ledger ledger;
    private final ThreadFactory threads;
    private final Permits permits;
    private final CircuitBreaker circuit;
    private final AnalysisProperties settings;
    private final Signal claims;
    private final Traces traces;
    private final Set<Deadline<Analysis>> open = ConcurrentHashMap.newKeySet();
    private final Signal settled = new Signal();
    private volatile boolean stopping;

    AnalysisService(
            Analyzer analyzer,
            Outcomes outcomes,
            Ledger ledger,
            Threads threads,
            Permits permits,
            CircuitBreaker circuit,
            AnalysisProperties settings,
            Signal claims,
            Traces traces) {
        this.analyzer = analyzer;
        this.outcomes = outcomes;
        this.ledger = ledger;
        this.threads = threads.virtual("analysis-");
        this.permits = permits;
        this.circuit = circuit;
        this.settings = settings;
        this.claims = claims;
        this.traces = traces;
    }

    /** A place for one call; null when all are taken, the circuit is open, or the service stops. */
    @Override
    public @Nullable Place reserve() {
        Permit permit = stopping ? null : permits.tryAcquire();
        if (permit == null) {
            return null;
        }
        boolean allowed = false;
        try {
            var slot = new Slot(permit);
            allowed = circuit.tryAcquirePermission();
            return allowed ? slot : null;
        } finally {
            if (!allowed) {
                permit.close();
            }
        }
    }

    @Override
    public void wake() {
        claims.raise();
    }

    /** From now on nothing is begun. */
    void stopAccepting() {
        stopping = true;
    }

    /**
     * Waits for the open calls, then cancels those that remain and hands their reports back.
     *
     * @return what the stop came to
     */
    Drained drain(Duration budget) throws InterruptedException {
        stopAccepting();
        int atStop = open.size();
        log.atInfo()
                .addKeyValue("open", atStop)
                .addKeyValue("at_most_ms", budget.toMillis())
                .log("Draining");
        await(open::isEmpty, budget);
        List<Deadline<Analysis>> overdue = List.copyOf(open);
        overdue.forEach(Deadline::cancel);
        // Handing back is one write each, and they share commits. A call may end a moment after its
        // report is back; only one that does not is told of.
        await(() -> open.isEmpty() && permits.numbers().cutNotFreed() == 0, HAND_BACK);
        return new Drained(
                atStop - overdue.size(),
                overdue.size() - open.size(),
                open.size(),
                permits.numbers().cutNotFreed());
    }

    private void await(BooleanSupplier done, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!done.getAsBoolean() && System.nanoTime() - end < 0) {
            settled.await(Duration.ofMillis(20));
        }
    }

    /**
     * How a stop went.
     *
     * @param finished calls that ended by themselves
     * @param handedBack calls that were cancelled, and whose reports are back in line
     * @param unsettled calls whose reports come back in line when their lease ends
     * @param notFreed calls that ignored being cancelled
     */
    record Drained(int finished, int handedBack, int unsettled, int notFreed) {}

    /** A permit, and the circuit's leave to make one call. */
    private final class Slot implements Place {

        private final Permit permit;

        Slot(Permit permit) {
            this.permit = permit;
        }

        @Override
        public void take(Claim claim) {
            try {
                begin(claim);
            } catch (RuntimeException | Error e) {
                // No call was begun. The report comes back in line when its lease ends.
                giveUp();
                faults.came(e);
            }
        }

        private void begin(Claim claim) {
            long started = System.nanoTime();
            var early = new AtomicReference<@Nullable Analysis>();
            var request =
                    new Analyzer.Request(claim.reportId(), claim.language(), claim.narrative());
            Deadline<Analysis> call =
                    Deadline.start(
                            ledger,
                            threads,
                            permit,
                            "analysis",
                            claim.reportId().toString(),
                            settings.deadline(),
                            () -> {
                                log.atInfo()
                                        .addKeyValue("report_id", claim.reportId())
                                        .addKeyValue("attempt", claim.attempt())
                                        .addKeyValue("attempts_left", claim.attemptsLeft())
                                        .log("Analysis begun");
                                return analyzer.analyze(
                                        request,
                                        settings.deadline(),
                                        found -> {
                                            early.set(found);
                                            outcomes.raise(claim, found);
                                        });
                            });
            try {
                open.add(call);
                call.onDecided((analysis, failure) -> {
                    try {
                        long took = System.nanoTime() - started;
                        traces.ended(
                                Step.ANALYZE, claim.reportId(), started, claim.attempt(), null);
                        outcomes.write(claim, analysis, early.get(), failure, took, stopping);
                    } finally {
                        open.remove(call);
                        settled.raise();
                    }
                });
            } catch (Throwable nobodyWouldHear) {
                // Else its outcome would be nobody's, and a drain would wait for it.
                open.remove(call);
                call.cancel();
                throw nobodyWouldHear;
            }
        }

        @Override
        public void giveUp() {
            circuit.releasePermission();
            permit.close();
        }
    }
}
