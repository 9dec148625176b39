package io.eprointake.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/** How many calls each caller has left in this period, here: each replica counts by itself. */
final class RateLimits {

    /** Those that were not seen for longest are forgotten, and begin anew. */
    private static final int MOST_CALLERS = 100_000;

    private final Duration period;
    private final Cache<String, RateLimiter> limiters;

    RateLimits(Duration period) {
        this.period = period;
        this.limiters =
                Caffeine.newBuilder()
                        .maximumSize(MOST_CALLERS)
                        .expireAfterAccess(period.multipliedBy(2))
                        .executor(Runnable::run)
                        .build();
    }

    /**
     * Takes one call of a caller's.
     *
     * @throws Refused when none is left
     */
    void take(String caller, int most) {
        if (!limiter(caller, most).acquirePermission()) {
            throw none(most);
        }
    }

    /**
     * @throws Refused when none is left; it takes none
     */
    void check(String caller, int most) {
        RateLimiter limiter = limiters.getIfPresent(caller);
        if (limiter != null && limiter.getMetrics().getAvailablePermissions() < 1) {
            throw none(most);
        }
    }

    /** Takes one, or there was none left. */
    void count(String caller, int most) {
        limiter(caller, most).acquirePermission();
    }

    private RateLimiter limiter(String caller, int most) {
        return limiters.get(
                caller,
                key ->
                        RateLimiter.of(
                                "caller", // never the key: it would be told in its events
                                RateLimiterConfig.custom()
                                        .limitForPeriod(most)
                                        .limitRefreshPeriod(period)
                                        .timeoutDuration(Duration.ZERO)
                                        .build()));
    }

    /** RateLimit fields as draft-ietf-httpapi-ratelimit-headers-10 has them. */
    private Refused none(int most) {
        long seconds = period.toSeconds();
        return new Refused(
                        Problem.TOO_MANY_REQUESTS,
                        "At most " + most + " in " + seconds + " s.",
                        period)
                .with("RateLimit-Policy", "\"calls\";q=" + most + ";w=" + seconds)
                .with("RateLimit", "\"calls\";r=0;t=" + seconds);
    }
}
