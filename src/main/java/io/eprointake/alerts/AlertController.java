package io.eprointake.alerts;

import io.eprointake.alerts.Answers.Answered;
import io.eprointake.alerts.Answers.Given;
import io.eprointake.alerts.ListedAlert.Place;
import io.eprointake.alerts.Worklist.Asked;
import io.eprointake.audit.Act;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.AuditLog;
import io.eprointake.body.JsonBody;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.PlainText;
import io.eprointake.report.Scope;
import io.eprointake.security.Caller;
import io.eprointake.security.May;
import io.eprointake.security.Role;
import io.eprointake.store.Store;
import io.eprointake.study.Studies;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Site staff look at the alerts of their sites, and say what they did about them. */
@RestController
@RequestMapping("/alerts")
@Profile("!analyzer")
class AlertController {

    private static final int MOST = 200;
    private static final int LONGEST_NOTE = 2000;
    private static final Pattern PLACE = Pattern.compile("([0-9]{1,18})\\.([0-9]{1,18})");

    private final Worklist worklist;
    private final Answers answers;
    private final Studies studies;
    private final Store store;
    private final AuditLog audit;
    private final InstantSource clock;

    AlertController(
            Worklist worklist,
            Answers answers,
            Studies studies,
            Store store,
            AuditLog audit,
            InstantSource clock) {
        this.worklist = worklist;
        this.answers = answers;
        this.studies = studies;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    /** Those that wait for an answer, the most urgent first; or those that were answered. */
    @GetMapping
    AlertView.Page list(
            @RequestParam(name = "state", required = false) @Nullable String state,
            @RequestParam(name = "study", required = false) @Nullable String study,
            @RequestParam(name = "site", required = false) @Nullable String site,
            @RequestParam(name = "subject", required = false) @Nullable String subject,
            @RequestParam(name = "rule", required = false) @Nullable String rule,
            @RequestParam(name = "older_than", required = false) @Nullable String olderThan,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        if (limit < 1 || limit > MOST) {
            throw invalid("limit must be from 1 to " + MOST + ".");
        }
        Instant now = clock.instant();
        Asked asked =
                new Asked(
                        site == null ? caller.scope() : caller.scope().at(PlainText.of(site)),
                        state == null ? null : state(state),
                        study == null ? null : PlainText.of(study),
                        subject == null ? null : PlainText.of(subject),
                        rule,
                        olderThan == null ? null : before(now, olderThan));
        List<ListedAlert> found =
                worklist.list(asked, after == null ? null : place(after), limit + 1);
        List<ListedAlert> page = found.subList(0, Math.min(limit, found.size()));
        read(caller, request, page);
        return new AlertView.Page(
                page.stream().map(it -> view(it, caller, now).listed()).toList(),
                found.size() <= limit ? null : written(page.getLast().place()),
                now);
    }

    @GetMapping("/{id}")
    AlertView get(
            @PathVariable("id") long id,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        ListedAlert alert = find(id, caller.scope());
        read(caller, request, List.of(alert));
        return view(alert, caller, clock.instant());
    }

    /** Says what was done about an alert. */
    @PostMapping(path = "/{id}/acknowledge", consumes = MediaType.APPLICATION_JSON_VALUE)
    AlertView acknowledge(
            @PathVariable("id") long id,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        JsonBody body = JsonBody.read(request).only("action", "note");
        ListedAlert alert = find(id, caller.scope());
        String action = action(body, alert.study());
        String note = body.text("note", LONGEST_NOTE);
        Answered answered =
                store.await(
                        answers.acknowledge(
                                alert, action, note, caller.actor(request.getRemoteAddr())));
        if (!answered.done()) {
            throw inTheWay(answered);
        }
        return view(find(id, caller.scope()), caller, clock.instant());
    }

    /**
     * Says what was done about several, each by itself: one that somebody else answered spoils no
     * other.
     */
    @PostMapping(path = "/acknowledge", consumes = MediaType.APPLICATION_JSON_VALUE)
    AlertView.Results acknowledgeSeveral(
            HttpServletRequest request, @AuthenticationPrincipal Caller caller) {
        JsonBody body = JsonBody.read(request).only("alerts", "action", "note");
        String note = body.text("note", LONGEST_NOTE);
        Map<Long, ListedAlert> theirs = new LinkedHashMap<>();
        var ids = body.numbers("alerts", MOST);
        for (long id : ids) {
            worklist.find(id, caller.scope()).ifPresent(alert -> theirs.put(id, alert));
        }
        Map<Long, CompletableFuture<Answered>> asked = new LinkedHashMap<>();
        for (ListedAlert alert : theirs.values()) {
            action(body, alert.study()); // before any is answered
        }
        theirs.forEach((id, alert) ->
                asked.put(
                        id,
                        answers.acknowledge(
                                alert,
                                action(body, alert.study()),
                                note,
                                caller.actor(request.getRemoteAddr()))));
        long deadline = store.deadline();
        List<AlertView.Result> results = new ArrayList<>();
        for (long id : ids) {
            CompletableFuture<Answered> answered = asked.get(id);
            results.add(
                    answered == null
                            ? new AlertView.Result(
                                    id,
                                    Problem.NOT_FOUND.status().value(),
                                    null,
                                    Problem.NOT_FOUND.code())
                            : result(id, store.await(answered, deadline), caller));
        }
        return new AlertView.Results(results);
    }

    private AlertView.Result result(long id, Answered answered, Caller caller) {
        AlertView now = view(find(id, caller.scope()), caller, clock.instant());
        if (answered.done()) {
            return new AlertView.Result(id, 200, now, null);
        }
        Problem problem = inTheWay(answered).problem();
        return new AlertView.Result(id, problem.status().value(), now, problem.code());
    }

    /** Says that what was said of an alert was wrong, and why; it waits again. */
    @PostMapping(path = "/{id}/take-back", consumes = MediaType.APPLICATION_JSON_VALUE)
    AlertView takeBack(
            @PathVariable("id") long id,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        String reason = JsonBody.read(request).only("reason").text("reason", LONGEST_NOTE);
        ListedAlert alert = find(id, caller.scope());
        if (reason == null) {
            throw new Refused(Problem.REASON_REQUIRED, "reason says why the answer was wrong.");
        }
        Answered answered =
                store.await(answers.takeBack(alert, reason, caller.actor(request.getRemoteAddr())));
        if (!answered.done()) {
            throw new Refused(
                    Problem.WRONG_STATE,
                    "It is "
                            + answered.standing().state().word()
                            + "; only one that is "
                            + AlertState.ACKNOWLEDGED.word()
                            + " can be.");
        }
        return view(find(id, caller.scope()), caller, clock.instant());
    }

    private static Refused inTheWay(Answered answered) {
        Given other = answered.other();
        if (answered.standing().state() == AlertState.ACKNOWLEDGED && other != null) {
            return new Refused(
                    Problem.ALREADY_ACKNOWLEDGED,
                    "By %s at %s: %s.".formatted(other.by(), other.at(), other.action()));
        }
        return new Refused(
                Problem.WRONG_STATE,
                "It is " + answered.standing().state().word() + ", and waits for no answer.");
    }

    private String action(JsonBody body, String study) {
        List<String> actions = studies.of(study).answering().actions();
        String action = body.sent("action");
        if (action == null || !actions.contains(action)) {
            throw invalid("action must be one of " + actions + ".");
        }
        return action;
    }

    /** On record before it is answered. */
    private void read(Caller caller, HttpServletRequest request, List<ListedAlert> answered) {
        if (!answered.isEmpty()) {
            String ids =
                    answered.stream()
                            .map(alert -> Long.toString(alert.raised().id()))
                            .collect(Collectors.joining(","));
            audit.tell(
                    new Act(
                            What.READ,
                            caller.actor(request.getRemoteAddr()),
                            null,
                            null,
                            new Change("alerts", null, ids)));
        }
    }

    private AlertView view(ListedAlert alert, Caller caller, Instant now) {
        return AlertView.of(
                alert,
                studies.of(alert.study()),
                now,
                caller.role() == Role.SITE || caller.may(May.NARRATIVES));
    }

    private ListedAlert find(long id, Scope scope) {
        return worklist.find(id, scope)
                .orElseThrow(() -> new Refused(Problem.NOT_FOUND, "No alert has this id."));
    }

    private static AlertState state(String word) {
        return AlertState.of(word)
                .filter(state -> state != AlertState.WITHDRAWN)
                .orElseThrow(
                        () -> invalid("state must be one of open, escalated and acknowledged."));
    }

    private static Instant before(Instant now, String age) {
        try {
            Duration least = Duration.parse(age);
            if (!least.isNegative()) {
                return now.minus(least);
            }
        } catch (DateTimeException | ArithmeticException e) {
            // Falls through.
        }
        throw invalid("older_than must be a duration, as PT4H or P2D.");
    }

    private static Place place(String text) {
        Matcher written = PLACE.matcher(text);
        if (!written.matches()) {
            throw invalid("after must be a page's next.");
        }
        return new Place(Long.parseLong(written.group(1)), Long.parseLong(written.group(2)));
    }

    private static String written(Place place) {
        return place.first() + "." + place.id();
    }

    private static Refused invalid(String detail) {
        return new Refused(Problem.INVALID_PARAMETER, detail);
    }
}
