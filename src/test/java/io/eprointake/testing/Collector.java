package io.eprointake.testing;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes traces over OTLP, in protobuf over HTTP. */
public final class Collector implements AutoCloseable {

    private final HttpServer server;
    private final List<ResourceSpans> taken = new CopyOnWriteArrayList<>();

    public Collector() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(
                "/v1/traces",
                call -> {
                    taken.addAll(
                            ExportTraceServiceRequest.parseFrom(call.getRequestBody())
                                    .getResourceSpansList());
                    call.sendResponseHeaders(200, -1);
                    call.close();
                });
        server.start();
    }

    /** For the setting {@code epro.tracing.url}. */
    public String url() {
        return "http://127.0.0.1:%d/v1/traces".formatted(server.getAddress().getPort());
    }

    /** The spans of the trace that has a report's id. */
    public List<Span> trace(UUID report) {
        byte[] id =
                ByteBuffer.allocate(16)
                        .putLong(report.getMostSignificantBits())
                        .putLong(report.getLeastSignificantBits())
                        .array();
        return spans().stream()
                .filter(span ->
                        ByteBuffer.wrap(id).equals(span.getTraceId().asReadOnlyByteBuffer()))
                .toList();
    }

    /** Of all traces. */
    public List<Span> spans() {
        return taken.stream()
                .flatMap(it -> it.getScopeSpansList().stream())
                .flatMap(it -> it.getSpansList().stream())
                .toList();
    }

    /** All that was sent, in words. */
    public String text() {
        return taken.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
