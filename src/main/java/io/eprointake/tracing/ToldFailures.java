package io.eprointake.tracing;

import io.eprointake.logging.Faults;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells once a minute that a collector takes nothing; the exporter's own log is off. */
record ToldFailures(SpanExporter exporter) implements SpanExporter {

    private static final Logger log = LoggerFactory.getLogger(ToldFailures.class);
    private static final Faults FAULTS = new Faults(log, Level.WARN, "Spans were not taken");

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode sent = exporter.export(spans);
        return sent.whenComplete(() -> {
            Throwable failure = sent.getFailureThrowable();
            if (sent.isSuccess()) {
                FAULTS.stayedAway();
            } else if (failure == null) {
                FAULTS.came("refused");
            } else {
                FAULTS.came(failure);
            }
        });
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
