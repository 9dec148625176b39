package io.eprointake.security;

import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.store.StoreRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.server.PathContainer;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;

/** The token of a call: in its header, or else that of who is signed in at the page. */
final class ShownToken implements BearerTokenResolver {

    private static final Set<String> READS = Set.of("GET", "HEAD");

    private final BearerTokenResolver header = new BearerToken();
    private final Sessions sessions;

    ShownToken(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    @SuppressWarnings("NullAway") // null is how the framework says that there is none
    public @Nullable String resolve(HttpServletRequest request) {
        String token = header.resolve(request);
        if (token != null) {
            return token;
        }
        String cookie = SessionCookie.of(request);
        // What anyone may have, nobody is refused for a session that ended: the page itself.
        if (cookie == null || open(request)) {
            return null;
        }
        Session session = find(cookie);
        if (session == null) {
            return null;
        }
        if (!READS.contains(request.getMethod()) && !SessionCookie.guarded(request, cookie)) {
            throw new TurnedAway(
                    new Refused(
                            Problem.FORBIDDEN,
                            "A call by the page's cookie needs the header "
                                    + SessionCookie.CSRF
                                    + ", as GET /session tells it."));
        }
        return session.token();
    }

    private static boolean open(HttpServletRequest request) {
        PathContainer path = PathContainer.parsePath(request.getRequestURI());
        return Access.decide(request.getMethod(), path, null).kind() == Access.Kind.GRANTED;
    }

    private @Nullable Session find(String cookie) {
        try {
            return sessions.find(cookie);
        } catch (StoreRefusal refusal) {
            throw new TurnedAway(Refused.by(refusal));
        } catch (DataAccessException e) {
            throw new TurnedAway(
                    new Refused(
                            Problem.STORE_UNAVAILABLE,
                            "Who calls cannot be looked up now; try again.",
                            Duration.ofSeconds(1)));
        }
    }
}
