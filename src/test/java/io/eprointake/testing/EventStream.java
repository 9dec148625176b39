package io.eprointake.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The stream of an open page, as a browser hears it. */
public final class EventStream implements AutoCloseable {

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final HttpResponse<Stream<String>> response;
    private final Thread reader;

    /**
     * Opens one.
     *
     * @param header the header that says who reads, and its value
     */
    public EventStream(int port, String header, String value) {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/events"))
                        .header(header, value)
                        .build();
        try {
            response = http.send(request, BodyHandlers.ofLines());
        } catch (IOException e) {
            throw new AssertionError("no stream", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        reader = Thread.ofVirtual().name("event-stream").start(this::read);
    }

    private void read() {
        try (Stream<String> lines = response.body()) {
            var event = new StringBuilder();
            lines.forEach(line -> {
                if (line.startsWith("event: ")) {
                    event.append(line.substring(7)).append(' ');
                } else if (line.startsWith("data: ")) {
                    event.append(line.substring(6));
                } else if (line.isEmpty()) {
                    events.add(event.toString());
                    event.setLength(0);
                }
            });
        } catch (RuntimeException e) {
            // The test closed it.
        }
    }

    public int status() {
        return response.statusCode();
    }

    public HttpResponse<?> response() {
        return response;
    }

    /** Each as its name and what it says. */
    public List<String> events() {
        return events;
    }

    /** Whether the service has ended it. */
    public boolean over() {
        return !reader.isAlive();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
