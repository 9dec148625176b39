package io.eprointake.problem;

import io.eprointake.logging.Faults;
import io.eprointake.store.StoreRefusal;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/**
 * Tells every refusal and failure as a document of the catalogue. What a framework says of a
 * request may quote it, so the framework's own words reach neither the caller nor the log.
 */
@RestControllerAdvice
class ProblemAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    private final Faults reads = new Faults(log, Level.WARN, "A read from the store failed");
    private final Faults failures = new Faults(log, Level.ERROR, "A request failed");
    private final Refusals refusals;

    ProblemAdvice(Refusals refusals) {
        this.refusals = refusals;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(Refused refused) {
        refusals.count(refused);
        return refused.response();
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(StoreRefusal refusal) {
        return refused(Refused.by(refusal));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> mistyped(TypeMismatchException mistyped) {
        return refused(
                new Refused(
                        Problem.INVALID_PARAMETER,
                        mistyped.getPropertyName() + " is not of the type it must be."));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unread(DataAccessException unread) {
        reads.came(unread);
        return refused(
                new Refused(
                        Problem.STORE_UNAVAILABLE,
                        "It cannot be read now; ask again.",
                        Duration.ofSeconds(1)));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(Exception failure) {
        if (failure instanceof ErrorResponse response) {
            Problem problem = Problem.ofStatus(response.getStatusCode().value());
            return withHeaders(response, refused(new Refused(problem, problem.title() + ".")));
        }
        StackTraceElement[] stack = failure.getStackTrace();
        failures.came(
                failure.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]),
                withoutMessages(failure));
        return refused(new Refused(Problem.INTERNAL, "The failure was logged."));
    }

    /** The caller has gone; there is nobody to answer. */
    @ExceptionHandler({
        AsyncRequestNotUsableException.class,
        org.apache.catalina.connector.ClientAbortException.class
    })
    void gone(IOException gone) {
        log.debug("A caller went away before its answer: {}", gone.getClass().getName());
    }

    private static ResponseEntity<ProblemDetail> withHeaders(
            ErrorResponse response, ResponseEntity<ProblemDetail> problem) {
        return ResponseEntity.status(problem.getStatusCode())
                .headers(response.getHeaders())
                .headers(problem.getHeaders())
                .body(problem.getBody());
    }

    /** The same stacks and types, without the messages: they may quote what a patient wrote. */
    static Throwable withoutMessages(Throwable failure) {
        Throwable cause = failure.getCause();
        Throwable bare =
                new Throwable(
                        failure.getClass().getName(),
                        cause == null ? null : withoutMessages(cause));
        bare.setStackTrace(failure.getStackTrace());
        return bare;
    }
}
