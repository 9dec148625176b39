package io.eprointake.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.PlainText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/** Whose a signed token is: a JWT of the institution's identity provider, or of our own key. */
final class PeopleTokens {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** Of a name, which stands in the log. */
    private static final int MOST_LOGGED = 100;

    /** For so long a token that was checked is not checked again, though its key be withdrawn. */
    private static final Duration CHECKED = Duration.ofMinutes(1);

    private final JwtDecoder decoder;
    private final ClaimsReader claims;
    private final Duration skew;
    private final InstantSource clock;
    private final Cache<String, Checked> checked;

    PeopleTokens(JwtDecoder decoder, SecurityProperties settings, InstantSource clock) {
        this.decoder = decoder;
        this.claims = new ClaimsReader(settings);
        this.skew = settings.clockSkew();
        this.clock = clock;
        this.checked =
                Caffeine.newBuilder()
                        .maximumSize(settings.mostKnown())
                        .executor(Runnable::run)
                        .build();
    }

    /** Null when it must be checked. */
    @Nullable Caller known(String digest) {
        Checked was = current(digest);
        return was != null && Duration.between(was.at, clock.instant()).abs().compareTo(CHECKED) < 0
                ? was.caller
                : null;
    }

    /** Whether it has let somebody in here: nobody has guessed it. */
    boolean seen(String digest) {
        return current(digest) != null;
    }

    private @Nullable Checked current(String digest) {
        Checked was = checked.getIfPresent(digest);
        return was != null && clock.instant().isBefore(was.caller.until().plus(skew)) ? was : null;
    }

    /**
     * Checks it.
     *
     * @throws NotLetIn when it lets nobody in
     * @throws Refused when the keys cannot be had now
     */
    Caller check(String token, String digest) throws NotLetIn {
        try {
            Jwt jwt = decoder.decode(token);
            Instant until = Objects.requireNonNull(jwt.getExpiresAt());
            String subject = jwt.getSubject() == null ? "nobody" : PlainText.of(jwt.getSubject());
            String name = subject.substring(0, Math.min(subject.length(), MOST_LOGGED));
            Caller caller = claims.read(name, jwt.getClaims(), until);
            checked.put(digest, new Checked(caller, clock.instant()));
            return caller;
        } catch (JwtValidationException e) {
            // Its errors are our validators' words; they quote no claim.
            throw new NotLetIn(
                    e.getErrors().stream()
                            .map(error -> error.getDescription())
                            .toList()
                            .toString());
        } catch (BadJwtException e) {
            throw new NotLetIn("no token that one of the known keys signed");
        } catch (JwtException e) {
            throw new Refused(
                    Problem.KEYS_UNAVAILABLE,
                    "The identity provider does not tell its keys; try again.",
                    RETRY_AFTER);
        } catch (ClaimsReader.Unclear e) {
            throw new NotLetIn(String.valueOf(e.getMessage()));
        }
    }

    private record Checked(Caller caller, Instant at) {}

    /** Why somebody was not let in, in words that may be logged. */
    static final class NotLetIn extends Exception {
        NotLetIn(String why) {
            super(why, null, false, false);
        }
    }
}
