package io.eprointake.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.body.JsonBody;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.Scope;
import io.eprointake.security.Caller;
import io.eprointake.study.Excuse.Reason;
import io.eprointake.study.Roster.Outcome;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Sites say who takes part in a study. */
@RestController
@RequestMapping("/subjects")
@Profile("!analyzer")
class SubjectsController {

    static final int MOST = 200;

    private static final Set<String> EXCUSE =
            Set.of("study", "instrument", "from", "until", "reason");

    private final Roster roster;
    private final Studies studies;
    private final InstantSource clock;
    private final Excuses excuses;
    private final Timelines timelines;

    SubjectsController(
            Roster roster,
            Studies studies,
            Excuses excuses,
            Timelines timelines,
            InstantSource clock) {
        this.excuses = excuses;
        this.timelines = timelines;
        this.roster = roster;
        this.studies = studies;
        this.clock = clock;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Answer> register(
            HttpServletRequest request, @AuthenticationPrincipal Caller caller) {
        Registration registration =
                Registration.read(JsonBody.read(request).object(), null, studies);
        if (!registration.within(caller.scope())) {
            throw new Refused(Problem.FORBIDDEN, "The site and the study must be among your own.");
        }
        Outcome outcome = roster.register(registration, caller.actor(request.getRemoteAddr()));
        if (outcome == Outcome.ELSEWHERE) {
            throw new Refused(Problem.CONFLICT, "The subject takes part at another site.");
        }
        // Its type is said here: what is applied must not be answered with 406.
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(new Answer(outcome == Outcome.APPLIED));
    }

    @GetMapping
    Page list(
            @RequestParam(name = "study", required = false) @Nullable String study,
            @RequestParam(name = "site", required = false) @Nullable String site,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit,
            @AuthenticationPrincipal Caller caller) {
        mustBeUpTo(MOST, limit);
        List<Registration> found =
                roster.list(
                        site == null
                                ? caller.scope()
                                : caller.scope().at(Registration.id("site", site)),
                        study == null ? null : Registration.id("study", study),
                        Place.read(after),
                        limit);
        return new Page(
                found.stream().map(Row::of).toList(),
                found.size() < limit ? null : Place.of(found.getLast()).written(),
                clock.instant());
    }

    /** Says why a subject need not report on some days; it stays on record. */
    @PostMapping(path = "/{subject}/excuses", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Answer> excuse(
            @PathVariable("subject") String subject,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        JsonNode body = JsonBody.read(request).object();
        for (var field : body.properties()) {
            if (!EXCUSE.contains(field.getKey())) {
                throw new Refused(
                        Problem.UNKNOWN_FIELD,
                        "Known are study, instrument, from, until and reason, no others.");
            }
        }
        Registration who =
                known(
                        Registration.id("study", body.path("study").textValue()),
                        subject,
                        caller.scope());
        LocalDate from = ComplianceController.day("from", body.path("from").asText());
        LocalDate until = ComplianceController.day("until", body.path("until").asText());
        if (from == null || until == null || from.isAfter(until)) {
            throw new Refused(Problem.INVALID_PARAMETER, "from must not be after until.");
        }
        Reason reason =
                Reason.of(body.path("reason").asText())
                        .orElseThrow(() ->
                                new Refused(
                                        Problem.INVALID_PARAMETER,
                                        "reason must be one of "
                                                + Arrays.stream(Reason.values())
                                                        .map(Reason::word)
                                                        .collect(Collectors.joining(", "))
                                                + "."));
        String instrument =
                body.hasNonNull("instrument")
                        ? Registration.id("instrument", body.path("instrument").textValue())
                        : null;
        boolean applied =
                excuses.excuse(
                        who,
                        new Excuse(instrument, from, until, reason),
                        caller.actor(request.getRemoteAddr()));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(new Answer(applied));
    }

    /** A subject by week: what was expected, what came, and how it was. */
    @GetMapping("/{subject}/timeline")
    Timeline timeline(
            @PathVariable("subject") String subject,
            @RequestParam(name = "study") String study,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        Registration who = known(Registration.id("study", study), subject, caller.scope());
        return timelines.of(who, caller.actor(request.getRemoteAddr()));
    }

    private Registration known(String study, String subject, Scope scope) {
        return roster.find(study, Registration.id("subject", subject), scope)
                .orElseThrow(() ->
                        new Refused(Problem.NOT_FOUND, "No subject of this study has this id."));
    }

    /**
     * Refuses a limit that is none.
     *
     * @throws Refused which says what it may be
     */
    static void mustBeUpTo(int most, int limit) {
        if (limit < 1 || limit > most) {
            throw new Refused(Problem.INVALID_PARAMETER, "limit must be from 1 to " + most + ".");
        }
    }

    /**
     * @param applied false when it was so before
     */
    record Answer(boolean applied) {}

    /**
     * @param next what to give as {@code after} for the next page; null on the last
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Page(List<Row> subjects, @Nullable String next, Instant asOf) {}

    /** A subject, as it was registered. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Row(
            String study,
            String site,
            String subject,
            Instant startedAt,
            String timeZone,
            @Nullable Instant withdrawnAt) {

        static Row of(Registration its) {
            return new Row(
                    its.study(),
                    its.site(),
                    its.subject(),
                    its.startedAt(),
                    its.timeZone().getId(),
                    its.withdrawnAt());
        }

        @Override
        public String toString() {
            return "Row[redacted]";
        }
    }
}
