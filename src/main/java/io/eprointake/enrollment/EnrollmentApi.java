package io.eprointake.enrollment;

import io.eprointake.body.BodyReader;
import io.eprointake.body.MemoryBudget;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.security.Caller;
import io.eprointake.store.Store;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Sites tell how many they enrolled or take back; the dashboard asks how many there are. */
@RestController
@RequestMapping("/enrollment")
@Profile("!analyzer")
class EnrollmentApi {

    private final Enrollment enrollment;
    private final EnrollmentDocument document;
    private final Store store;
    private final BodyReader bodies;
    private final DataSize maxBody;

    EnrollmentApi(
            Enrollment enrollment,
            EnrollmentDocument document,
            Store store,
            EnrollmentProperties settings,
            MemoryBudget memory) {
        this.enrollment = enrollment;
        this.document = document;
        this.store = store;
        this.bodies = new BodyReader(settings.bodyTimeout(), memory);
        this.maxBody = settings.maxBody();
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Answer> update(
            HttpServletRequest request, @AuthenticationPrincipal Caller caller) {
        EnrollmentUpdate update;
        try (var body = bodies.read(request, maxBody)) {
            update = EnrollmentUpdate.read(body.bytes());
        }
        if (!caller.scope().coversSite(update.site())) {
            throw new Refused(Problem.FORBIDDEN, "The site must be the caller's own.");
        }
        var result = store.await(enrollment.apply(update)).counted();
        long total =
                caller.scope().sites() == null
                        ? result.total()
                        : enrollment.snapshot().within(caller.scope()).totalEnrollment();
        // Its type is said here: an update that is counted must not be answered with 406.
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(new Answer(result.outcome() == Outcome.APPLIED, total));
    }

    @GetMapping
    ResponseEntity<byte[]> poll(@AuthenticationPrincipal Caller caller) {
        return caller.scope().sites() == null ? document.latest() : document.within(caller.scope());
    }

    /**
     * @param totalEnrollment of the sites that are the caller's
     */
    record Answer(boolean applied, long totalEnrollment) {}
}
