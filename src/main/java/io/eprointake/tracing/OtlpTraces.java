package io.eprointake.tracing;

import io.eprointake.leakwatch.Threads;
import io.eprointake.store.Replica;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends steps to a collector, from threads of its own. What finds its queue full is dropped, so a
 * collector that hangs costs spans and nothing else. There is no sampling that a caller could sway.
 */
final class OtlpTraces implements Traces, AutoCloseable {

    /** A collector is near, or of no use. */
    private static final Duration SENDING = Duration.ofSeconds(2);

    private static final int QUEUE = 4096;

    private final InstantSource clock;
    private final ExecutorService sending;
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    OtlpTraces(URI url, Replica replica, InstantSource clock, Threads threads) {
        this.clock = clock;
        this.sending = Executors.newThreadPerTaskExecutor(threads.virtual("trace-export-"));
        var exporter =
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(url.toString())
                        .setConnectTimeout(SENDING)
                        .setTimeout(SENDING)
                        .setRetryPolicy(null)
                        .setExecutorService(sending)
                        .build();
        provider =
                SdkTracerProvider.builder()
                        .setIdGenerator(new ReportIds())
                        .setResource(
                                Resource.create(
                                        Attributes.builder()
                                                .put("service.name", "epro-intake")
                                                .put("service.instance.id", replica.name())
                                                .build()))
                        .addSpanProcessor(
                                BatchSpanProcessor.builder(new ToldFailures(exporter))
                                        .setScheduleDelay(Duration.ofSeconds(1))
                                        .setExporterTimeout(SENDING)
                                        .setMaxQueueSize(QUEUE)
                                        .build())
                        .build();
        tracer = provider.get("io.eprointake");
    }

    @Override
    public void ended(
            Step step,
            UUID reportId,
            long began,
            @Nullable Integer attempt,
            @Nullable String outcome) {
        SpanContext root =
                SpanContext.createFromRemoteParent(
                        ReportIds.trace(reportId),
                        ReportIds.root(reportId),
                        TraceFlags.getSampled(),
                        TraceState.getDefault());
        if (!root.isValid()) {
            return; // half of the id is zeros, which no trace may have
        }
        Instant end = clock.instant();
        SpanBuilder builder =
                tracer.spanBuilder(step.word())
                        .setStartTimestamp(end.minusNanos(System.nanoTime() - began))
                        .setAttribute("epro.report.id", reportId.toString());
        if (attempt != null) {
            builder.setAttribute("epro.attempt", attempt.longValue());
        }
        if (outcome != null) {
            builder.setAttribute("epro.outcome", outcome);
        }
        Span span =
                step == Step.ACCEPT
                        ? ScopedValue.where(ReportIds.ROOT, reportId)
                                .call(builder.setNoParent()::startSpan)
                        : builder.setParent(Context.root().with(Span.wrap(root))).startSpan();
        span.end(end);
    }

    /** Sends what is left, within a few seconds. */
    @Override
    public void close() {
        provider.shutdown().join(SENDING.toMillis() + 1000, TimeUnit.MILLISECONDS);
        sending.shutdownNow();
    }
}
