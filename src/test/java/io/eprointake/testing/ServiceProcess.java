package io.eprointake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The packaged jar in a process of its own, which a test may kill. What it prints is kept for the
 * checks.
 */
public final class ServiceProcess implements AutoCloseable {

    /** Where the processes' output goes, a file each. */
    public static final Path LOGS = Path.of("target", "service-logs");

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Process process;
    private final Path log;
    private final int port;
    private final Client client;

    private ServiceProcess(Process process, Path log, int port, Client client) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.client = client;
    }

    /**
     * Starts the jar in a folder, and waits until it is ready.
     *
     * @param arguments of the service, for example {@code --epro.journal.lease=40s}
     */
    public static ServiceProcess start(Path folder, String... arguments) {
        return start(folder, List.of("-jar", jar().toString()), arguments);
    }

    /** Starts another main class, on the classpath of this process. */
    public static ServiceProcess startClass(Class<?> main, Path folder, String... arguments) {
        String path = System.getProperty("java.class.path");
        return start(folder, List.of("-cp", path, main.getName()), arguments);
    }

    private static ServiceProcess start(Path folder, List<String> program, String... arguments) {
        int port = freePort();
        int management = freePort();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(program);
        command.add("--server.port=" + port);
        command.add("--management.server.port=" + management);
        command.addAll(List.of(arguments));
        try {
            Files.createDirectories(LOGS);
            Path log =
                    LOGS.resolve(
                            ProcessHandle.current().pid()
                                    + "-"
                                    + NUMBER.incrementAndGet()
                                    + ".log");
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            var service = new ServiceProcess(process, log, port, new Client(port, management));
            service.awaitReady();
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        await("the service is ready")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("it ended: " + Files.readString(log));
                    }
                    return client.manage("/actuator/health/readiness").statusCode() == 200;
                });
    }

    public Client client() {
        return client;
    }

    public int port() {
        return port;
    }

    /** What it has printed so far. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of the objects that a full collection leaves on its heap. */
    public long liveHeap() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process histogram =
                    new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram")
                            .redirectErrorStream(true)
                            .start();
            String output = new String(histogram.getInputStream().readAllBytes(), UTF_8);
            String total = output.substring(output.lastIndexOf("Total")).strip();
            return Long.parseLong(total.split("\\s+", -1)[2]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}: it gets no chance to do anything. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /** SIGTERM, and nothing more. */
    public void terminate() {
        process.destroy();
    }

    /** The exit code; it fails when the process does not end by itself in time. */
    public int awaitExit(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("it did not end within " + atMost);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
        kill();
    }

    private static Path jar() {
        Path jar = Path.of(System.getProperty("epro.jar", "target/epro-intake.jar"));
        if (!Files.exists(jar)) {
            throw new AssertionError("package the jar first: " + jar);
        }
        return jar.toAbsolutePath();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
