package io.eprointake.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.body.JsonBody;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.Scope;
import io.eprointake.security.SystemTokens.Created;
import io.eprointake.security.SystemTokens.SystemToken;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Operations make, list and revoke programs' tokens. */
@RestController
@RequestMapping("/tokens")
@Profile("!analyzer")
class SystemTokenController {

    private static final Logger log = LoggerFactory.getLogger(SystemTokenController.class);
    private static final int MOST_DAYS = 400;
    private static final int MOST = 200;

    /** Operations see no patient's words, and so make no token that does. */
    private static final Set<May> GRANTED = EnumSet.complementOf(EnumSet.of(May.NARRATIVES));

    private final SystemTokens tokens;

    SystemTokenController(SystemTokens tokens) {
        this.tokens = tokens;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    NewToken create(HttpServletRequest request, @AuthenticationPrincipal Caller caller) {
        JsonBody body = JsonBody.read(request);
        String name = body.id("name");
        Role role =
                Role.of(body.id("role"))
                        .filter(it -> it == Role.SYSTEM || it == Role.DASHBOARD)
                        .orElseThrow(() ->
                                new Refused(
                                        Problem.INVALID_PARAMETER,
                                        "role must be system or dashboard; people come through"
                                                + " their identity provider."));
        Set<May> may = may(body.ids("may"));
        var scope = new Scope(body.ids("studies"), body.ids("sites"), null);
        Duration life = Duration.ofDays(body.number("days", MOST_DAYS));
        Created created =
                tokens.create(name, role, may, scope, life, caller.actor(request.getRemoteAddr()));
        log.info("Token {} was made by {}", created.id(), caller.name());
        return new NewToken(created.id(), created.token(), created.until());
    }

    private static Set<May> may(@Nullable Set<String> words) {
        Set<May> may = EnumSet.noneOf(May.class);
        for (String word : words == null ? Set.<String>of() : words) {
            may.add(
                    May.of(word)
                            .filter(GRANTED::contains)
                            .orElseThrow(() ->
                                    new Refused(
                                            Problem.INVALID_PARAMETER,
                                            "may can have "
                                                    + GRANTED.stream().map(May::word).toList()
                                                    + ".")));
        }
        return may;
    }

    @GetMapping
    Page list(
            @RequestParam(name = "after", defaultValue = "") String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit) {
        if (limit < 1 || limit > MOST) {
            throw new Refused(Problem.INVALID_PARAMETER, "limit must be from 1 to " + MOST + ".");
        }
        List<SystemToken> found = tokens.list(after, limit);
        return new Page(found, found.size() < limit ? null : found.getLast().tokenId().toString());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(
            @PathVariable("id") UUID id,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        if (!tokens.revoke(id, caller.actor(request.getRemoteAddr()))) {
            throw new Refused(Problem.NOT_FOUND, "No token has this id.");
        }
        log.info("Token {} was revoked by {}", id, caller.name());
    }

    /** It is told once. */
    record NewToken(UUID tokenId, String token, Instant expiresAt) {

        @Override
        public String toString() {
            return "NewToken[" + tokenId + "]";
        }
    }

    /**
     * @param next what to give as {@code after} for the next page; null on the last
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Page(List<SystemToken> tokens, @Nullable String next) {}
}
