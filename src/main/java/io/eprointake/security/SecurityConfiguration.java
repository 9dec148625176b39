package io.eprointake.security;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.audit.AuditLog;
import io.eprointake.audit.Trail;
import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.PermitPools;
import io.eprointake.leakwatch.Threads;
import io.eprointake.problem.Refusals;
import io.eprointake.security.credential.KnownTokens;
import io.eprointake.store.Store;
import jakarta.servlet.Filter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.security.oauth2.resource.OAuth2ResourceServerProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.config.BeanIds;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.Header;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.method.annotation.AuthenticationPrincipalArgumentResolver;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The one filter chain of both ports. It is written out, since it is short: no form, and one
 * cookie, which {@link SessionCookie} guards.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration implements WebMvcConfigurer {

    /** Trust in what is known ends well within the two seconds that a revocation may take. */
    private static final Duration TRUSTED = Duration.ofMillis(1900);

    private static final String PAGE =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src 'self'; form-action 'self'; base-uri 'none';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script';"
                    + " trusted-types lit-html";

    /** Of the provider's answers are waited for at once; each within seconds. */
    private static final int SIGN_INS = 16;

    private static final Duration PREFLIGHT = Duration.ofMinutes(30);

    @Bean
    SecurityFilterChain door(
            Callers callers,
            Refusals refusals,
            ObjectMapper json,
            SecurityProperties settings,
            ObjectProvider<Sessions> sessions,
            ObjectProvider<AuditLog> log) {
        AuditLog audit = log.getIfAvailable();
        var door =
                new Door(
                        refusals,
                        json,
                        audit == null ? null : new RefusedCalls(audit::note, System::nanoTime));
        var bearer = new BearerTokenAuthenticationFilter(callers);
        Sessions signedIn = sessions.getIfAvailable();
        bearer.setBearerTokenResolver(
                signedIn == null ? new BearerToken() : new ShownToken(signedIn));
        bearer.setAuthenticationEntryPoint(door);
        List<Filter> filters = new ArrayList<>(List.of(headers()));
        if (!settings.corsOrigins().isEmpty()) {
            filters.add(cors(settings.corsOrigins()));
        }
        filters.addAll(List.of(bearer, door));
        return new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE, filters);
    }

    private static Filter headers() {
        var always =
                new StaticHeadersWriter(
                        List.of(
                                header("X-Content-Type-Options", "nosniff"),
                                header("X-Frame-Options", "DENY"),
                                header("Referrer-Policy", "no-referrer")));
        // What draws the page draws nothing else, and nothing that came with a patient's words.
        var page =
                new DelegatingRequestMatcherHeaderWriter(
                        request -> request.getRequestURI().equals("/"),
                        new StaticHeadersWriter("Content-Security-Policy", PAGE));
        var elsewhere =
                new DelegatingRequestMatcherHeaderWriter(
                        request -> !request.getRequestURI().equals("/"),
                        new StaticHeadersWriter(
                                "Content-Security-Policy",
                                "default-src 'none'; frame-ancestors 'none'"));
        var noStore =
                new DelegatingRequestMatcherHeaderWriter(
                        request -> !kept(request.getRequestURI()),
                        new StaticHeadersWriter("Cache-Control", "no-store"));
        var filter =
                new HeaderWriterFilter(
                        List.of(always, page, elsewhere, noStore, new HstsHeaderWriter()));
        filter.setShouldWriteHeadersEagerly(true);
        return filter;
    }

    /** The count of patients, which is polled, and what the page is made of: by their ETags. */
    private static boolean kept(String path) {
        return path.equals("/enrollment")
                || path.equals("/")
                || path.startsWith("/page/")
                || path.startsWith("/webjars/");
    }

    private static Header header(String name, String value) {
        return new Header(name, value);
    }

    private static CorsFilter cors(List<String> origins) {
        var allowed = new CorsConfiguration();
        allowed.setAllowedOrigins(origins);
        allowed.setAllowedMethods(List.of("GET", "POST", "DELETE"));
        allowed.setAllowedHeaders(List.of("Authorization", "Content-Type", "If-None-Match"));
        allowed.setExposedHeaders(List.of("ETag", "Location", "Retry-After"));
        allowed.setMaxAge(PREFLIGHT);
        var paths = new UrlBasedCorsConfigurationSource();
        paths.registerCorsConfiguration("/**", allowed);
        return new CorsFilter(paths);
    }

    /**
     * What {@code @EnableWebSecurity} makes asks Spring MVC for each request's handler before there
     * is anything that would want to know.
     */
    @Bean(BeanIds.SPRING_SECURITY_FILTER_CHAIN)
    FilterChainProxy filter(SecurityFilterChain door, Refusals refusals, ObjectMapper json) {
        var firewall = new StrictHttpFirewall();
        // The container has refused what cannot be in a header; looking again costs each call.
        firewall.setAllowedHeaderNames(name -> true);
        firewall.setAllowedHeaderValues(value -> true);
        var filter = new FilterChainProxy(door);
        filter.setFirewall(firewall);
        // Also in the container's own turn at an error, where an odd method is refused again.
        filter.setRequestRejectedHandler(new Door(refusals, json, null)::reject);
        return filter;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new AuthenticationPrincipalArgumentResolver());
    }

    @Bean
    RateLimits rateLimits(SecurityProperties settings) {
        return new RateLimits(settings.limits().period());
    }

    @Bean
    Strangers strangers(RateLimits limits, SecurityProperties settings) {
        return new Strangers(limits, settings.limits().strangers());
    }

    @Bean
    Callers callers(
            JwtDecoder decoder,
            ObjectProvider<OpaqueTokens> opaque,
            Strangers strangers,
            RateLimits limits,
            SecurityProperties settings,
            InstantSource clock) {
        return new Callers(
                new PeopleTokens(decoder, settings, clock),
                opaque.getIfAvailable(),
                strangers,
                limits,
                settings.limits());
    }

    /** Tokens that are in the store; the analyzer's own process has none. */
    @Configuration(proxyBeanMethods = false)
    @Profile("!analyzer")
    static class Stored {

        @Bean
        KnownTokens<Caller> knownTokens(SecurityProperties settings) {
            return new KnownTokens<>(settings.mostKnown(), TRUSTED, System::nanoTime);
        }

        @Bean
        KnownTokens<Session> knownSessions(SecurityProperties settings) {
            return new KnownTokens<>(settings.mostKnown(), TRUSTED, System::nanoTime);
        }

        @Bean
        @DependsOnDatabaseInitialization
        Revocations revocations(
                Store store,
                KnownTokens<Caller> tokens,
                KnownTokens<Session> sessions,
                SecurityProperties settings,
                Loops loops) {
            return new Revocations(store, List.of(tokens, sessions), settings.hearing(), loops);
        }

        @Bean
        Sessions sessions(
                Store store,
                Trail trail,
                KnownTokens<Session> known,
                SecurityProperties settings,
                InstantSource clock,
                Revocations revocations) {
            return new Sessions(
                    store, trail, known, settings.sessionLife(), clock, revocations::round);
        }

        @Bean
        Devices devices(
                Store store, Trail trail, SecurityProperties settings, Revocations revocations) {
            return new Devices(
                    store, trail, settings.codeLife(), settings.deviceLife(), revocations::round);
        }

        @Bean
        SystemTokens systemTokens(
                Store store, Trail trail, ObjectMapper json, Revocations revocations) {
            return new SystemTokens(store, trail, json, revocations::round);
        }

        @Bean
        @ConditionalOnProperty("epro.security.sign-in.client-id")
        IdentityProvider identityProvider(
                OAuth2ResourceServerProperties provider,
                SecurityProperties settings,
                Ledger ledger,
                Threads threads,
                PermitPools pools) {
            return new IdentityProvider(
                    provider.getJwt().getIssuerUri(),
                    settings.signIn(),
                    ledger,
                    threads.virtual("sign-in-"),
                    pools.open("sign-in", SIGN_INS, () -> {}));
        }

        @Bean
        StillIn stillIn(Sessions sessions, Callers callers, InstantSource clock) {
            return new StillIn(sessions, callers, clock);
        }

        @Bean
        OpaqueTokens opaqueTokens(
                Devices devices,
                SystemTokens systems,
                KnownTokens<Caller> known,
                SecurityProperties settings,
                InstantSource clock) {
            return new OpaqueTokens(devices, systems, known, settings, clock);
        }
    }
}
