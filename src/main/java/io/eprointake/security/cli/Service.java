package io.eprointake.security.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The running service, and who asks it. */
final class Service {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Option(
            names = "--service",
            defaultValue = "http://localhost:8080",
            description = "Where it is (default: ${DEFAULT-VALUE}).")
    private @Nullable URI service;

    @Option(
            names = "--as",
            paramLabel = "FILE",
            defaultValue = "data/tokens/ops.jwt",
            description = "A file with a token of operations (default: ${DEFAULT-VALUE}).")
    private @Nullable Path as;

    /**
     * Calls it.
     *
     * @return the answer; null when it has none
     * @throws IOException when it does not answer
     * @throws IllegalStateException when it refuses
     */
    @Nullable JsonNode call(String method, String path, BodyPublisher body) throws IOException {
        String token = Files.readString(Objects.requireNonNull(as)).strip();
        var request =
                HttpRequest.newBuilder(Objects.requireNonNull(service).resolve(path))
                        .timeout(LIMIT)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, body)
                        .build();
        try (var http = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            JsonNode said = answer.body().isEmpty() ? null : JSON.readTree(answer.body());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        answer.statusCode()
                                + ": "
                                + (said == null ? "refused" : said.path("detail").asText()));
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
    }
}
