package io.eprointake.body;

import io.eprointake.body.MemoryBudget.Share;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;

/**
 * Reads a request's body whole, within a size, zipped and unzipped, within a time, and within what
 * memory there is for bodies.
 */
public final class BodyReader {

    /**
     * A body that is too large is read past up to here, so that whoever still sends it hears why.
     */
    private static final DataSize READ_PAST = DataSize.ofMegabytes(16);

    /** The largest limit that a body may have: so much of the memory one may take. */
    public static final DataSize LARGEST = DataSize.ofMegabytes(64);

    /** So much is read of a body before it is known to be larger. */
    private static final int SMALL = 8192;

    /**
     * What an array that grows takes for each byte of its new length: it, and the old or a copy.
     */
    private static final int GROWING = 2;

    private final Duration timeout;
    private final MemoryBudget memory;

    /**
     * Reads bodies.
     *
     * @param timeout within which a body must have arrived
     * @param memory that they share with all others
     */
    public BodyReader(Duration timeout, MemoryBudget memory) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the time for a body must be more than " + timeout);
        }
        this.timeout = timeout;
        this.memory = memory;
    }

    /**
     * The body, unzipped. Its share of the memory is the caller's to close.
     *
     * @param limit of the bytes that come out of gzip, and of those that go in
     * @throws Refused when it is too large, too slow, or not what its headers say, or there is no
     *     memory for it now
     */
    public Body read(HttpServletRequest request, DataSize limit) {
        int most = Math.toIntExact(limit.toBytes());
        try {
            var arriving = arriving(request, most);
            try {
                return read(request, arriving, most);
            } catch (Refused refused) {
                throw arriving.past(request, refused);
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private Body read(HttpServletRequest request, Arriving arriving, int most) throws IOException {
        try (InputStream in = decoded(request, arriving)) {
            if (request.getContentLengthLong() > most) {
                throw arriving.tooLarge();
            }
            Share share = memory.open();
            boolean read = false;
            try {
                var body = new Body(read(in, arriving, most, small(request), share), share);
                read = true;
                return body;
            } finally {
                if (!read) {
                    share.close();
                }
            }
        }
    }

    /**
     * A little more than is announced, so that its end is seen: a diary has a few hundred bytes.
     */
    private static int small(HttpServletRequest request) {
        long announced = request.getContentLengthLong();
        boolean zipped = request.getHeader(HttpHeaders.CONTENT_ENCODING) != null;
        return zipped || announced < 0 ? SMALL : (int) Math.min(SMALL, announced + 1);
    }

    /** What is more than a small one is reserved as it comes, and not when it is announced. */
    private static byte[] read(InputStream in, Arriving arriving, int most, int small, Share share)
            throws IOException {
        byte[] body = new byte[Math.min(small, most + 1)];
        int length = in.readNBytes(body, 0, body.length);
        while (length == body.length && length <= most) {
            int larger = Math.toIntExact(Math.min(2L * length, most + 1L));
            share.atLeast((long) GROWING * larger);
            body = Arrays.copyOf(body, larger);
            length += in.readNBytes(body, length, larger - length);
        }
        if (length > most) {
            throw arriving.tooLarge();
        }
        return Arrays.copyOf(body, length);
    }

    /**
     * Reads past the body of a request that is refused whatever is in it, so that whoever sends it
     * hears why.
     *
     * @return what to throw
     */
    public Refused past(HttpServletRequest request, Refused refused) {
        try {
            return arriving(request, 0).past(request, refused);
        } catch (IOException e) {
            return broken(e);
        }
    }

    private Arriving arriving(HttpServletRequest request, int most) throws IOException {
        return new Arriving(request.getInputStream(), System.nanoTime() + timeout.toNanos(), most);
    }

    private Refused broken(IOException e) {
        // The container wraps its own time-out of a single read.
        boolean slow = e.getCause() instanceof SocketTimeoutException;
        return slow || e instanceof SocketTimeoutException
                ? tooSlow()
                : new Refused(Problem.UNREADABLE, "The body ends early, or is not valid gzip.");
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
                throw tooLarge();
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
        Refused past(HttpServletRequest request, Refused refused) throws IOException {
            byte[] past = new byte[SMALL];
            boolean sending = request.getHeader(HttpHeaders.EXPECT) == null;
            for (long left = READ_PAST.toBytes(); sending && left > 0; ) {
                int n = readInTime(past, 0, past.length);
                sending = n >= 0;
                left -= n;
            }
            return refused;
        }

        Refused tooLarge() {
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

    /**
     * A body that was read.
     *
     * @param share of the memory, for what is made of it as well
     */
    public record Body(byte[] bytes, Share share) implements AutoCloseable {

        /** Gives its memory back, once. */
        @Override
        public void close() {
            share.close();
        }

        @Override
        public String toString() {
            return "Body[" + bytes.length + " bytes]";
        }
    }
}
