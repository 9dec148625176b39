package io.eprointake.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.audit.Act;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.AuditLog;
import io.eprointake.audit.TrailEntry;
import io.eprointake.audit.TrailEntry.Place;
import io.eprointake.audit.TrailSearch;
import io.eprointake.audit.TrailSearch.Found;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who did what, for those who may see it, the newest first. */
@RestController
@Profile("!analyzer")
class TrailController {

    private static final int MOST = 200;
    private static final Pattern PLACE =
            Pattern.compile("([0-9]{1,18})\\.([0-9]{1,18})\\.([0-9]{1,18})");

    private final TrailSearch trail;
    private final AuditLog audit;
    private final InstantSource clock;

    TrailController(TrailSearch trail, AuditLog audit, InstantSource clock) {
        this.trail = trail;
        this.audit = audit;
        this.clock = clock;
    }

    @GetMapping("/audit")
    Page list(
            TrailFilter filter,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        if (limit < 1 || limit > MOST) {
            throw new Refused(Problem.INVALID_PARAMETER, "limit must be from 1 to " + MOST + ".");
        }
        Found found =
                trail.find(filter.asked(caller), after == null ? null : place(after), limit)
                        .orElseThrow(TrailController::noPage);
        if (TrailLine.words(caller)) {
            read(found, caller, request);
        }
        Place next = found.next();
        return new Page(
                found.entries().stream().map(entry -> TrailLine.of(entry, caller)).toList(),
                next == null ? null : next.at() + "." + next.chain() + "." + next.number(),
                next == null ? null : next.time(),
                clock.instant());
    }

    /** What may be a patient's words is on record as read before it is answered. */
    private void read(Found found, Caller caller, HttpServletRequest request) {
        String places =
                found.entries().stream()
                        .filter(TrailController::mayHavePatientsWords)
                        .map(entry -> entry.place().chain() + ":" + entry.place().number())
                        .collect(Collectors.joining(","));
        if (!places.isEmpty()) {
            audit.tell(
                    new Act(
                            What.READ,
                            caller.actor(request.getRemoteAddr()),
                            null,
                            null,
                            new Change("entries", null, places)));
        }
    }

    private static boolean mayHavePatientsWords(TrailEntry entry) {
        return entry.study() != null && (entry.why() != null || !entry.changes().isEmpty());
    }

    private static Place place(String text) {
        Matcher written = PLACE.matcher(text);
        if (!written.matches()) {
            throw noPage();
        }
        return new Place(
                Long.parseLong(written.group(1)),
                Long.parseLong(written.group(2)),
                Long.parseLong(written.group(3)));
    }

    private static Refused noPage() {
        return new Refused(Problem.INVALID_PARAMETER, "after must be a page's next.");
    }

    /**
     * Some entries.
     *
     * @param next what to give as {@code after} to look on from there; null when all were looked at
     * @param lookedTo the time of the last entry that was looked at; null like {@code next}
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Page(
            List<TrailLine> entries,
            @Nullable String next,
            @Nullable Instant lookedTo,
            Instant asOf) {}
}
