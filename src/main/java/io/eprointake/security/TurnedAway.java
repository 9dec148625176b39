package io.eprointake.security;

import io.eprointake.problem.Refused;
import org.springframework.security.core.AuthenticationException;

/** A refusal on its way through Spring Security's filters. */
final class TurnedAway extends AuthenticationException {

    private final transient Refused refused;

    TurnedAway(Refused refused) {
        super("turned away", refused);
        this.refused = refused;
    }

    Refused refused() {
        return refused;
    }
}
