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

    Refused refused() {
        return refused;
    }
}
