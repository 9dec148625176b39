package io.eprointake.analysis;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How reports are analyzed.
 *
 * @param url of a remote analyzer, without its path; the embedded one is used when it is not set
 * @param token of 32 characters or more, which the service shows to a remote analyzer, and which
 *     the analyzer's own process demands; empty is not set
 * @param sslBundle the name of a bundle under {@code spring.ssl.bundle}: whom to trust behind an
 *     https address, and what to show there; what the JVM trusts when it is not set
 * @param deadline after which a call is cut
 * @param concurrency how many calls may be open at once
 * @param poll how often the backlog is looked at when nothing woke the worker; well below the age
 *     at which a loop counts as late
 * @param firstBackoff before the second attempt; every further wait is twice the last
 * @param maxBackoff between two attempts
 * @param drain how long a stop waits for open calls before it hands their reports back
 * @param maxAnswerSize of a remote analyzer's answer
 */
@Validated
@ConfigurationProperties("epro.analysis")
record AnalysisProperties(
        @Nullable URI url,
        @Nullable Token token,
        @Nullable String sslBundle,
        @DurationMin(millis = 10) @DurationMax(minutes = 30) @DefaultValue("20s") Duration deadline,
        @Min(1) @Max(10_000) @DefaultValue("16") int concurrency,
        @DurationMin(millis = 10) @DurationMax(seconds = 60) @DefaultValue("1s") Duration poll,
        @DurationMin(millis = 1) @DefaultValue("5s") Duration firstBackoff,
        @DurationMin(millis = 1) @DefaultValue("15m") Duration maxBackoff,
        @DurationMin(millis = 0) @DurationMax(seconds = 15) @DefaultValue("10s") Duration drain,
        @DefaultValue("256KB") DataSize maxAnswerSize) {

    AnalysisProperties {
        token = token == null || token.value().isEmpty() ? null : token;
        // Here, and not by an annotation or in the token: those would quote it.
        if (token != null && !token.isWellFormed()) {
            throw new IllegalArgumentException(
                    "epro.analysis.token must be 32 or more of A-Z a-z 0-9 . _ ~ + / - and may end in =");
        }
        sslBundle = sslBundle == null || sslBundle.isEmpty() ? null : sslBundle;
        if (maxAnswerSize.toBytes() < 1) {
            throw new IllegalArgumentException("epro.analysis.max-answer-size must be positive");
        }
    }

    /** Before the attempt after this one, counted from 1. */
    Duration backoff(int attempt) {
        int doublings = Math.min(attempt - 1, 30);
        Duration doubled = firstBackoff.multipliedBy(1L << Math.max(doublings, 0));
        return doubled.compareTo(maxBackoff) < 0 ? doubled : maxBackoff;
    }
}
