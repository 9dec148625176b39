package io.eprointake.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.audit.Act;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.AuditLog;
import io.eprointake.audit.TrailEntry.Place;
import io.eprointake.audit.TrailSearch;
import io.eprointake.audit.TrailSearch.Asked;
import io.eprointake.audit.TrailSearch.Found;
import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.Task;
import io.eprointake.logging.Faults;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The trail as a table to keep, a few entries in memory at a time. Its thread is virtual and its
 * own: a slow reader makes nobody else wait, and one who goes away ends it with the next write.
 */
@RestController
@Profile("!analyzer")
class TrailExportController {

    private static final Logger log = LoggerFactory.getLogger(TrailExportController.class);

    private static final int AT_ONCE = 2;
    private static final int AT_A_TIME = 500;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final Faults faults = new Faults(log, Level.WARN, "An export of the trail was cut");
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final TrailSearch trail;
    private final AuditLog audit;
    private final Subscriptions pages;
    private final Ledger ledger;
    private final ObjectMapper json;
    private final LongSupplier nanos = System::nanoTime;

    TrailExportController(
            TrailSearch trail,
            AuditLog audit,
            Subscriptions pages,
            Ledger ledger,
            ObjectMapper json) {
        this.trail = trail;
        this.audit = audit;
        this.pages = pages;
        this.ledger = ledger;
        this.json = json;
    }

    /** On record before it is answered. */
    @GetMapping("/audit/export")
    void export(
            TrailFilter filter,
            HttpServletRequest request,
            HttpServletResponse response,
            @AuthenticationPrincipal Caller caller)
            throws IOException {
        Asked asked = filter.asked(caller);
        if (!room.tryAcquire()) {
            throw new Refused(
                    Problem.OVERLOADED, "As many exports are under way as may be.", RETRY_AFTER);
        }
        try {
            audit.tell(
                    new Act(
                            What.EXPORTED,
                            caller.actor(request.getRemoteAddr()),
                            filter.plainStudy(),
                            filter.about(),
                            filter.changes()));
            export(asked, response, caller);
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        } finally {
            room.release();
        }
    }

    private void export(Asked asked, HttpServletResponse response, Caller caller)
            throws IOException {
        Task task =
                ledger.open(
                        "audit_export",
                        caller.name(),
                        LONGEST.plus(GRACE),
                        Thread.currentThread()::interrupt);
        try {
            long begun = nanos.getAsLong();
            // What is refused is refused before anything is sent.
            Found first = trail.find(asked, null, AT_A_TIME).orElseThrow();
            response.setContentType("text/csv");
            response.setCharacterEncoding(UTF_8.name());
            response.setHeader(
                    HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\"");
            new TrailCsv(response.getOutputStream(), json)
                    .write(first, next -> following(asked, next, begun), caller);
        } finally {
            task.end();
        }
    }

    /** Empty when it ends before all was read. */
    private Optional<Found> following(Asked asked, Place next, long begun) {
        if (pages.stopped() || nanos.getAsLong() - begun >= LONGEST.toNanos()) {
            return Optional.empty();
        }
        try {
            return trail.find(asked, next, AT_A_TIME);
        } catch (RuntimeException unread) {
            faults.came(unread);
            return Optional.empty();
        }
    }
}
