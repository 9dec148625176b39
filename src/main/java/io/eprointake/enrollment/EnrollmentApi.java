package io.eprointake.enrollment;

import io.eprointake.audit.Actor;
import io.eprointake.body.BodyReader;
import io.eprointake.body.MemoryBudget;
import io.eprointake.enrollment.Enrollment.Result;
import io.eprointake.enrollment.Reconciled.Reconciliation;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.security.Caller;
import io.eprointake.store.Store;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.context.annotation.Profile;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Sites tell how many they enrolled or take back; the dashboard asks how many there are. */
@RestController
@RequestMapping("/enrollment")
@Profile("!analyzer")
class EnrollmentApi {

    private static final int MOST_DAYS = 1000;

    private final Enrollment enrollment;
    private final EnrollmentDocument document;
    private final Reconciled reconciled;
    private final EnrollmentCourse course;
    private final Store store;
    private final BodyReader bodies;
    private final DataSize maxBody;

    EnrollmentApi(
            Enrollment enrollment,
            EnrollmentDocument document,
            Reconciled reconciled,
            EnrollmentCourse course,
            Store store,
            EnrollmentProperties settings,
            MemoryBudget memory) {
        this.enrollment = enrollment;
        this.document = document;
        this.reconciled = reconciled;
        this.course = course;
        this.store = store;
        this.bodies = new BodyReader(settings.bodyTimeout(), memory);
        this.maxBody = settings.maxBody();
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Answer> update(
            HttpServletRequest request, @AuthenticationPrincipal Caller caller) {
        Result result;
        try {
            result = counted(read(request, caller), caller.actor(request.getRemoteAddr()));
        } catch (InvalidUpdate invalid) {
            throw refused(invalid);
        }
        long total =
                caller.scope().sites() == null
                        ? result.total()
                        : enrollment.snapshot().within(caller.scope()).totalEnrollment();
        // Its type is said here: an update that is counted must not be answered with 406.
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(new Answer(result.outcome() == UpdateOutcome.APPLIED, total));
    }

    private EnrollmentUpdate read(HttpServletRequest request, Caller caller) {
        EnrollmentUpdate update;
        try (var body = bodies.read(request, maxBody)) {
            update = enrollment.read(body.bytes());
        }
        if (!caller.scope().coversSite(update.site())) {
            throw new Refused(Problem.FORBIDDEN, "The site must be the caller's own.");
        }
        if (update.subject() != null && !caller.scope().coversStudy(update.subject().study())) {
            throw new Refused(Problem.FORBIDDEN, "The study must be the caller's own.");
        }
        return update;
    }

    private Result counted(EnrollmentUpdate update, Actor by) {
        Result result = store.await(enrollment.apply(update, by));
        String why = String.valueOf(result.inTheWay());
        return switch (result.outcome()) {
            case APPLIED, REPEATED -> result;
            case CONFLICT, ELSEWHERE -> throw new Refused(Problem.CONFLICT, why);
            case BELOW_ZERO ->
                    throw new Refused(
                            Problem.BELOW_ZERO, why, Map.of("enrolled", result.enrolled()));
        };
    }

    private static Refused refused(InvalidUpdate invalid) {
        Problem problem =
                switch (invalid.why()) {
                    case UNREADABLE -> Problem.UNREADABLE;
                    case UNKNOWN_FIELD -> Problem.UNKNOWN_FIELD;
                    case INVALID_PARAMETER -> Problem.INVALID_PARAMETER;
                    case TOO_LARGE -> Problem.TOO_LARGE;
                };
        return new Refused(problem, String.valueOf(invalid.getMessage()));
    }

    @GetMapping
    ResponseEntity<byte[]> poll(@AuthenticationPrincipal Caller caller) {
        return caller.scope().sites() == null ? document.latest() : document.within(caller.scope());
    }

    /** How many there were at the end of each of the last days on which something changed. */
    @GetMapping("/course")
    ResponseEntity<EnrollmentCourse.Course> course(
            @RequestParam(name = "days", defaultValue = "90") int days,
            @AuthenticationPrincipal Caller caller) {
        if (days < 1 || days > MOST_DAYS) {
            throw new Refused(
                    Problem.INVALID_PARAMETER, "days must be from 1 to " + MOST_DAYS + ".");
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noCache())
                .body(course.of(caller.scope(), days));
    }

    /** What each site counted, beside whom it named. */
    @GetMapping("/reconciliation")
    ResponseEntity<Reconciliation> reconciliation(@AuthenticationPrincipal Caller caller) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noCache())
                .body(reconciled.within(caller.scope()));
    }

    /**
     * @param totalEnrollment of the sites that are the caller's
     */
    record Answer(boolean applied, long totalEnrollment) {}
}
