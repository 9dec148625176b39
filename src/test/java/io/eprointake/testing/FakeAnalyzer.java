package io.eprointake.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An analyzer on a raw socket, which behaves as badly as a test wants, and sees what its callers
 * do.
 */
public final class FakeAnalyzer implements AutoCloseable {

    /** How it treats a call. */
    public enum Manner {
        /** Answers an empty analysis. */
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
        GARBAGE
    }

    private static final String EMPTY = "{\"analyzer\":\"fake\",\"signals\":[],\"red_flags\":[]}";

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Manner manner;

    public FakeAnalyzer(Manner manner) {
        this.manner = manner;
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
        notifyAll();
    }

    /** Calls that were read whole. */
    public int calls() {
        return calls.get();
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
            while (readCall(socket.getInputStream())) {
                calls.incrementAndGet();
                answer(socket);
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
            case HEALTHY -> out.write(response("200 OK", EMPTY));
            case FAILING -> out.write(response("500 Internal Server Error", "{}"));
            case GARBAGE -> out.write(response("200 OK", "<html>I am not an analysis</html>"));
            case RESETTING -> {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                socket.close();
            }
            case HANGING -> awaitGone(socket.getInputStream());
            case HOLDING -> {
                awaitOtherManner();
                out.write(response("200 OK", EMPTY));
            }
            case TRICKLING -> trickle(out);
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
            while (manner == Manner.HOLDING && closing.getCount() > 0) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void trickle(OutputStream out) throws IOException {
        out.write(
                "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
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
                        + body.length()
                        + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean readCall(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                return false;
            }
            head.append((char) b);
        }
        String lower = head.toString().toLowerCase(java.util.Locale.ROOT);
        int at = lower.indexOf("content-length:") + "content-length:".length();
        int length = Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)).strip());
        return in.readNBytes(length).length == length;
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
