package io.eprointake.bench;

import io.eprointake.testing.ServiceProcess;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** As many requests as a number of connections carry, each sent when the last was answered. */
final class HttpLoad {

    /** Of a latency; whatever it is, it takes no more memory than that needs. */
    static final int DIGITS = 3;

    private HttpLoad() {}

    /**
     * Answers of one run.
     *
     * @param latencies in nanoseconds, to three digits
     */
    record Result(Histogram latencies, long failed, Duration time) {

        long answers() {
            return latencies.getTotalCount();
        }

        double perSecond() {
            return (answers() - failed) / (time.toNanos() / 1e9);
        }

        double percentile(double share) {
            return latencies.getValueAtPercentile(100 * share) / 1e6;
        }

        double longest() {
            return latencies.getMaxValue() / 1e6;
        }
    }

    /**
     * Loads servers on this machine.
     *
     * @param servers which share the connections; those that make tokens are sent a program's
     * @param request makes the bytes of the next request, without a token
     * @param status what every answer must begin with, for example 202
     */
    static Result run(
            List<ServiceProcess> servers,
            int connections,
            Duration time,
            int status,
            Supplier<byte[]> request) {
        long end = System.nanoTime() + time.toNanos();
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            ServiceProcess server = servers.get(i % servers.size());
            String token = server.client().found("system").orElse("");
            all.add(new Connection(server.port(), token, end, status, request));
        }
        return run(all, time);
    }

    /** The same by a caller of its own, whose {@code Authorization} is given. */
    static Result run(
            ServiceProcess server,
            String token,
            int connections,
            Duration time,
            int status,
            Supplier<byte[]> request) {
        long end = System.nanoTime() + time.toNanos();
        return run(
                Stream.generate(() -> new Connection(server.port(), token, end, status, request))
                        .limit(connections)
                        .toList(),
                time);
    }

    private static Result run(List<Connection> all, Duration time) {
        List<Thread> threads = new ArrayList<>();
        for (Connection connection : all) {
            String name = "load-" + threads.size();
            threads.add(Thread.ofPlatform().name(name).start(connection));
        }
        for (Thread thread : threads) {
            join(thread);
        }
        var latencies = new Histogram(DIGITS);
        all.forEach(connection -> latencies.add(connection.latencies));
        return new Result(latencies, all.stream().mapToLong(c -> c.failed).sum(), time);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Connection implements Runnable {

        private final int port;
        private final byte[] token;
        private final long end;
        private final byte[] expected;
        private final Supplier<byte[]> request;
        private final Histogram latencies = new Histogram(DIGITS);
        private long failed;

        Connection(int port, String token, long end, int status, Supplier<byte[]> request) {
            this.port = port;
            String header = token.isEmpty() ? "" : "Authorization: " + token + "\r\n";
            this.token = header.getBytes(StandardCharsets.US_ASCII);
            this.end = end;
            this.expected = ("HTTP/1.1 " + status).getBytes(StandardCharsets.US_ASCII);
            this.request = request;
        }

        @Override
        public void run() {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(30_000);
                OutputStream out = socket.getOutputStream();
                InputStream in = new BufferedInputStream(socket.getInputStream(), 4096);
                while (System.nanoTime() < end) {
                    byte[] bytes = withToken(request.get());
                    long sent = System.nanoTime();
                    out.write(bytes);
                    boolean good = answered(in);
                    latencies.recordValue(System.nanoTime() - sent);
                    failed += good ? 0 : 1;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Behind the first line, in one piece: two would be two packets. */
        private byte[] withToken(byte[] plain) {
            int head = 1;
            while (plain[head - 1] != '\n') {
                head++;
            }
            byte[] whole = Arrays.copyOf(plain, plain.length + token.length);
            System.arraycopy(token, 0, whole, head, token.length);
            System.arraycopy(plain, head, whole, head + token.length, plain.length - head);
            return whole;
        }

        /** Reads one answer, whether it has a length or comes in chunks. */
        private boolean answered(InputStream in) throws IOException {
            String head = line(in);
            int length = 0;
            boolean chunked = false;
            for (String field = line(in); !field.isEmpty(); field = line(in)) {
                String lower = field.toLowerCase(java.util.Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(field.substring(15).strip());
                } else if (lower.startsWith("transfer-encoding:")) {
                    chunked = true;
                }
            }
            if (chunked) {
                for (int size = chunk(in); size > 0; size = chunk(in)) {
                    in.skipNBytes(size + 2L);
                }
                line(in);
            } else {
                in.skipNBytes(length);
            }
            return head.startsWith(new String(expected, StandardCharsets.US_ASCII));
        }

        private static int chunk(InputStream in) throws IOException {
            return Integer.parseInt(line(in).strip(), 16);
        }

        private static String line(InputStream in) throws IOException {
            var line = new StringBuilder(64);
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new EOFException("the server closed the connection");
                }
                if (b != '\r') {
                    line.append((char) b);
                }
            }
            return line.toString();
        }
    }
}
