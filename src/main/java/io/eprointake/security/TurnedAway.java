package io.eprointake.security;

import io.eprointake.problem.Refused;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;

/**
 * A refusal on its way through Spring Security's filters. Where a token is looked for, they catch
 * only what OAuth 2 has.
 */
final class TurnedAway extends OAuth2AuthenticationException {

    private final transient Refused refused;

    TurnedAway(Refused refused) {
        super(new OAuth2Error(refused.problem().code()), "turned away", refused);
        this.refused = refused;
    }

    /** An answer, not a failure: without a stack, which a flood would have made for each call. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    Refused refused() {
        return refused;
    }
}
