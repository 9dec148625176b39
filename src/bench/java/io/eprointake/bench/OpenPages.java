package io.eprointake.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.eprointake.testing.Client;
import io.eprointake.testing.ServiceProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What open pages cost: memory, threads and processor time while nothing happens, how long it takes
 * until all have heard of a change, and what reports cost beside them. Argument: how many, 500
 * unless said.
 */
public final class OpenPages {

    private static final Duration QUIET = Duration.ofSeconds(20);
    private static final int CHANGES = 20;

    private OpenPages() {}

    public static void main(String[] args) throws Exception {
        int many = args.length == 0 ? 500 : Integer.parseInt(args[0]);
        try (var service = ServiceProcess.startAsShipped(Files.createTempDirectory("epro-pages"))) {
            weigh(service, many);
            List<ServiceProcess> servers = List.of(service);
            var alone = posts("POST /reports", servers, service, 0);
            var beside = posts("POST while " + many + " pages are open", servers, service, many);
            Contest.take(List.of(alone, beside));
            System.out.println(Contest.head("of alone"));
            System.out.println(alone.row(alone));
            System.out.println(beside.row(alone));
        }
    }

    private static Contest posts(
            String name, List<ServiceProcess> servers, ServiceProcess service, int pages) {
        return new Contest(
                name,
                time -> {
                    try (var _ = new Pages(service, pages)) {
                        return HttpLoad.run(servers, 64, time, 202, () -> Bench.report(null));
                    }
                });
    }

    private static void weigh(ServiceProcess service, int many) throws InterruptedException {
        long heap = service.liveHeap();
        double idle = idle(service);
        int platform = service.client().leakwatch().at("/threads/platform/live").asInt();
        try (var open = new Pages(service, many)) {
            double busy = idle(service);
            System.out.printf(
                    """
                    | %d pages open | |
                    |---|---:|
                    | heap of each, KB | %.1f |
                    | platform threads more | %d |
                    | virtual threads | %d |
                    | processor of each, µs a second | %.1f |
                    """,
                    many,
                    (service.liveHeap() - heap) / 1024.0 / many,
                    service.client().leakwatch().at("/threads/platform/live").asInt() - platform,
                    service.client().leakwatch().at("/threads/virtual/live").asInt(),
                    (busy - idle) / many);
            long longest = 0;
            long all = 0;
            for (int i = 0; i < CHANGES; i++) {
                long took = open.change(i);
                longest = Math.max(longest, took);
                all += took;
            }
            System.out.printf(
                    "| until all have heard of a change, ms, mean and longest of %d | %.0f, %.0f |%n",
                    CHANGES, all / 1e6 / CHANGES, longest / 1e6);
        }
    }

    /** Microseconds of processor a second, while nothing is asked. */
    private static double idle(ServiceProcess service) {
        try (var used = new Used(List.of(service.pid()), null)) {
            LockSupport.parkNanos(QUIET.toNanos());
            return used.micros() / QUIET.toSeconds();
        }
    }

    /** Each reads what it is sent, on a thread of its own. */
    private static final class Pages implements AutoCloseable {

        private final List<Socket> sockets = new ArrayList<>();
        private final AtomicInteger heard = new AtomicInteger();
        private final AtomicInteger beating = new AtomicInteger();
        private final ServiceProcess service;
        private final int many;

        Pages(ServiceProcess service, int many) {
            this.service = service;
            this.many = many;
            awaitRoom();
            try {
                for (int i = 0; i < many; i++) {
                    var socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
                    sockets.add(socket);
                    socket.getOutputStream().write(get());
                    Thread.ofVirtual().name("page-", i).start(() -> read(socket));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            await(beating);
            LockSupport.parkNanos(Duration.ofSeconds(3).toNanos()); // the watch has begun to look
        }

        /** Of somebody else each, since one person may make so many calls only. */
        private byte[] get() {
            return "GET /events HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n\r\n"
                    .formatted(service.client().signed("analyst", Map.of()))
                    .getBytes(US_ASCII);
        }

        /** A page that went away has its place until the next heartbeat cannot be written. */
        private void awaitRoom() {
            long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (service.client().leakwatch().at("/tasks/by_kind/page/running").asInt() > 0) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("pages that were closed are still there");
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }

        private void read(Socket socket) {
            try (var lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
                boolean first = true;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (first && line.startsWith("event: heartbeat")) {
                        beating.incrementAndGet();
                        first = false;
                    } else if (line.contains("enrollment")) {
                        heard.incrementAndGet();
                    }
                }
            } catch (IOException e) {
                // It is closed.
            }
        }

        /** Nanoseconds from a change until all have heard of it. */
        long change(int number) {
            heard.set(0);
            long began = System.nanoTime();
            Client client = service.client();
            client.post(
                    "/enrollment",
                    "application/json",
                    "{\"event_id\":\"%s\",\"site\":\"SITE%02d\",\"patients\":1}"
                            .formatted(UUID.randomUUID(), number)
                            .getBytes(UTF_8));
            await(heard);
            return System.nanoTime() - began;
        }

        private void await(AtomicInteger count) {
            long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (count.get() < many) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException(count.get() + " of " + many + " pages heard");
                }
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
        }

        @Override
        public void close() {
            for (Socket socket : sockets) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
