package io.eprointake.tracing;

import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.UUID;

/**
 * A report's trace has the report's id, and its root a span id that follows from it. So whichever
 * replica goes on with a report knows its trace, and no row has to keep it.
 */
final class ReportIds implements IdGenerator {

    /** The report of the root that is being made. */
    static final ScopedValue<UUID> ROOT = ScopedValue.newInstance();

    static String trace(UUID report) {
        return TraceId.fromLongs(report.getMostSignificantBits(), report.getLeastSignificantBits());
    }

    static String root(UUID report) {
        return SpanId.fromLong(report.getLeastSignificantBits());
    }

    @Override
    public String generateTraceId() {
        return trace(ROOT.get());
    }

    @Override
    public String generateSpanId() {
        return ROOT.isBound() ? root(ROOT.get()) : IdGenerator.random().generateSpanId();
    }
}
