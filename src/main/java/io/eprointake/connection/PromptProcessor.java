package io.eprointake.connection;

import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** Closes a connection on which a request has begun, and not come to its body, for too long. */
final class PromptProcessor extends Http11Processor {

    private final PromptHttp http;

    /** The connection of which nothing but parts of a TLS record has come, and since when. */
    private @Nullable SocketWrapperBase<?> silent;

    private long silentSince;

    PromptProcessor(PromptHttp http, Adapter adapter) {
        super(http, adapter);
        this.http = http;
    }

    @Override
    public SocketState service(SocketWrapperBase<?> socket) throws IOException {
        int before = answered();
        SocketState state = super.service(socket);
        boolean waiting = state == SocketState.OPEN || state == SocketState.LONG;
        if (!waiting || isAsync() || isUpgrade()) {
            silent = null;
            return state;
        }
        // Of the request that is coming in: one that was answered took its own start with it.
        long start = getRequest().getStartTimeNanos();
        if (start < 0) {
            if (answered() != before) {
                silent = null;
                return state;
            }
            start = silentSince(socket);
        }
        // Even if there were but empty lines: it is this object that knows since when.
        return http.late(start) ? SocketState.CLOSED : SocketState.LONG;
    }

    private long silentSince(SocketWrapperBase<?> socket) {
        if (!socket.equals(silent)) {
            silent = socket;
            silentSince = System.nanoTime();
        }
        return silentSince;
    }

    private int answered() {
        return getRequest().getRequestProcessor().getRequestCount();
    }
}
