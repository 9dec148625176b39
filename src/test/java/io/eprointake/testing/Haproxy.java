package io.eprointake.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The proxy, with the configuration of {@code docker}, in which only addresses are others. */
public final class Haproxy implements AutoCloseable {

    private final Process process;
    private final Client client;

    private Haproxy(Process process, Client client) {
        this.process = process;
        this.client = client;
    }

    /** Starts it before these replicas, in the file's order. */
    public static Haproxy start(Path folder, List<ServiceProcess> replicas) {
        return start(
                folder,
                replicas.stream()
                        .flatMapToInt(it -> IntStream.of(it.port(), it.managementPort()))
                        .toArray());
    }

    /**
     * The same before any servers, and waits until one of them is ready.
     *
     * @param folder where its replicas put their tokens, in {@code tokens}
     * @param ports of each its service's and its management's, in turn
     */
    public static Haproxy start(Path folder, int... ports) {
        String program = Program.installed("haproxy").toString();
        int port = ServiceProcess.freePort();
        try {
            String text = Files.readString(Compose.FOLDER.resolve("haproxy.cfg"));
            text = swap(text, "bind :8080", "bind 127.0.0.1:" + port);
            for (int i = 0; i < ports.length; i += 2) {
                String replica = "intake-%d:8080 port 8081".formatted(i / 2 + 1);
                text =
                        swap(
                                text,
                                replica,
                                "127.0.0.1:%d port %d".formatted(ports[i], ports[i + 1]));
            }
            Path file = Files.writeString(folder.resolve("haproxy.cfg"), text);
            Files.createDirectories(ServiceProcess.LOGS);
            Path log = ServiceProcess.LOGS.resolve("haproxy-" + port + ".log");
            Process process =
                    new ProcessBuilder(program, "-db", "-f", file.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            var proxy = new Haproxy(process, new Client(port, port, folder.resolve("tokens")));
            try {
                await("the proxy answers, see " + log)
                        .atMost(Duration.ofSeconds(20))
                        .failFast("it ended, see " + log, () -> !process.isAlive())
                        .until(proxy::healthy);
            } catch (RuntimeException | Error e) {
                proxy.close();
                throw e;
            }
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String swap(String text, String there, String here) {
        if (!text.contains(there)) {
            throw new AssertionError("haproxy.cfg has no " + there);
        }
        return text.replace(there, here);
    }

    /** Whether it says that it has a replica which is ready. */
    public boolean healthy() {
        try {
            return client.get("/health").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Calls the service through it. */
    public Client client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
