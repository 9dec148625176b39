package io.eprointake.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.audit.Actor;
import io.eprointake.body.JsonBody;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.security.Sessions.Opened;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** People sign in at the page, and out. */
@RestController
@Profile("!analyzer")
class SessionController {

    /** As long as a header with one may be. */
    private static final int MOST = 8192;

    /** For whom the page has something. */
    private static final Set<Role> WELCOME =
            EnumSet.of(Role.SITE, Role.ANALYST, Role.DASHBOARD, Role.OPS);

    private final Sessions sessions;
    private final Callers callers;

    SessionController(Sessions sessions, Callers callers) {
        this.sessions = sessions;
        this.callers = callers;
    }

    /** By a token of theirs; a session that there was before stays until it ends. */
    @PostMapping(path = "/session", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SignedIn> signIn(HttpServletRequest request) {
        String token = JsonBody.read(request).only("token").text("token", MOST);
        if (token == null || !BearerToken.wellFormed(token)) {
            throw new Refused(Problem.INVALID_PARAMETER, "token must be a token.");
        }
        Caller caller = welcome(token, request);
        Opened opened = open(token, caller, request);
        return ResponseEntity.ok()
                .header(HttpHeaders.SET_COOKIE, SessionCookie.set(request, opened.cookie()))
                .body(SignedIn.of(caller, opened.session().until(), opened.cookie()));
    }

    /**
     * Signs in by a token that an identity provider gave.
     *
     * @return the cookie, as a response sets it
     * @throws Refused when the token lets nobody in, or nobody whom the page has something for
     */
    String cookie(HttpServletRequest request, String token) {
        Opened opened = open(token, welcome(token, request), request);
        return SessionCookie.set(request, opened.cookie());
    }

    private Caller welcome(String token, HttpServletRequest request) {
        Caller caller = callers.caller(token, request.getRemoteAddr());
        if (!WELCOME.contains(caller.role())) {
            throw new Refused(
                    Problem.FORBIDDEN,
                    "The page has nothing for the role " + caller.role().word() + ".");
        }
        return caller;
    }

    private Opened open(String token, Caller caller, HttpServletRequest request) {
        return sessions.open(token, caller, caller.actor(request.getRemoteAddr()));
    }

    /** Who calls; with a cookie also what must come with it when something is changed. */
    @GetMapping("/session")
    SignedIn session(HttpServletRequest request, @AuthenticationPrincipal Caller caller) {
        String cookie = SessionCookie.of(request);
        Session session = cookie == null ? null : sessions.find(cookie);
        return session == null
                ? SignedIn.of(caller, caller.until(), null)
                : SignedIn.of(caller, session.until(), cookie);
    }

    @DeleteMapping("/session")
    ResponseEntity<Void> signOut(
            HttpServletRequest request, @AuthenticationPrincipal Caller caller) {
        return end(request, caller, sessions::end);
    }

    /** In all browsers, and on all replicas. */
    @DeleteMapping("/sessions")
    ResponseEntity<Void> signOutEverywhere(
            HttpServletRequest request, @AuthenticationPrincipal Caller caller) {
        return end(request, caller, sessions::endAll);
    }

    private ResponseEntity<Void> end(
            HttpServletRequest request, Caller caller, BiConsumer<Session, Actor> how) {
        String cookie = SessionCookie.of(request);
        Session session = cookie == null ? null : sessions.find(cookie);
        if (session == null) {
            throw new Refused(Problem.NOT_FOUND, "There is no session; a token ends by itself.");
        }
        how.accept(session, caller.actor(request.getRemoteAddr()));
        return ResponseEntity.noContent()
                .header(HttpHeaders.SET_COOKIE, SessionCookie.clear(request))
                .build();
    }

    /**
     * Who is signed in.
     *
     * @param studies null for all
     * @param sites null for all
     * @param csrf the value of the header {@link SessionCookie#CSRF}; null without a cookie
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record SignedIn(
            String name,
            String role,
            List<String> may,
            @Nullable Set<String> studies,
            @Nullable Set<String> sites,
            Instant until,
            @Nullable String csrf) {

        static SignedIn of(Caller caller, Instant until, @Nullable String cookie) {
            return new SignedIn(
                    caller.name(),
                    caller.role().word(),
                    caller.may().stream().map(May::word).sorted().toList(),
                    sorted(caller.scope().studies()),
                    sorted(caller.scope().sites()),
                    until,
                    cookie == null ? null : SessionCookie.csrf(cookie));
        }

        private static @Nullable Set<String> sorted(@Nullable Set<String> names) {
            return names == null ? null : new TreeSet<>(names);
        }
    }
}
