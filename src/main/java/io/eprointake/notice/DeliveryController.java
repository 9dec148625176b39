package io.eprointake.notice;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.notice.NoticeList.Delivery;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Operations see what became of notices, and have them sent again. */
@RestController
@RequestMapping("/deliveries")
@Profile("!analyzer")
class DeliveryController {

    private static final int MOST = 200;
    private static final Set<String> STATES = Set.of("waiting", "sent", "set_aside");
    private static final Pattern PLACE = Pattern.compile("[0-9]{1,18}");

    private final NoticeList notices;
    private final InstantSource clock;

    DeliveryController(NoticeList notices, InstantSource clock) {
        this.notices = notices;
        this.clock = clock;
    }

    @GetMapping
    Page list(
            @RequestParam(name = "state", required = false) @Nullable String state,
            @RequestParam(name = "recipient", required = false) @Nullable String recipient,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit) {
        if (limit < 1 || limit > MOST) {
            throw new Refused(Problem.INVALID_PARAMETER, "limit must be from 1 to " + MOST + ".");
        }
        if (state != null && !STATES.contains(state)) {
            throw new Refused(
                    Problem.INVALID_PARAMETER, "state must be waiting, sent or set_aside.");
        }
        if (after != null && !PLACE.matcher(after).matches()) {
            throw new Refused(Problem.INVALID_PARAMETER, "after must be a page's next.");
        }
        List<Delivery> found =
                notices.list(state, recipient, after == null ? null : Long.valueOf(after), limit);
        return new Page(
                found,
                found.size() < limit ? null : Long.toString(found.getLast().seq()),
                clock.instant());
    }

    /** Puts a notice back in line, whatever became of it. */
    @PostMapping("/{id}/send-again")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Delivery sendAgain(
            @PathVariable("id") UUID id,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        if (!notices.sendAgain(id, caller.actor(request.getRemoteAddr()))) {
            throw notFound();
        }
        return notices.find(id).orElseThrow(DeliveryController::notFound);
    }

    private static Refused notFound() {
        return new Refused(Problem.NOT_FOUND, "No delivery has this id.");
    }

    /**
     * @param next what to give as {@code after} for the next page; null on the last
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Page(List<Delivery> deliveries, @Nullable String next, Instant asOf) {}
}
