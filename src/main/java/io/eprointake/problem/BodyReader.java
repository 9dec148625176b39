package io.eprointake.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;

/** Reads a request's body whole, within a size, zipped and unzipped, and within a time. */
public final class BodyReader {

    /**
     * A body that is too large is read past up to here, so that whoever still sends it hears why.
     */
    private static final DataSize READ_PAST = DataSize.ofMegabytes(16);

    /** The largest limit that a body may have: so much of the memory one may take. */
    public static final DataSize LARGEST = DataSize.ofMegabytes(64);

    private final Duration timeout;

    /**
     * Reads bodies.
     *
     * @param timeout within which a body must have arrived
     */
    public BodyReader(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the time for a body must be more than " + timeout);
        }
        this.timeout = timeout;
    }

    /**
     * The body, unzipped.
     *
     * @param limit of the bytes that come out of gzip, and of those that go in
     * @throws Refused when it is too large, too slow, or not what its headers say
     */
    public byte[] read(HttpServletRequest request, DataSize limit) {
        int most = Math.toIntExact(limit.toBytes());
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            var arriving = new Arriving(request.getInputStream(), deadline, most);
            if (request.getContentLengthLong() > most) {
                throw arriving.tooLarge(request);
            }
            try (InputStream in = decoded(request, arriving)) {
                byte[] body = in.readNBytes(most + 1);
                if (body.length > most) {
                    throw arriving.tooLarge(request);
                }
                return body;
            }
        } catch (IOException e) {
            // The container wraps its own time-out of a single read.
            boolean slow = e.getCause() instanceof SocketTimeoutException;
            throw slow || e instanceof SocketTimeoutException
                    ? tooSlow()
                    : new Refused(Problem.UNREADABLE, "The body ends early, or is not valid gzip.");
        }
    }

    private static InputStream decoded(HttpServletRequest request, InputStream arriving)
            throws IOException {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        return switch (encoding == null ? "identity" : encoding.toLowerCase(Locale.ROOT)) {
            case "identity" -> arriving;
            case "gzip" -> new GZIPInputStream(arriving, 8192);
            default ->
                    throw new Refused(
                            Problem.UNSUPPORTED_MEDIA_TYPE,
                            "Content-Encoding may be gzip or identity.");
        };
    }

    private Refused tooSlow() {
        return new Refused(
                Problem.TOO_SLOW,
                "It must arrive within " + timeout.toSeconds() + " s, and never pause for long.");
    }

    /**
     * The bytes as they come in. Size and time are held here, below gzip: a stream of empty blocks
     * inflates to nothing for ever, within one read.
     */
    private final class Arriving extends InputStream {

        private final InputStream in;
        private final long deadline;
        private final int most;
        private long arrived;

        Arriving(InputStream in, long deadline, int most) {
            this.in = in;
            this.deadline = deadline;
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int n = readInTime(into, from, length);
            arrived += Math.max(n, 0);
            // What is not zipped is told apart from what is by the byte after the last.
            if (arrived > most + 1L) {
                throw new Refused(Problem.TOO_LARGE, atMost());
            }
            return n;
        }

        private int readInTime(byte[] into, int from, int length) throws IOException {
            int n = in.read(into, from, length);
            if (System.nanoTime() - deadline > 0) {
                throw tooSlow();
            }
            return n;
        }

        /** Reads past the rest, unless the sender waits to be told whether to send it. */
        Refused tooLarge(HttpServletRequest request) throws IOException {
            byte[] past = new byte[8192];
            boolean sending = request.getHeader(HttpHeaders.EXPECT) == null;
            for (long left = READ_PAST.toBytes(); sending && left > 0; ) {
                int n = readInTime(past, 0, past.length);
                sending = n >= 0;
                left -= n;
            }
            return new Refused(Problem.TOO_LARGE, atMost());
        }

        private String atMost() {
            return "At most " + most + " bytes are taken, zipped or not.";
        }

        @Override
        public void close() {
            // The container's own stream is the container's to close.
        }
    }
}
