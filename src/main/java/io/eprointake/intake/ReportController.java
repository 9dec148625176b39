package io.eprointake.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.eprointake.audit.Act;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.Actor;
import io.eprointake.audit.AuditLog;
import io.eprointake.body.BodyReader;
import io.eprointake.body.JsonBody;
import io.eprointake.body.MemoryBudget;
import io.eprointake.journal.Acceptance;
import io.eprointake.journal.Acceptance.Accepted;
import io.eprointake.journal.Acceptance.Conflicting;
import io.eprointake.journal.Acceptance.Replayed;
import io.eprointake.journal.Acceptance.Superseded;
import io.eprointake.journal.Cursor;
import io.eprointake.journal.Reports;
import io.eprointake.journal.Review;
import io.eprointake.journal.StoredReport;
import io.eprointake.journal.Submission;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.PlainText;
import io.eprointake.report.Receipt;
import io.eprointake.report.ReportState;
import io.eprointake.security.Caller;
import io.eprointake.store.Store;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Reports one at a time: sent by the app, read by the app, the site's staff and operations. */
@RestController
@Profile("!analyzer")
class ReportController {

    /** As long as that of a correction may be. */
    private static final int LONGEST_REASON = 500;

    private final Reception reception;
    private final BodyReader bodies;
    private final Reports reports;
    private final Review review;
    private final Store store;
    private final AuditLog audit;
    private final IntakeProperties limits;
    private final MemoryBudget memory;
    private final ObjectWriter receipts;
    private final ObjectWriter views;

    ReportController(
            Reception reception,
            BodyReader bodies,
            Reports reports,
            Review review,
            Store store,
            AuditLog audit,
            IntakeProperties limits,
            MemoryBudget memory,
            ObjectMapper mapper) {
        this.reception = reception;
        this.bodies = bodies;
        this.reports = reports;
        this.review = review;
        this.store = store;
        this.audit = audit;
        this.limits = limits;
        this.memory = memory;
        this.receipts = mapper.writerFor(Receipt.class);
        this.views = mapper.writerFor(ReportView.class);
    }

