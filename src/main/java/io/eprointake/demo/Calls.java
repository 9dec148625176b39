package io.eprointake.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The service's HTTP calls, one at a time. What is not answered as it should be is a failure. */
final class Calls implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(run -> Thread.ofVirtual().name("demo-http").start(run))
                    .build();
    private final String service;

    Calls(int port) {
        service = "http://127.0.0.1:" + port;
    }

    String address() {
        return service + "/";
    }

    JsonNode get(String path, String token) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(service + path)), token, 200);
    }

    /**
     * @param token null for none
     */
    JsonNode post(String path, @Nullable String token, Object body, int answer)
            throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(URI.create(service + path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))),
                token,
                answer);
    }

    private JsonNode send(HttpRequest.Builder request, @Nullable String token, int right)
            throws IOException, InterruptedException {
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpRequest call = request.timeout(LIMIT).build();
        HttpResponse<String> answer = http.send(call, BodyHandlers.ofString());
        if (answer.statusCode() != right) {
            throw new IOException(
                    "%s %s was answered %d"
                            .formatted(call.method(), call.uri().getPath(), answer.statusCode()));
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
