package io.eprointake.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.eprointake.problem.Problem;
import io.eprointake.testing.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Whoever guesses from an address, and whoever else comes from there. */
class CallersTest {

    private final Clock clock = new Clock();
    private final SecurityProperties settings =
            new Binder(
                            new MapConfigurationPropertySource(
                                    Map.of("epro.security.limits.period", "1h")))
                    .bindOrCreate("epro.security", Bindable.of(SecurityProperties.class));
    private final RateLimits limits = new RateLimits(settings.limits().period());
    private final Callers callers =
            new Callers(
                    new PeopleTokens(this::decoded, settings, clock),
                    null,
                    new Strangers(limits, settings.limits().strangers()),
                    limits,
                    settings.limits());

    private Jwt decoded(String token) {
        if (token.startsWith("guess")) {
            throw new BadJwtException("none");
        }
        return Jwt.withTokenValue(token)
                .header("alg", "RS256")
                .claim("epro_role", "dashboard")
                .expiresAt(clock.instant().plus(Duration.ofMinutes(10)))
                .build();
    }

    @Test
    void whoWasLetInBeforeIsNotKeptOutByWhoGuesses() {
        assertThat(come("known").isAuthenticated()).isTrue();
        for (int i = 0; i < settings.limits().strangers(); i++) {
            assertTurnedAway("guess-" + i, Problem.UNAUTHENTICATED);
        }
        assertTurnedAway("guess", Problem.TOO_MANY_REQUESTS);
        assertTurnedAway("new", Problem.TOO_MANY_REQUESTS);

        clock.advance(Duration.ofMinutes(2)); // Its token is checked again.

        assertThat(come("known").isAuthenticated()).isTrue();
    }

    private void assertTurnedAway(String token, Problem why) {
        assertThatExceptionOfType(TurnedAway.class)
                .isThrownBy(() -> come(token))
                .satisfies(away -> assertThat(away.refused().problem()).isEqualTo(why));
    }

    private Authentication come(String token) {
        return callers.resolve(new MockHttpServletRequest())
                .authenticate(new BearerTokenAuthenticationToken(token));
    }
}