    @PostMapping(path = "/reports", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> post(HttpServletRequest request, @AuthenticationPrincipal Caller caller)
            throws JsonProcessingException {
        long began = System.nanoTime();
        try (var body = bodies.read(request, limits.maxReportSize())) {
            body.share().atLeast(Math.min(ReportReader.memory(body.bytes()), memory.most()));
            Submission submission =
                    reception.read(
                            body.bytes(), caller.scope(), caller.actor(request.getRemoteAddr()));
            Acceptance acceptance =
                    reception.await(
                            submission.report().reportId(),
                            // Its memory is in use until it is stored, also when nobody waits.
                            body.share().until(reception.receive(submission)),
                            began,
                            store.deadline());
            return switch (acceptance) {
                case Accepted accepted -> accepted(accepted.receipt(), false);
                case Replayed replayed -> accepted(replayed.receipt(), true);
                case Conflicting conflicting ->
                        throw new Refused(Problem.CONFLICT, "What is stored is untouched.");
                case Superseded superseded ->
                        throw new Refused(Problem.SUPERSEDED, "Correct the correction instead.");
            };
        }
    }

    /**
     * Written here, and so with its length and in one piece; the framework would send it in two.
     */
    private ResponseEntity<byte[]> accepted(Receipt receipt, boolean replayed)
            throws JsonProcessingException {
        var response =
                ResponseEntity.accepted().location(URI.create("/reports/" + receipt.reportId()));
        if (replayed) {
            response.header("Idempotent-Replayed", "true");
        }
        return response.contentType(MediaType.APPLICATION_JSON)
                .body(receipts.writeValueAsBytes(receipt));
    }

    @GetMapping("/reports/{id}")
    ResponseEntity<byte[]> get(
            @PathVariable("id") UUID reportId,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller)
            throws JsonProcessingException {
        StoredReport report = find(reportId, caller);
        read(caller, request, List.of(report));
        byte[] body = views.writeValueAsBytes(ReportView.of(report, Sight.of(caller)));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .eTag(DigestUtils.md5DigestAsHex(body))
                .body(body);
    }

    /** A report, all that it corrects, and all that corrects it, each as it was sent. */
    @GetMapping("/reports/{id}/history")
    ReportView.HistoryView history(
            @PathVariable("id") UUID reportId,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        List<Reports.Version> versions = reports.history(reportId, caller.scope());
        if (versions.isEmpty()) {
            throw notFound();
        }
        read(caller, request, versions.stream().map(Reports.Version::report).toList());
        return ReportView.HistoryView.of(versions, Sight.of(caller));
    }

    @GetMapping("/reports")
    ReportView.Page list(
            @RequestParam(name = "state", required = false) @Nullable String state,
            @RequestParam(name = "site", required = false) @Nullable String site,
            @RequestParam(name = "after", defaultValue = "0") String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        if (limit < 1 || limit > limits.maxPageSize()) {
            throw new Refused(
                    Problem.INVALID_PARAMETER,
                    "limit must be from 1 to " + limits.maxPageSize() + ".");
        }
        Cursor cursor =
                Cursor.of(after)
                        .orElseThrow(() ->
                                new Refused(
                                        Problem.INVALID_PARAMETER,
                                        "after must be a page's next or last."));
        Reports.Page page =
                reports.list(
                        state == null ? null : state(state),
                        site == null ? caller.scope() : caller.scope().at(PlainText.of(site)),
                        cursor,
                        limit);
        read(caller, request, page.reports());
        return new ReportView.Page(
                page.reports().stream()
                        .map(report -> ReportView.of(report, Sight.of(caller)))
                        .toList(),
                page.more() ? page.last().toString() : null,
                page.last().toString());
    }

    /** On record before it is answered, if anything clinical is. */
    private void read(Caller caller, HttpServletRequest request, List<StoredReport> answered) {
        if (Sight.of(caller).shows(Sight.ASSESSMENT) && !answered.isEmpty()) {
            Actor actor = caller.actor(request.getRemoteAddr());
            String ids =
                    answered.stream()
                            .map(report -> report.reportId().toString())
                            .collect(Collectors.joining(","));
            audit.tell(
                    answered.size() == 1
                            ? new Act(What.READ, actor, null, ids)
                            : new Act(
                                    What.READ,
                                    actor,
                                    null,
                                    null,
                                    new Change("reports", null, ids)));
        }
    }

    /** Puts a report whose analysis failed back in line. */
    @PostMapping("/reports/{id}/replay")
    ResponseEntity<ReportView> replay(
            @PathVariable("id") UUID reportId,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        return move(reportId, request, caller, review::replay, ReportState.ANALYSIS_FAILED);
    }

    /** Lets a quarantined report go on, after a person looked at it. */
    @PostMapping("/reports/{id}/release")
    ResponseEntity<ReportView> release(
            @PathVariable("id") UUID reportId,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        return move(reportId, request, caller, review::release, ReportState.QUARANTINED);
    }

    private ResponseEntity<ReportView> move(
            UUID reportId,
            HttpServletRequest request,
            Caller caller,
            Order order,
            ReportState from) {
        find(reportId, caller); // what is not the caller's is not there
        String why = JsonBody.readOrEmpty(request).only("reason").text("reason", LONGEST_REASON);
        Review.Move move = order.give(reportId, caller.actor(request.getRemoteAddr()), why);
        ReportState state = move.state();
        if (state == null) {
            throw notFound();
        }
        if (!move.done()) {
            throw new Refused(
                    Problem.WRONG_STATE,
                    "It is "
                            + state.word()
                            + "; only a report that is "
                            + from.word()
                            + " can be.");
        }
        return ResponseEntity.accepted()
                .contentType(MediaType.APPLICATION_JSON)
                .body(ReportView.of(find(reportId, caller), Sight.of(caller)));
    }

    /** What a person has done with a report, who says why or does not. */
    private interface Order {
        Review.Move give(UUID reportId, Actor by, @Nullable String why);
    }

    private StoredReport find(UUID reportId, Caller caller) {
        return reports.find(reportId, caller.scope()).orElseThrow(ReportController::notFound);
    }

    private static ReportState state(String word) {
        try {
            return ReportState.of(word);
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    Problem.INVALID_PARAMETER,
                    "state must be one of "
                            + Arrays.stream(ReportState.values()).map(ReportState::word).toList());
        }
    }

    private static Refused notFound() {
        return new Refused(Problem.NOT_FOUND, "No report has this id.");
    }
}
