package io.eprointake.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.security.credential.OpaqueToken;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** People sign in by their institution's identity provider, where one is set. */
@RestController
@Profile("!analyzer")
class ProviderController {

    private static final String BACK = "/session/provider/back";

    /** Not strict: the browser comes back from another site. It lets nobody in. */
    private static final String COOKIE = "epro-sign-in";

    private static final Duration LASTS = Duration.ofMinutes(10);
    private static final String PREFIX = "epl_";

    private final Optional<IdentityProvider> provider;
    private final SessionController sessions;
    private final String name;

    ProviderController(
            Optional<IdentityProvider> provider,
            SessionController sessions,
            SecurityProperties settings) {
        this.provider = provider;
        this.sessions = sessions;
        this.name = settings.signIn().name();
    }

    /** How one may sign in. */
    @GetMapping("/session/ways")
    Ways ways() {
        return new Ways(true, provider.isEmpty() ? null : new Way(name, "/session/provider"));
    }

    @GetMapping("/session/provider")
    ResponseEntity<Void> begin(HttpServletRequest request) {
        String secret = OpaqueToken.make(PREFIX);
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.SET_COOKIE, cookie(request, secret, LASTS))
                .location(provider().begin(secret, back()))
                .build();
    }

    /**
     * Whatever comes of it, the browser is shown the page, which says so: signed in, or {@code
     * /?refused=} and why.
     */
    @GetMapping(BACK)
    ResponseEntity<Void> comeBack(
            @CookieValue(name = COOKIE, defaultValue = "") String secret,
            @RequestParam(name = "state", required = false) @Nullable String state,
            @RequestParam(name = "code", required = false) @Nullable String code,
            HttpServletRequest request) {
        var answer =
                ResponseEntity.status(HttpStatus.SEE_OTHER)
                        .header(HttpHeaders.SET_COOKIE, cookie(request, "", Duration.ZERO));
        try {
            if (!OpaqueToken.is(PREFIX, secret) || !IdentityProvider.isState(state, secret)) {
                throw new Refused(Problem.UNAUTHENTICATED, "This browser began no such sign-in.");
            }
            if (code == null) {
                throw new Refused(Problem.UNAUTHENTICATED, "The provider let nobody in.");
            }
            String token = provider().token(code, secret, back());
            return answer.header(HttpHeaders.SET_COOKIE, sessions.cookie(request, token))
                    .location(URI.create("/"))
                    .build();
        } catch (Refused refused) {
            String why = refused.problem().name().toLowerCase(Locale.ROOT);
            return answer.location(URI.create("/?refused=" + why)).build();
        }
    }

    private IdentityProvider provider() {
        return provider.orElseThrow(
                () -> new Refused(Problem.NOT_FOUND, "No identity provider is set for this."));
    }

    /** As the provider knows it; where a proxy stands before, as the proxy was asked. */
    private static URI back() {
        return ServletUriComponentsBuilder.fromCurrentContextPath().path(BACK).build().toUri();
    }

    private static String cookie(HttpServletRequest request, String value, Duration lasts) {
        return ResponseCookie.from(COOKIE, value)
                .path("/session/provider")
                .maxAge(lasts)
                .httpOnly(true)
                .sameSite("Lax")
                .secure(request.isSecure())
                .build()
                .toString();
    }

    /**
     * @param token whether by a token, too
     * @param provider null when none is set
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Ways(boolean token, @Nullable Way provider) {}

    /**
     * @param href where the browser is to go
     */
    record Way(String name, String href) {}
}
