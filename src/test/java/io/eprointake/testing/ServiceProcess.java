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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
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
    private final int managementPort;
    private final Client client;

    private ServiceProcess(Process process, Path log, int port, int managementPort, Client client) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.managementPort = managementPort;
        this.client = client;
    }

    /**
     * Starts the service in a folder, in a way that is quick to start, and waits until it is ready.
     *
     * @param arguments of the service, for example {@code --epro.journal.lease=40s}
     */
    public static ServiceProcess start(Path folder, String... arguments) {
        return start(folder, Map.of(), arguments);
    }

    /** The same with variables of the environment, as a container would have them. */
    public static ServiceProcess start(
            Path folder, Map<String, String> environment, String... arguments) {
        List<String> program =
                QuickStart.program(
                        // So that Chinese that is printed past the logging stays Chinese.
                        "-Dstdout.encoding=UTF-8",
                        "-Dstderr.encoding=UTF-8",
                        "-Dlogging.level.io.eprointake=debug",
                        // Tests look again and again, far more often than a person does.
                        "-Depro.security.limits.person=1000000");
        return start(folder, environment, program, arguments);
    }

    /**
     * Starts the jar with little memory, and few files that it may open.
     *
     * @param heap as {@code -Xmx} has it
     */
    public static ServiceProcess startSmall(Path folder, String heap, int files) {
        return start(
                folder,
                Map.of(),
                List.of("bash", "-c", "ulimit -n " + files + "; exec \"$0\" \"$@\"", java()),
                List.of(
                        "-Xmx" + heap,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Depro.security.limits.system=100000000",
                        "-jar",
                        jar().toString()));
    }

    /** Starts the jar as a user would, for a benchmark. */
    public static ServiceProcess startAsShipped(Path folder, String... arguments) {
        return start(
                folder,
                Map.of(),
                List.of(
                        "-Xmx512m",
                        // All the load has one token.
                        "-Depro.security.limits.system=100000000",
                        "-jar",
                        jar().toString()),
                arguments);
    }

    /** Starts whatever the arguments of a JVM say, for a benchmark. */
    public static ServiceProcess startProgram(Path folder, List<String> program) {
        return start(folder, Map.of(), program);
    }

    /** Starts another main class, on the classpath of this process, for a benchmark. */
    public static ServiceProcess startClass(Class<?> main, Path folder, String... arguments) {
        String path = System.getProperty("java.class.path");
        return start(folder, Map.of(), List.of("-Xmx512m", "-cp", path, main.getName()), arguments);
    }

    private static ServiceProcess start(
            Path folder,
            Map<String, String> environment,
            List<String> program,
            String... arguments) {
        return start(folder, environment, List.of(java()), program, arguments);
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static ServiceProcess start(
            Path folder,
            Map<String, String> environment,
            List<String> java,
            List<String> program,
            String... arguments) {
        int port = freePort();
        int management = freePort();
        List<String> command = new ArrayList<>(java);
        command.addAll(program);
        command.add("--server.port=" + port);
        command.add("--management.server.port=" + management);
        command.addAll(List.of(arguments));
        for (String argument : arguments) {
            if (argument.startsWith("--spring.datasource.url=jdbc:postgresql:")) {
                command.add("--epro.sealing.key-file=" + StoreKey.file("jdbc:postgresql:"));
            }
        }
        try {
            Files.createDirectories(LOGS);
            Path log =
                    LOGS.resolve(
                            ProcessHandle.current().pid()
                                    + "-"
                                    + NUMBER.incrementAndGet()
                                    + ".log");
            var builder =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            var service =
                    new ServiceProcess(
                            process,
                            log,
                            port,
                            management,
                            new Client(port, management, tokens(folder, arguments)));
            try {
                service.awaitReady();
            } catch (RuntimeException | Error e) {
                service.close();
                throw e;
            }
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it puts the tokens that it makes for itself. */
    private static Path tokens(Path folder, String... arguments) {
        String setting = "--epro.security.folder=";
        return Arrays.stream(arguments)
                .filter(argument -> argument.startsWith(setting))
                .map(argument -> Path.of(argument.substring(setting.length())))
                .findFirst()
                .orElse(folder.resolve("data/tokens"));
    }

    private void awaitReady() {
        await("the service is ready, see " + log)
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(50))
                .failFast("it ended, see " + log, () -> !process.isAlive())
                .until(this::ready);
    }

    /** Whether it would be sent requests; false also when nobody answers. */
    public boolean ready() {
        try {
            return client.manage("/actuator/health/readiness", "Authorization", "").statusCode()
                    == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    public long pid() {
        return process.pid();
    }

    public Client client() {
        return client;
    }

    public int port() {
        return port;
    }

    public int managementPort() {
        return managementPort;
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

    /** The packaged jar. */
    public static Path jar() {
        Path jar = Path.of(System.getProperty("packaged.jar", "target/epro-intake.jar"));
        if (!Files.exists(jar)) {
            throw new AssertionError("package the jar first: " + jar);
        }
        return jar.toAbsolutePath();
    }

    /** Below those that the system gives to callers, so that none takes it meanwhile. */
    static int freePort() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Somebody has it.
            }
        }
        throw new AssertionError("no free port");
    }
}
