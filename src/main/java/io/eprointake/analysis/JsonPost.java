package io.eprointake.analysis;

import io.eprointake.leakwatch.Lookups;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.JdkHttpClientBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.http.HttpHeaders;

/**
 * Posts JSON to one address. An interrupt cancels the exchange, and that closes its connection: one
 * connection carries one call at a time, so no other call is hurt.
 */
final class JsonPost implements AutoCloseable {

    private final URI address;
    private final Lookups lookups;
    private final String host;
    private final long maxAnswer;
    private final String tokenSetting;
    private final Supplier<HttpClient> clients;
    private volatile HttpClient client;

    /**
     * Calls nobody yet.
     *
     * @param settings the prefix of the settings that errors name, for example {@code
     *     epro.analysis}
     * @param tokenSetting the last part of the name of the one that says the token
     * @param base the address, without its path
     * @param bundle null for what the JVM trusts
     * @param maxAnswer bytes
     * @throws IllegalArgumentException when the address is none that can be called so
     */
    JsonPost(
            String settings,
            String tokenSetting,
            URI base,
            String path,
            @Nullable SslBundle bundle,
            long maxAnswer,
            Executor executor,
            Lookups lookups) {
        this.address = URI.create(base.toString().replaceFirst("/+$", "") + path);
        if (!"http".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
            throw new IllegalArgumentException(
                    settings + ".url must begin with http:// or https://, not " + base);
        }
        if (bundle != null && !"https".equals(address.getScheme())) {
            throw new IllegalArgumentException(
                    "%s.url must begin with https:// when %s.ssl-bundle is set"
                            .formatted(settings, settings));
        }
        // A redirect would carry the narrative and the token to an address that nobody set.
        var http =
                new HttpClientSettings(
                        HttpRedirects.DONT_FOLLOW, Duration.ofSeconds(5), null, bundle);
        var builder =
                new JdkHttpClientBuilder()
                        .withCustomizer(
                                it -> it.version(HttpClient.Version.HTTP_1_1).executor(executor));
        this.clients = () -> builder.build(http);
        this.client = clients.get();
        this.maxAnswer = maxAnswer;
        this.lookups = lookups;
        if (address.getHost() == null) {
            throw new IllegalArgumentException(settings + ".url must name a host, not " + base);
        }
        this.host = address.getHost();
        this.tokenSetting = settings + "." + tokenSetting;
    }

    /**
     * Posts one body.
     *
     * @return the body of an answer of 200
     * @throws Refused when the token is not taken
     * @throws IOException when there was no such answer, or it was too long
     * @throws InterruptedException when it was cancelled
     */
    byte[] send(byte[] body, @Nullable AnalyzerToken token, Map<String, String> headers)
            throws IOException, InterruptedException {
        var post =
                HttpRequest.newBuilder(address)
                        .header(HttpHeaders.CONTENT_TYPE, "application/json")
                        .POST(BodyPublishers.ofByteArray(body));
        headers.forEach(post::header);
        if (token != null) {
            post.header(HttpHeaders.AUTHORIZATION, token.header());
        }
        // The client would look it up on a thread that no cancellation reaches.
        lookups.await(host);
        HttpResponse<byte[]> answer = exchange(post.build());
        if (answer.statusCode() == 401) {
            throw new Refused(
                    Problem.UNAUTHENTICATED, "The analyzer wants another " + tokenSetting + ".");
        }
        if (answer.statusCode() != 200) {
            throw new IOException("the analyzer answered " + answer.statusCode());
        }
        return answer.body();
    }

    /**
     * After bytes that are no HTTP the client fails the call and keeps its connection, for ever. So
     * it is let go: it ends, with every connection, when the calls that it still has have ended.
     */
    private HttpResponse<byte[]> exchange(HttpRequest request)
            throws IOException, InterruptedException {
        HttpClient used = client;
        try {
            return used.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxAnswer));
        } catch (IOException e) {
            replace(used);
            throw e;
        }
    }

    private synchronized void replace(HttpClient used) {
        if (used.equals(client)) {
            client = clients.get();
            used.shutdown();
        }
    }

    /** Ends every open exchange; {@link HttpClient#close()} would wait for them without limit. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
