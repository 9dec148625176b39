package io.eprointake.security;

import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;

/** Finds the token in the header of RFC 6750, and nowhere else; of two it takes neither. */
final class BearerToken implements BearerTokenResolver {

    private static final int MOST = 8192;

    /** The analyzer's own end of the wire knows one token, and checks it by itself. */
    private static final String ANALYZE = "/analyze";

    private static final Pattern HEADER =
            Pattern.compile("bearer +([A-Za-z0-9-._~+/]+=*)", Pattern.CASE_INSENSITIVE);

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
        Matcher header = HEADER.matcher(headers.getFirst());
        if (headers.size() > 1 || !header.matches() || header.group(1).length() > MOST) {
            throw new Refused(
                            Problem.UNAUTHENTICATED,
                            "There must be one header Authorization: Bearer, and a token of at"
                                    + " most "
                                    + MOST
                                    + " characters.")
                    .with(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_request\"");
        }
        return header.group(1);
    }
}
