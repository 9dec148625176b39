package io.eprointake.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.audit.Trail;
import io.eprointake.problem.Problem;
import io.eprointake.security.credential.KnownTokens;
import io.eprointake.security.credential.OpaqueToken;
import io.eprointake.store.Replica;
import io.eprointake.store.TestStore;
import io.eprointake.testing.Clock;
import io.eprointake.testing.StoreKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    private static final Trail TRAIL =
            new Trail(Replica.random(), StoreKey.keys("jdbc:sqlite:none.db"));

    private final Clock clock = new Clock();
    private final SecurityProperties settings =
            new Binder(
                            new MapConfigurationPropertySource(
                                    Map.of("epro.security.limits.period", "1h")))
                    .bindOrCreate("epro.security", Bindable.of(SecurityProperties.class));
    private final RateLimits limits = new RateLimits(settings.limits().period());
    private final Callers callers = callers(null);

    private Callers callers(@Nullable OpaqueTokens tokens) {
        return new Callers(
                new PeopleTokens(this::decoded, settings, clock),
                tokens,
                new Strangers(limits, settings.limits().strangers()),
                limits,
                settings.limits());
    }

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

    @Test
    void whoCannotBeLookedUpNowIsToldToComeAgain(@TempDir Path folder) {
        var down = new TestStore(TestStore.sqlite(folder), clock);
        var tokens =
                new OpaqueTokens(
                        new Devices(down.store(), TRAIL, Duration.ZERO, Duration.ZERO, () -> {}),
                        new SystemTokens(down.store(), TRAIL, new ObjectMapper(), () -> {}),
                        new KnownTokens<>(1, Duration.ZERO, clock::nanos),
                        settings,
                        clock);
        down.close();

        assertThatExceptionOfType(TurnedAway.class)
                .isThrownBy(() -> come(callers(tokens), OpaqueToken.make(Devices.PREFIX)))
                .satisfies(away -> {
                    assertThat(away.refused().problem()).isEqualTo(Problem.OVERLOADED);
                    assertThat(away.refused().response().getHeaders().getFirst("Retry-After"))
                            .isEqualTo("1");
                });
    }

    private void assertTurnedAway(String token, Problem why) {
        assertThatExceptionOfType(TurnedAway.class)
                .isThrownBy(() -> come(token))
                .satisfies(away -> assertThat(away.refused().problem()).isEqualTo(why));
    }

    private Authentication come(String token) {
        return come(callers, token);
    }

    private static Authentication come(Callers callers, String token) {
        return callers.resolve(new MockHttpServletRequest())
                .authenticate(new BearerTokenAuthenticationToken(token));
    }
}
