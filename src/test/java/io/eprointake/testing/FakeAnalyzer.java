package io.eprointake.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An analyzer on a raw socket, which behaves as badly as a test wants, and sees what its callers
 * do.
 */
public final class FakeAnalyzer implements AutoCloseable {

    /** How it treats a call. */
    public enum Manner {
        /** Answers an empty analysis, or what it was told to. */
        HEALTHY,
        /** Reads the call and never answers. */
        HANGING,
        /** Reads the call and answers it, empty, once it is to behave otherwise. */
        HOLDING,
        /** Answers one byte a second, for ever. */
        TRICKLING,
        /** Resets the connection. */
        RESETTING,
        /** Answers 500. */
        FAILING,
        /** Answers 200 and something that is no analysis. */
        GARBAGE,
        /** Answers what is no HTTP, and keeps the connection. */
        NOISE,
        /** Answers half of what it said it would, and closes the connection. */
        HALF,
        /** Answers a body without end. */
        HUGE,
        /** Answers that it is somewhere else. */
        REDIRECTING,
        /** Does not take the token. */
        REFUSING,
        /** Answers one byte of a header a second, for ever. */
        DRIBBLING,
        /** Answers that there never will be anything there again. */
        GONE
    }

    private static final String EMPTY = "{\"analyzer\":\"fake\",\"signals\":[],\"red_flags\":[]}";

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Manner manner;
    private boolean holding;
    private volatile String answer = EMPTY;
    private volatile @Nullable Call last;
    private volatile Consumer<Call> hearing = call -> {};

    /**
     * What it was sent.
     *
     * @param head the request's line and headers
     */
    public record Call(String head, String body) {

        /** The value of a header; null when it is not there. */
        public @Nullable String header(String name) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }
    }

    public FakeAnalyzer(Manner manner) {
        this.manner = manner;
        this.holding = manner == Manner.HOLDING;
        try {
            server = new ServerSocket(0, 2048, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("fake-analyzer").start(this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** From the next call on; those that are held are answered now. */
    public synchronized void become(Manner next) {
        manner = next;
        holding = next == Manner.HOLDING;
        notifyAll();
    }

    /** From the next call on; those that are held stay so. */
    public void meanwhile(Manner next) {
        manner = next;
    }

    /** What it answers when it is healthy, from the next call on. */
    public FakeAnalyzer answering(String body) {
        answer = body;
        return this;
    }

    /** Has each call told that was read whole, before it is answered. */
    public FakeAnalyzer hearing(Consumer<Call> told) {
        hearing = told;
        return this;
    }

    /** Calls that were read whole. */
    public int calls() {
        return calls.get();
    }

    /** The last call that was read whole. */
    public Call lastCall() {
        return Objects.requireNonNull(last);
    }

    /** Connections whose other end has not closed them yet. */
    public int connections() {
        return open.size();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().name("fake-analyzer-call").start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Call call = readCall(socket.getInputStream());
            while (call != null) {
                last = call;
                hearing.accept(call);
                calls.incrementAndGet();
                answer(socket);
                call = readCall(socket.getInputStream());
            }
        } catch (IOException e) {
            // The other end is gone, which is what the tests look for.
        } finally {
            open.remove(socket);
        }
    }

    private void answer(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        switch (manner) {
            case HEALTHY -> out.write(response("200 OK", answer));
            case FAILING -> out.write(response("500 Internal Server Error", "{}"));
            case GARBAGE -> out.write(response("200 OK", "<html>I am not an analysis</html>"));
            case RESETTING -> {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                socket.close();
            }
            case HANGING -> awaitGone(socket.getInputStream());
            case HOLDING -> {
                awaitOtherManner();
                out.write(response("200 OK", answer));
            }
            case TRICKLING -> trickle(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            case NOISE -> {
                out.write("I am no HTTP at all\r\n\r\n".getBytes(US_ASCII));
                out.flush();
                awaitGone(socket.getInputStream());
            }
            case HALF -> {
                byte[] whole = response("200 OK", answer);
                out.write(whole, 0, whole.length - 10);
                socket.close();
            }
            case HUGE -> {
                out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII));
                while (closing.getCount() > 0) {
                    out.write(new byte[8192]);
                }
            }
            case REDIRECTING ->
                    out.write(
                            response(
                                    "307 Temporary Redirect\r\nLocation: " + url() + "/elsewhere",
                                    ""));
            case REFUSING -> out.write(response("401 Unauthorized", "{}"));
            case DRIBBLING -> trickle(out, "HTTP/1.1 200 OK\r\nX-More: ");
            case GONE -> out.write(response("410 Gone", "{}"));
        }
        out.flush();
    }

    /** Returns when the caller has closed its end. */
    private static void awaitGone(InputStream in) throws IOException {
        if (in.read() >= 0) {
            throw new IOException("a caller sent more than its call");
        }
    }

    private synchronized void awaitOtherManner() throws IOException {
        try {
            while (holding && closing.getCount() > 0) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void trickle(OutputStream out, String begin) throws IOException {
        out.write(begin.getBytes(US_ASCII));
        out.flush();
        try {
            while (!closing.await(1, TimeUnit.SECONDS)) {
                out.write(' ');
                out.flush();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static byte[] response(String status, String body) {
        return ("HTTP/1.1 "
                        + status
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.getBytes(UTF_8).length
                        + "\r\n\r\n"
                        + body)
                .getBytes(UTF_8);
    }

    /** Null when there is none any more. */
    private static @Nullable Call readCall(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            head.append((char) b);
        }
        String lower = head.toString().toLowerCase(java.util.Locale.ROOT);
        int at = lower.indexOf("content-length:") + "content-length:".length();
        int length = Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)).strip());
        byte[] body = in.readNBytes(length);
        return body.length == length ? new Call(head.toString(), new String(body, UTF_8)) : null;
    }

    @Override
    public void close() {
        closing.countDown();
        become(Manner.RESETTING);
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
