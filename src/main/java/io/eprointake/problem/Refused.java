package io.eprointake.problem;

import io.eprointake.logging.InWords;
import io.eprointake.store.StoreRefusal;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/**
 * A request that was refused, and why. It is an answer, not a failure of the program, so it carries
 * no stack.
 */
public final class Refused extends RuntimeException implements InWords {

    private final Problem problem;
    private final @Nullable Duration retryAfter;
    private final Map<String, Long> numbers;
    private final Map<String, String> headers = new LinkedHashMap<>();

    /**
     * Refuses a request.
     *
     * @param detail says what to mend, with ids, names and lengths and never with contents
     */
    public Refused(Problem problem, String detail) {
        this(problem, detail, null, Map.of());
    }

    /**
     * Refuses a request that may be sent again.
     *
     * @param retryAfter when, at the earliest; whole seconds
     */
    public Refused(Problem problem, String detail, @Nullable Duration retryAfter) {
        this(problem, detail, retryAfter, Map.of());
    }

    /**
     * Refuses a request, and tells a program why.
     *
     * @param numbers what the document has beside its detail, by name
     */
    public Refused(Problem problem, String detail, Map<String, Long> numbers) {
        this(problem, detail, null, numbers);
    }

    private Refused(
            Problem problem,
            String detail,
            @Nullable Duration retryAfter,
            Map<String, Long> numbers) {
        super(detail, null, false, false);
        this.problem = problem;
        this.retryAfter = retryAfter;
        this.numbers = Map.copyOf(numbers);
    }

    /** What the store did not do, as whoever asked for it over HTTP is told. */
    public static Refused by(StoreRefusal store) {
        String detail = String.valueOf(store.getMessage());
        return switch (store.why()) {
            case OVERLOADED -> new Refused(Problem.OVERLOADED, detail, StoreRefusal.RETRY_AFTER);
            case STORE_UNAVAILABLE ->
                    new Refused(Problem.STORE_UNAVAILABLE, detail, StoreRefusal.RETRY_AFTER);
            case INTERNAL -> new Refused(Problem.INTERNAL, detail);
        };
    }

    /** The same, told with a header of the response besides. */
    public Refused with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    public Problem problem() {
        return problem;
    }

    @Override
    public String inWords() {
        return problem.code().replace('_', ' ');
    }

    /** The RFC 9457 document. */
    public ProblemDetail document() {
        ProblemDetail document = ProblemDetail.forStatusAndDetail(problem.status(), getMessage());
        // Ours, or the framework would name the address that was asked for, whatever is in it.
        document.setInstance(URI.create("urn:uuid:" + UUID.randomUUID()));
        document.setType(problem.type());
        document.setTitle(problem.title());
        document.setProperty("code", problem.code());
        numbers.forEach(document::setProperty);
        return document;
    }

    /** The whole response: status, headers and document. */
    public ResponseEntity<ProblemDetail> response() {
        var response =
                ResponseEntity.status(problem.status())
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (retryAfter != null) {
            response.header(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
        }
        if (problem == Problem.UNAUTHENTICATED) {
            // RFC 9110 wants it with each 401.
            headers.putIfAbsent(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        headers.forEach(response::header);
        return response.body(document());
    }
}
