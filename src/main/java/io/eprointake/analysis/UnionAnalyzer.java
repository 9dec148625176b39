package io.eprointake.analysis;

import io.eprointake.leakwatch.Permits;
import io.eprointake.report.Analysis;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.Analysis.Signal;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The embedded analyzer, and then a model, which may add to what that found and take nothing away.
 * Only the model needs a permit and a closed circuit.
 */
final class UnionAnalyzer implements Analyzer, AutoCloseable {

    private final Analyzer embedded;
    private final Analyzer model;
    private final Permits permits;
    private final CircuitBreaker circuit;
    private final Runnable closing;

    /**
     * @param permits for calls of the model
     * @param closing closes both analyzers
     */
    UnionAnalyzer(
            Analyzer embedded,
            Analyzer model,
            Permits permits,
            CircuitBreaker circuit,
            Runnable closing) {
        this.closing = closing;
        this.embedded = embedded;
        this.model = model;
        this.permits = permits;
        this.circuit = circuit;
    }

    @Override
    public Analysis analyze(Request request, Duration budget)
            throws IOException, InterruptedException {
        return analyze(request, budget, found -> {});
    }

    /**
     * @throws LeftAlone when the model has no permit or its circuit is open
     */
    @Override
    public Analysis analyze(Request request, Duration budget, Consumer<Analysis> early)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        Analysis found = embedded.analyze(request, budget);
        early.accept(found);
        return union(found, ask(request, budget.minusNanos(System.nanoTime() - began)));
    }

    private Analysis ask(Request request, Duration budget)
            throws IOException, InterruptedException {
        try (var permit = permits.tryAcquire()) {
            if (permit == null || !circuit.tryAcquirePermission()) {
                throw new LeftAlone();
            }
            long asked = System.nanoTime();
            try {
                Analysis added = model.analyze(request, budget);
                circuit.onSuccess(System.nanoTime() - asked, TimeUnit.NANOSECONDS);
                return added;
            } catch (Throwable failure) {
                // Also when it is cancelled: it was too slow, or it is a stop, after which nobody
                // asks.
                circuit.onError(System.nanoTime() - asked, TimeUnit.NANOSECONDS, failure);
                throw failure;
            }
        }
    }

    private static Analysis union(Analysis found, Analysis added) {
        Map<Integer, Signal> signals = new TreeMap<>();
        List.of(found, added)
                .forEach(its -> its.signals().forEach(it -> signals.putIfAbsent(it.group(), it)));
        Map<String, RedFlag> redFlags = byKind(found.redFlags(), added.redFlags());
        Map<String, RedFlag> possible = byKind(found.possibleRedFlags(), added.possibleRedFlags());
        possible.keySet().removeAll(redFlags.keySet());
        return new Analysis(
                found.analyzer() + "+" + added.analyzer(),
                List.copyOf(signals.values()),
                List.copyOf(redFlags.values()),
                List.copyOf(possible.values()));
    }

    /** Of each kind the first. */
    private static Map<String, RedFlag> byKind(
            Collection<RedFlag> first, Collection<RedFlag> more) {
        Map<String, RedFlag> flags = new LinkedHashMap<>();
        first.forEach(flag -> flags.putIfAbsent(flag.kind(), flag));
        more.forEach(flag -> flags.putIfAbsent(flag.kind(), flag));
        return flags;
    }

    @Override
    public void close() {
        closing.run();
    }
}
