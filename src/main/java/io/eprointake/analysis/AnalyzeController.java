package io.eprointake.analysis;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.body.BodyReader;
import io.eprointake.body.MemoryBudget;
import io.eprointake.leakwatch.Deadline;
import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.PermitPools;
import io.eprointake.leakwatch.Permits;
import io.eprointake.leakwatch.Permits.Permit;
import io.eprointake.leakwatch.Threads;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.Analysis;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * The other end of {@link HttpAnalyzer}: serves the embedded analyzer to other processes of this
 * build.
 */
@RestController
@Profile("analyzer")
class AnalyzeController {

    private static final DataSize MAX_CALL = DataSize.ofMegabytes(1);

    private final Analyzer analyzer;
    private final Permits permits;
    private final Ledger ledger;
    private final ThreadFactory threads;
    private final ObjectMapper mapper;
    private final Duration deadline;
    private final BodyReader bodies;
    private final @Nullable AnalyzerToken token;

    AnalyzeController(
            Analyzer analyzer,
            PermitPools pools,
            Ledger ledger,
            Threads threads,
            ObjectMapper mapper,
            AnalysisProperties settings,
            ServerProperties server,
            MemoryBudget memory) {
        this.token = settings.token();
        this.analyzer = analyzer;
        this.permits = pools.open("analyzer", settings.concurrency(), () -> {});
        this.ledger = ledger;
        this.threads = threads.virtual("analysis-");
        this.mapper = mapper;
        this.deadline = settings.deadline();
        this.bodies = new BodyReader(settings.deadline(), memory);
    }

    /** Comes before every call, and before anything of it is read but its headers. */
    @ModelAttribute
    void letIn(@RequestHeader HttpHeaders headers) {
        List<String> shown = headers.getOrEmpty(HttpHeaders.AUTHORIZATION);
        if (token != null && !(shown.size() == 1 && token.isIn(shown.getFirst()))) {
            throw new Refused(
                    Problem.UNAUTHENTICATED, "The token of epro.analysis.token is needed, once.");
        }
    }

    /**
     * Analyzes one narrative.
     *
     * @param budgetMs what the caller has left; the work is cancelled when it is used up
     */
    @PostMapping(path = "/analyze", consumes = MediaType.APPLICATION_JSON_VALUE)
    Analysis analyze(
            @RequestHeader(name = HttpAnalyzer.BUDGET_HEADER, required = false)
                    @Nullable Long budgetMs,
            HttpServletRequest http)
            throws InterruptedException {
        Analyzer.Request request;
        try (var body = bodies.read(http, MAX_CALL)) {
            request = request(body.bytes());
        }
        if (budgetMs != null && budgetMs < 1) {
            throw new Refused(Problem.INVALID_PARAMETER, "The budget must be 1 ms or more.");
        }
        Duration budget = budgetMs == null ? deadline : Duration.ofMillis(budgetMs);
        Duration least = budget.compareTo(deadline) < 0 ? budget : deadline;
        Permit permit = permits.tryAcquire();
        if (permit == null) {
            throw new Refused(Problem.OVERLOADED, "All permits are in use.", Duration.ofSeconds(1));
        }
        var call =
                Deadline.start(
                        ledger,
                        threads,
                        permit,
                        "analysis",
                        request.reportId().toString(),
                        least,
                        () -> analyzer.analyze(request, least));
        try {
            return call.outcome().get();
        } catch (ExecutionException e) {
            throw Outcomes.unwrap(e) instanceof TimeoutException
                    ? new Refused(Problem.DEADLINE_PASSED, "The analysis was cut.")
                    : new Refused(Problem.INTERNAL, "The analysis failed.");
        } finally {
            call.cancel();
        }
    }

    private Analyzer.Request request(byte[] body) {
        try {
            return mapper.readValue(body, Wire.Call.class).request();
        } catch (IOException | IllegalArgumentException e) {
            throw new Refused(Problem.UNREADABLE, "report_id and narrative are required, as text.");
        }
    }
}
