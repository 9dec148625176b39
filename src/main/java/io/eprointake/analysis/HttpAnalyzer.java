package io.eprointake.analysis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.Analysis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.JdkHttpClientBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.http.HttpHeaders;

/**
 * An analyzer over HTTP. An interrupt cancels the exchange, and that closes its connection: one
 * connection carries one call at a time, so no other call is hurt.
 */
final class HttpAnalyzer implements Analyzer, AutoCloseable {

    /** What is left until the caller's deadline, in milliseconds. */
    static final String BUDGET_HEADER = "Epro-Budget-Ms";

    private final HttpClient client;
    private final URI analyze;
    private final @Nullable Token token;
    private final long maxAnswer;
    private final ObjectMapper mapper;

    /**
     * Calls nobody yet.
     *
     * @param bundle null for what the JVM trusts
     * @param maxAnswer bytes
     */
    HttpAnalyzer(
            URI url,
            @Nullable Token token,
            @Nullable SslBundle bundle,
            long maxAnswer,
            ObjectMapper mapper,
            Executor executor) {
        // A redirect would carry the narrative and the token to an address that nobody set.
        var settings =
                new HttpClientSettings(
                        HttpRedirects.DONT_FOLLOW, Duration.ofSeconds(5), null, bundle);
        this.client =
                new JdkHttpClientBuilder()
                        .withCustomizer(
                                it -> it.version(HttpClient.Version.HTTP_1_1).executor(executor))
                        .build(settings);
        this.token = token;
        this.analyze = URI.create(url.toString().replaceFirst("/+$", "") + "/analyze");
        if (!"http".equals(analyze.getScheme()) && !"https".equals(analyze.getScheme())) {
            throw new IllegalArgumentException(
                    "epro.analysis.url must begin with http:// or https://, not " + url);
        }
        if (bundle != null && !"https".equals(analyze.getScheme())) {
            throw new IllegalArgumentException(
                    "epro.analysis.url must begin with https:// when epro.analysis.ssl-bundle is set");
        }
        this.maxAnswer = maxAnswer;
        this.mapper = mapper;
    }

    @Override
    public Analysis analyze(Request request, Duration budget)
            throws IOException, InterruptedException {
        var post =
                HttpRequest.newBuilder(analyze)
                        .header("Content-Type", "application/json")
                        .header(BUDGET_HEADER, Long.toString(budget.toMillis()))
                        .POST(
                                BodyPublishers.ofByteArray(
                                        mapper.writeValueAsBytes(Wire.of(request))));
        if (token != null) {
            post.header(HttpHeaders.AUTHORIZATION, token.header());
        }
        HttpResponse<byte[]> answer =
                client.send(
                        post.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxAnswer));
        if (answer.statusCode() == 401) {
            throw new Refused(
                    Problem.UNAUTHENTICATED, "The analyzer wants another epro.analysis.token.");
        }
        if (answer.statusCode() != 200) {
            throw new IOException("the analyzer answered " + answer.statusCode());
        }
        try {
            return mapper.readValue(answer.body(), Wire.Answer.class).analysis();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            // The parser's own message quotes the answer, and the answer quotes the narrative.
            throw new UnreadableAnswer("an answer of " + answer.body().length + " bytes");
        }
    }

    /** Ends every open exchange; {@link HttpClient#close()} would wait for them without limit. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
