package io.eprointake.security;

import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.store.StoreRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/** Whether whoever made a call is let in still, asked again while the call goes on. */
public final class StillIn {

    private final Sessions sessions;
    private final Callers callers;
    private final InstantSource clock;

    StillIn(Sessions sessions, Callers callers, InstantSource clock) {
        this.sessions = sessions;
        this.callers = callers;
        this.clock = clock;
    }

    /** Asks this of one call, whose request may be gone by then. */
    public Asking of(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        String header = new BearerToken().resolve(request);
        String cookie = header == null ? SessionCookie.of(request) : null;
        Session session = cookie == null ? null : sessions.find(cookie);
        return () -> {
            try {
                return ask(header, cookie, session, address);
            } catch (StoreRefusal | DataAccessException e) {
                return Answer.UNKNOWN;
            }
        };
    }

    private Answer ask(
            @Nullable String header,
            @Nullable String cookie,
            @Nullable Session session,
            String address) {
        if (session != null && !clock.instant().isBefore(session.until())) {
            return Answer.TOO_OLD;
        }
        Session now = cookie == null ? null : sessions.find(cookie);
        String token = now == null ? header : now.token();
        if (token == null) {
            return Answer.SIGNED_OUT;
        }
        try {
            callers.holder(token, address);
            return Answer.IN;
        } catch (Refused refused) {
            return refused.problem() == Problem.UNAUTHENTICATED ? Answer.REVOKED : Answer.UNKNOWN;
        }
    }

    /** How it stands now. */
    @FunctionalInterface
    public interface Asking {
        Answer ask();
    }

    /** Whether somebody is let in. */
    public enum Answer {
        IN,
        SIGNED_OUT,
        /** The session's time is over. */
        TOO_OLD,
        /** Their token lets nobody in any more. */
        REVOKED,
        /** It cannot be looked up now. */
        UNKNOWN
    }
}
