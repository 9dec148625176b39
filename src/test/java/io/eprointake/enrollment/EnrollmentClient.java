package io.eprointake.enrollment;

import static java.nio.charset.StandardCharsets.UTF_8;

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

/** A site and a dashboard, over HTTP. */
final class EnrollmentClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI enrollment;

    private final String bearer;

    /**
     * @param bearer the token that it shows
     */
    EnrollmentClient(int port, String bearer) {
        enrollment = URI.create("http://127.0.0.1:" + port + "/enrollment");
        this.bearer = bearer;
    }

    HttpResponse<String> send(String eventId, String site, int patients) throws Exception {
        return send(
                "{\"event_id\": \"%s\", \"site\": \"%s\", \"patients\": %d}"
                        .formatted(eventId, site, patients)
                        .getBytes(UTF_8),
                "Content-Type",
                "application/json");
    }

    /** Sends one with a reason, which must need no escape in JSON. */
    HttpResponse<String> send(String eventId, String site, int patients, String reason)
            throws Exception {
        return send(
                "{\"event_id\": \"%s\", \"site\": \"%s\", \"patients\": %d, \"reason\": \"%s\"}"
                        .formatted(eventId, site, patients, reason)
                        .getBytes(UTF_8),
                "Content-Type",
                "application/json");
    }

    HttpResponse<String> send(byte[] body, String... headers) throws Exception {
        var request = request().POST(BodyPublishers.ofByteArray(body));
        return client.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> poll(String... headers) throws Exception {
        var request = request().GET();
        return client.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                BodyHandlers.ofString());
    }

    /** Below it. */
    HttpResponse<String> get(String path) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(enrollment + path))
                        .header("Authorization", bearer)
                        .timeout(Duration.ofSeconds(30));
        return client.send(request.build(), BodyHandlers.ofString());
    }

    long total() throws Exception {
        return json(poll()).get("total_enrollment").longValue();
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(enrollment)
                .header("Authorization", bearer)
                .timeout(Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        client.close();
    }
}
