package io.eprointake.analysis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/**
 * An analyzer over HTTP. An interrupt cancels the exchange, and that closes its connection: one
 * connection carries one call at a time, so no other call is hurt.
 */
final class HttpAnalyzer implements Analyzer, AutoCloseable {

    /** What is left until the caller's deadline, in milliseconds. */
    static final String BUDGET_HEADER = "Epro-Budget-Ms";

    private final HttpClient client;
    private final URI analyze;
    private final long maxAnswer;
    private final ObjectMapper mapper;

    HttpAnalyzer(URI url, long maxAnswer, ObjectMapper mapper, Executor executor) {
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .executor(executor)
                        .build();
        this.analyze = URI.create(url.toString().replaceFirst("/+$", "") + "/analyze");
        if (!"http".equals(analyze.getScheme()) && !"https".equals(analyze.getScheme())) {
            throw new IllegalArgumentException(
                    "epro.analysis.url must begin with http:// or https://, not " + url);
        }
        this.maxAnswer = maxAnswer;
        this.mapper = mapper;
    }

    @Override
    public Analysis analyze(Request request, Duration budget)
            throws IOException, InterruptedException {
        HttpRequest post =
                HttpRequest.newBuilder(analyze)
                        .header("Content-Type", "application/json")
                        .header(BUDGET_HEADER, Long.toString(budget.toMillis()))
                        .POST(
                                BodyPublishers.ofByteArray(
                                        mapper.writeValueAsBytes(Wire.of(request))))
                        .build();
        HttpResponse<byte[]> answer =
                client.send(post, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxAnswer));
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
