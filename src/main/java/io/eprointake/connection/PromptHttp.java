package io.eprointake.connection;

import java.util.concurrent.TimeUnit;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP whose handshake, and whose request line and headers, must each have come within the
 * connection's time-out, counted from their first byte. Tomcat's own counts it anew from every
 * byte, so a byte a second holds a connection for hours. Tomcat makes this class by its name, so it
 * is public.
 */
public final class PromptHttp extends Http11NioProtocol {

    /** For Tomcat. */
    public PromptHttp() {
        super(new PromptHandshakes());
    }

    @Override
    protected Processor createProcessor() {
        return new PromptProcessor(this, getAdapter());
    }

    /** Whether what began then, by {@link System#nanoTime()}, has had its time. */
    boolean late(long start) {
        return System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(getConnectionTimeout());
    }
}
