package io.eprointake.security;

import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.security.PeopleTokens.NotLetIn;
import io.eprointake.security.credential.OpaqueToken;
import io.eprointake.store.StoreRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationManagerResolver;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Tells from a token who calls. Only what is not known yet is looked up, and that is limited. */
final class Callers implements AuthenticationManagerResolver<HttpServletRequest> {

    private static final Logger log = LoggerFactory.getLogger(Callers.class);

    private final PeopleTokens people;
    private final @Nullable OpaqueTokens opaque;
    private final Strangers strangers;
    private final RateLimits limits;
    private final SecurityProperties.Limits most;

    /**
     * @param opaque null where there is no store
     */
    Callers(
            PeopleTokens people,
            @Nullable OpaqueTokens opaque,
            Strangers strangers,
            RateLimits limits,
            SecurityProperties.Limits most) {
        this.people = people;
        this.opaque = opaque;
        this.strangers = strangers;
        this.limits = limits;
        this.most = most;
    }

    @Override
    public AuthenticationManager resolve(HttpServletRequest request) {
        return asked -> {
            String token = ((BearerTokenAuthenticationToken) asked).getToken();
            try {
                return new LetIn(caller(token, request.getRemoteAddr()));
            } catch (Refused refused) {
                throw new TurnedAway(refused);
            }
        };
    }

    /**
     * Who calls, and one call of theirs is taken.
     *
     * @throws Refused when the token lets nobody in, or there were too many calls
     */
    Caller caller(String token, String address) {
        String digest = OpaqueToken.digest(token);
        Caller caller = holder(token, digest, address);
        limits.take(digest, most.of(caller.role()));
        return caller;
    }

    /**
     * Whose a token is that let somebody in before.
     *
     * @throws Refused when it lets nobody in any more
     */
    Caller holder(String token, String address) {
        return holder(token, OpaqueToken.digest(token), address);
    }

    private Caller holder(String token, String digest, String address) {
        return opaque != null && OpaqueTokens.is(token)
                ? opaque(opaque, token, digest, address)
                : person(token, digest, address);
    }

    private Caller opaque(OpaqueTokens tokens, String token, String digest, String address) {
        Caller caller = tokens.known(digest);
        if (caller == null) {
            strangers.check(address);
            caller =
                    find(tokens, token, digest)
                            .orElseThrow(() -> stranger(address, "unknown, revoked or too old"));
        }
        tokens.used(caller, digest);
        return caller;
    }

    private static Optional<Caller> find(OpaqueTokens tokens, String token, String digest) {
        try {
            return tokens.find(token, digest);
        } catch (StoreRefusal refusal) {
            throw Refused.by(refusal);
        } catch (DataAccessException e) {
            throw new Refused(
                    Problem.STORE_UNAVAILABLE,
                    "Who calls cannot be looked up now; try again.",
                    Duration.ofSeconds(1));
        }
    }

    private Caller person(String token, String digest, String address) {
        Caller caller = people.known(digest);
        if (caller == null) {
            // Else whoever guesses from a hospital's address would keep its people out.
            if (!people.seen(digest)) {
                strangers.check(address);
            }
            try {
                caller = people.check(token, digest);
            } catch (NotLetIn e) {
                throw stranger(address, String.valueOf(e.getMessage()));
            }
            // Keys that cannot be had are nobody's guess: a hospital's people all wait for them.
        }
        return caller;
    }

    private Refused stranger(String address, String why) {
        strangers.count(address);
        log.atWarn().addKeyValue("why", why).log("A caller was not let in");
        return new Refused(Problem.UNAUTHENTICATED, "The token lets nobody in.")
                .with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }
}
