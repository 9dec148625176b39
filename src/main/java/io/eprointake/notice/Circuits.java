package io.eprointake.notice;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A circuit breaker for each recipient: one that did not take the last few is left alone for a
 * minute, then tried by one.
 */
final class Circuits {

    private static final Logger log = LoggerFactory.getLogger(Circuits.class);
    private static final int FAILURES = 4;

    private final Map<String, CircuitBreaker> byRecipient = new TreeMap<>();

    Circuits(CircuitBreakerRegistry registry, Recipients recipients) {
        var config =
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(FAILURES)
                        .minimumNumberOfCalls(FAILURES)
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(Duration.ofMinutes(1))
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build();
        recipients
                .all()
                .forEach(recipient -> {
                    CircuitBreaker circuit =
                            registry.circuitBreaker("notice-" + recipient.name(), config);
                    circuit.getEventPublisher()
                            .onStateTransition(change ->
                                    log.atWarn()
                                            .addKeyValue("circuit", change.getCircuitBreakerName())
                                            .addKeyValue(
                                                    "from",
                                                    word(
                                                            change.getStateTransition()
                                                                    .getFromState()))
                                            .addKeyValue(
                                                    "to",
                                                    word(change.getStateTransition().getToState()))
                                            .log("The circuit breaker changed"));
                    byRecipient.put(recipient.name(), circuit);
                });
    }

    private static String word(CircuitBreaker.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Leave to make one call, which is given back or used. One that is not known has no circuit.
     */
    boolean tryAcquire(String recipient) {
        CircuitBreaker circuit = byRecipient.get(recipient);
        return circuit == null || circuit.tryAcquirePermission();
    }

    void release(String recipient) {
        CircuitBreaker circuit = byRecipient.get(recipient);
        if (circuit != null) {
            circuit.releasePermission();
        }
    }

    void succeeded(String recipient) {
        CircuitBreaker circuit = byRecipient.get(recipient);
        if (circuit != null) {
            circuit.onSuccess(0, circuit.getTimestampUnit());
        }
    }

    void failed(String recipient, @Nullable Throwable failure) {
        CircuitBreaker circuit = byRecipient.get(recipient);
        if (circuit != null && failure != null) {
            circuit.onError(0, circuit.getTimestampUnit(), failure);
        }
    }
}
