package io.eprointake.security;

import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;

/** Finds the token in the header of RFC 6750, and nowhere else; of two it takes neither. */
final class BearerToken implements BearerTokenResolver {

    private static final int MOST = 8192;

    /** The analyzer's own end of the wire knows one token, and checks it by itself. */
    private static final String ANALYZE = "/analyze";

    private static final String SCHEME = "bearer ";

    @Override
    @SuppressWarnings("NullAway") // null is how the framework says that there is none
    public @Nullable String resolve(HttpServletRequest request) {
        if (request.getRequestURI().equals(ANALYZE)) {
            return null;
        }
        try {
            return of(Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION)));
        } catch (Refused refused) {
            throw new TurnedAway(refused);
        }
    }

    /**
     * The token; null when there is no header.
     *
     * @throws Refused when there is something else than one token
     */
    static @Nullable String of(List<String> headers) {
        if (headers.isEmpty()) {
            return null;
        }
        String token = headers.size() > 1 ? null : token(headers.getFirst());
        if (token == null) {
            throw new Refused(
                            Problem.UNAUTHENTICATED,
                            "There must be one header Authorization: Bearer, and a token of at"
                                    + " most "
                                    + MOST
                                    + " characters.")
                    .with(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_request\"");
        }
        return token;
    }

    /** By hand: the expression for it took a fiftieth of all that a report costs. */
    private static @Nullable String token(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        int from = SCHEME.length();
        while (from < header.length() && header.charAt(from) == ' ') {
            from++;
        }
        int end = header.length();
        while (end > from && header.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = from; i < end; i++) {
            if (!allowed(header.charAt(i))) {
                return null;
            }
        }
        return end == from || header.length() - from > MOST ? null : header.substring(from);
    }

    /** Whether it could stand in that header. */
    static boolean wellFormed(String token) {
        return token.equals(token(SCHEME + token));
    }

    private static boolean allowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "-._~+/".indexOf(c) >= 0;
    }
}
