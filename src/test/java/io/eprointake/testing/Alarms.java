package io.eprointake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Prometheus and Alertmanager, with the configuration of {@code docker}, in which only addresses
 * are others and all that waits waits for a second; and who is told.
 */
public final class Alarms implements AutoCloseable {

    private final List<Process> processes = new ArrayList<>();
    private final List<JsonNode> told = new CopyOnWriteArrayList<>();
    private final HttpServer receiver;
    private final Client prometheus;

    private Alarms(HttpServer receiver, Client prometheus) {
        this.receiver = receiver;
        this.prometheus = prometheus;
    }

    /**
     * Starts all three.
     *
     * @param folder for their files
     * @param management the port of the service that is watched
     * @param token a file with who may read its metrics
     */
    public static Alarms start(Path folder, int management, Path token) {
        Path prometheus = Program.installed("prometheus");
        Path alertmanager = Program.installed("prometheus-alertmanager");
        int asked = ServiceProcess.freePort();
        int told = ServiceProcess.freePort();
        try {
            var receiver =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var alarms = new Alarms(receiver, new Client(asked, asked, folder));
            receiver.createContext(
                    "/",
                    call -> {
                        alarms.told.add(Client.JSON.readTree(call.getRequestBody()));
                        call.sendResponseHeaders(200, -1);
                        call.close();
                    });
            receiver.start();
            String url = "http://127.0.0.1:" + receiver.getAddress().getPort();
            configure(folder, "alertmanager.yml", "http://127.0.0.1:9/set-me", url);
            configure(folder, "alerts.yml");
            configure(
                    folder,
                    "prometheus.yml",
                    "intake-1:8081",
                    "127.0.0.1:" + management,
                    "/etc/prometheus/metrics.jwt",
                    token.toString(),
                    "alertmanager:9093",
                    "127.0.0.1:" + told);
            alarms.run(
                    alertmanager,
                    "--config.file=" + folder.resolve("alertmanager.yml"),
                    "--storage.path=" + folder.resolve("alertmanager"),
                    "--cluster.listen-address=",
                    "--web.listen-address=127.0.0.1:" + told);
            alarms.run(
                    prometheus,
                    "--config.file=" + folder.resolve("prometheus.yml"),
                    "--storage.tsdb.path=" + folder.resolve("prometheus"),
                    "--web.listen-address=127.0.0.1:" + asked);
            return alarms;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void configure(Path folder, String name, String... thereAndHere)
            throws IOException {
        String text = Files.readString(Compose.FOLDER.resolve(name));
        for (int i = 0; i < thereAndHere.length; i += 2) {
            if (!text.contains(thereAndHere[i])) {
                throw new AssertionError(name + " has no " + thereAndHere[i]);
            }
            text = text.replace(thereAndHere[i], thereAndHere[i + 1]);
        }
        String fast =
                text.replaceAll("(for|group_wait|group_interval|\\w+_interval): \\w+", "$1: 1s")
                        .replace("scrape_timeout: 10s", "scrape_timeout: 1s");
        Files.writeString(folder.resolve(name), fast);
    }

    private void run(Path program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Files.createDirectories(ServiceProcess.LOGS);
        processes.add(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ServiceProcess.LOGS
                                        .resolve(program.getFileName() + ".log")
                                        .toFile())
                        .start());
    }

    /** What Alertmanager told so far, each as it sent it. */
    public List<JsonNode> told() {
        return told;
    }

    /** How many series Prometheus has of this; none while it does not answer. */
    public int series(String selector) {
        try {
            JsonNode found =
                    Client.tree(
                            prometheus.get(
                                    "/api/v1/query?query=" + URLEncoder.encode(selector, UTF_8)));
            return found.at("/data/result").size();
        } catch (UncheckedIOException notThereYet) {
            return 0;
        }
    }

    @Override
    public void close() {
        prometheus.close();
        processes.forEach(Process::destroy);
        await("both end")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> processes.stream().noneMatch(Process::isAlive));
        receiver.stop(0);
    }
}
