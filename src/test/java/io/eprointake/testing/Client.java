package io.eprointake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import io.eprointake.security.keys.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Calls a service as the app, the dashboard and operations do. Every call has a limit, and every
 * answer must be one that the {@link Contract} has.
 */
public final class Client implements AutoCloseable {

    public static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final URI service;
    private final URI management;

    private final Path tokens;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    /**
     * A client of one service.
     *
     * @param tokens the folder where the service puts those that it makes for itself
     */
    public Client(int port, int managementPort, Path tokens) {
        this.service = URI.create("http://127.0.0.1:" + port);
        this.management = URI.create("http://127.0.0.1:" + managementPort);
        this.tokens = tokens;
    }

    /** The token of a role that the service made for itself, as the header has it. */
    public String bearer(String role) {
        return known.computeIfAbsent(
                role,
                it -> {
                    notePrivateKey();
                    return "Bearer " + Secrets.note(read(tokens.resolve(it + ".jwt")));
                });
    }

    /** The same; empty where no service makes tokens. */
    public Optional<String> found(String role) {
        return Files.exists(tokens.resolve(role + ".jwt"))
                ? Optional.of(bearer(role))
                : Optional.empty();
    }

    /** A token of the service's own key that says this beside the role. */
    public String signed(String role, Map<String, Object> claims) {
        var all =
                new JWTClaimsSet.Builder()
                        .issuer("urn:epro-intake:local")
                        .audience("epro-intake")
                        .subject("a test")
                        .claim("epro_role", role)
                        .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))));
        claims.forEach(all::claim);
        notePrivateKey();
        return "Bearer " + Secrets.note(SigningKey.in(tokens).sign(all.build()));
    }

    /** Of a person who works for all the sites that tests make up. */
    private String staff() {
        return known.computeIfAbsent(
                "staff",
                it ->
                        signed(
                                "site",
                                Map.of(
                                        "epro_sites",
                                        IntStream.range(0, 100)
                                                .mapToObj("SITE%02d"::formatted)
                                                .toList())));
    }

    /** No log may hold the part of the key that signs. */
    private void notePrivateKey() {
        try {
            Secrets.note(JSON.readTree(read(tokens.resolve(SigningKey.FILE))).path("d").asText());
        } catch (JsonProcessingException e) {
            throw new AssertionError("no key is there", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who would call this. */
    private static String role(String path) {
        if (path.endsWith("/release")
                || path.startsWith("/devices")
                || path.startsWith("/subjects")) {
            return "site";
        }
        return path.endsWith("/replay") || path.startsWith("/tokens") ? "ops" : "system";
    }

    /** With the token of whoever would call it, unless the test says which; "" says none. */
    private HttpRequest.Builder request(URI base, String path, String role, String... headers) {
        var request = HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT);
        boolean said = false;
        for (int i = 0; i < headers.length; i += 2) {
            boolean authorization = headers[i].equalsIgnoreCase("Authorization");
            said |= authorization;
            if (!authorization || !headers[i + 1].isEmpty()) {
                request.header(headers[i], headers[i + 1]);
            }
        }
        if (!said) {
            // Not every server that tests call makes tokens.
            found(role)
                    .map(bearer -> role.equals("site") ? staff() : bearer)
                    .ifPresent(bearer -> request.header("Authorization", bearer));
        }
        return request;
    }

    public HttpResponse<String> post(Map<String, Object> report) {
        return post("/reports", "application/json", json(report));
    }

    public HttpResponse<String> post(String path, String type, byte[] body, String... headers) {
        if (path.equals("/devices/activate")) {
            Secrets.noteBody(new String(body, UTF_8));
        }
        return send(
                request(service, path, role(path), headers)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build());
    }

    public HttpResponse<String> delete(String path, String... headers) {
        return send(request(service, path, role(path), headers).DELETE().build());
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(request(service, path, role(path), headers).GET().build());
    }

    /** From the management port. */
    public HttpResponse<String> manage(String path, String... headers) {
        return send(request(management, path, "ops", headers).GET().build());
    }

    /**
     * Whatever is called, on the port where it is.
     *
     * @param body null for none
     */
    public HttpResponse<String> call(
            String method, String path, byte @Nullable [] body, String... headers) {
        return send(
                request(
                                path.startsWith("/actuator") ? management : service,
                                path,
                                role(path),
                                headers)
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body))
                        .build());
    }

    /**
     * The sum of what a metric shows; zero when it is not there.
     *
     * @param name with its labels, or without to sum over them
     */
    public double metric(String name) {
        return manage("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** The report as it stands now. */
    public JsonNode report(Object id) {
        return tree(get("/reports/" + id));
    }

    public JsonNode leakwatch() {
        return tree(manage("/actuator/leakwatch"));
    }

    public static JsonNode tree(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("status " + response.statusCode() + " and no JSON", e);
        }
    }

    public static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        request.headers().firstValue("Authorization").ifPresent(Secrets::noteHeader);
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() == 201) {
                Secrets.noteBody(response.body());
            }
            if (request.uri().getPort() == service.getPort()) {
                Contract.check(response);
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
