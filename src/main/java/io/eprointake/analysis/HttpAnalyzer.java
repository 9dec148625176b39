package io.eprointake.analysis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.leakwatch.Lookups;
import io.eprointake.report.Analysis;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/** An analyzer over HTTP, which speaks as {@link Wire} says. */
final class HttpAnalyzer implements Analyzer, AutoCloseable {

    /** What is left until the caller's deadline, in milliseconds. */
    static final String BUDGET_HEADER = "Epro-Budget-Ms";

    private final JsonPost analyze;
    private final @Nullable AnalyzerToken token;
    private final ObjectMapper mapper;

    /**
     * Calls nobody yet.
     *
     * @param bundle null for what the JVM trusts
     * @param maxAnswer bytes
     */
    HttpAnalyzer(
            URI url,
            @Nullable AnalyzerToken token,
            @Nullable SslBundle bundle,
            long maxAnswer,
            ObjectMapper mapper,
            Executor executor,
            Lookups lookups) {
        this.analyze =
                new JsonPost(
                        "epro.analysis",
                        "token",
                        url,
                        "/analyze",
                        bundle,
                        maxAnswer,
                        executor,
                        lookups);
        this.token = token;
        this.mapper = mapper;
    }

    @Override
    public Analysis analyze(Request request, Duration budget)
            throws IOException, InterruptedException {
        byte[] answer =
                analyze.send(
                        mapper.writeValueAsBytes(Wire.of(request)),
                        token,
                        Map.of(BUDGET_HEADER, Long.toString(budget.toMillis())));
        try {
            return mapper.readValue(answer, Wire.Answer.class).analysis();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            // The parser's own message quotes the answer, and the answer quotes the narrative.
            throw new UnreadableAnswer("an answer of " + answer.length + " bytes");
        }
    }

    @Override
    public void close() {
        analyze.close();
    }
}
