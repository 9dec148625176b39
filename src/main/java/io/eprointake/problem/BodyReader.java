package io.eprointake.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;

/**
 * Reads a request's body whole, within a size and a time. Both count what comes out of gzip, not
 * what goes in.
 */
public final class BodyReader {

    private final Duration timeout;

    /**
     * Reads bodies.
     *
     * @param timeout within which a body must have arrived
     */
    public BodyReader(Duration timeout) {
        this.timeout = timeout;
    }

    /**
     * The body, unzipped.
     *
     * @param limit of the bytes that come out of gzip
     * @throws Refused when it is too large, too slow, or not what its headers say
     */
    public byte[] read(HttpServletRequest request, DataSize limit) {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (request.getContentLengthLong() > limit.toBytes()) {
            throw tooLarge(limit);
        }
        try {
            return drain(decoded(request), limit, deadline);
        } catch (SocketTimeoutException e) {
            throw tooSlow();
        } catch (IOException e) {
            throw new Refused(Problem.UNREADABLE, "The body ends early, or is not valid gzip.");
        }
    }

    private byte[] drain(InputStream in, DataSize limit, long deadline) throws IOException {
        var body = new ByteArrayOutputStream(1024);
        byte[] chunk = new byte[8192];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            body.write(chunk, 0, n);
            if (body.size() > limit.toBytes()) {
                throw tooLarge(limit);
            }
            if (System.nanoTime() - deadline > 0) {
                throw tooSlow();
            }
        }
        return body.toByteArray();
    }

    private static InputStream decoded(HttpServletRequest request) throws IOException {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        return switch (encoding == null ? "identity" : encoding.toLowerCase(Locale.ROOT)) {
            case "identity" -> request.getInputStream();
            case "gzip" -> new GZIPInputStream(request.getInputStream(), 8192);
            default ->
                    throw new Refused(
                            Problem.UNSUPPORTED_MEDIA_TYPE,
                            "Content-Encoding may be gzip or identity.");
        };
    }

    private static Refused tooLarge(DataSize limit) {
        return new Refused(
                Problem.TOO_LARGE, "At most " + limit.toBytes() + " bytes are taken, unzipped.");
    }

    private Refused tooSlow() {
        return new Refused(
                Problem.TOO_SLOW,
                "It must arrive within " + timeout.toSeconds() + " s, and never pause for long.");
    }
}
