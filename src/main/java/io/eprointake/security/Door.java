package io.eprointake.security;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refusals;
import io.eprointake.problem.Refused;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.PathContainer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.servletapi.SecurityContextHolderAwareRequestWrapper;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a call through by the rules, and tells in the catalogue's form why it does not. */
final class Door extends OncePerRequestFilter implements AuthenticationEntryPoint {

    private final Refusals refusals;
    private final ObjectMapper json;
    private final @Nullable RefusedCalls refused;

    /**
     * @param refused null where nothing is put on record
     */
    Door(Refusals refusals, ObjectMapper json, @Nullable RefusedCalls refused) {
        this.refusals = refusals;
        this.json = json;
        this.refused = refused;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        Caller caller = authentication instanceof LetIn in ? in.getPrincipal() : null;
        Access.Decision decision =
                Access.decide(
                        request.getMethod(),
                        PathContainer.parsePath(request.getRequestURI()),
                        caller);
        if (decision.kind() == Access.Kind.GRANTED) {
            // By the request the health endpoint asks whether the caller may see details.
            chain.doFilter(
                    new SecurityContextHolderAwareRequestWrapper(request, "ROLE_"), response);
        } else {
            tell(refusal(decision, caller), response);
        }
        if (refused != null
                && caller != null
                && response.getStatus() == HttpServletResponse.SC_FORBIDDEN) {
            String pattern = Access.pattern(PathContainer.parsePath(request.getRequestURI()));
            refused.count(caller, request.getRemoteAddr(), request.getMethod() + " " + pattern);
        }
    }

    private static Refused refusal(Access.Decision decision, @Nullable Caller caller) {
        if (caller == null) {
            return new Refused(Problem.UNAUTHENTICATED, "Send a token: Authorization: Bearer …");
        }
        return switch (decision.kind()) {
            case OTHER_METHOD ->
                    new Refused(
                                    Problem.METHOD_NOT_ALLOWED,
                                    Problem.METHOD_NOT_ALLOWED.title() + ".")
                            .with(HttpHeaders.ALLOW, String.join(", ", decision.methods()));
            case NOWHERE -> new Refused(Problem.NOT_FOUND, Problem.NOT_FOUND.title() + ".");
            default ->
                    new Refused(
                            Problem.FORBIDDEN, "The role " + caller.role().word() + " may not.");
        };
    }

    /** Who showed a token that lets nobody in. */
    @Override
    public void commence(
            HttpServletRequest request,
            HttpServletResponse response,
            AuthenticationException failure)
            throws IOException {
        tell(
                failure instanceof TurnedAway turned
                        ? turned.refused()
                        : new Refused(Problem.UNAUTHENTICATED, "The token lets nobody in."),
                response);
    }

    /** What Spring's firewall refuses, before anybody is asked who they are. */
    void reject(
            HttpServletRequest request, HttpServletResponse response, RequestRejectedException odd)
            throws IOException {
        tell(
                new Refused(
                        Problem.INVALID_PARAMETER,
                        "The address or the method is none that a caller of this service needs."),
                response);
    }

    private void tell(Refused refused, HttpServletResponse response) throws IOException {
        refusals.count(refused);
        ResponseEntity<ProblemDetail> told = refused.response();
        response.setStatus(told.getStatusCode().value());
        told.getHeaders()
                .forEach((name, values) -> values.forEach(it -> response.addHeader(name, it)));
        byte[] document = json.writeValueAsBytes(told.getBody());
        response.setContentLength(document.length);
        response.getOutputStream().write(document);
    }
}
