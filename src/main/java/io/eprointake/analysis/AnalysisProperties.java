package io.eprointake.analysis;

import io.eprointake.settings.Settings;
import io.eprointake.settings.SettingsRules;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.List;
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
 * @param deadline after which a call is cancelled
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
        @Nullable AnalyzerToken token,
        @Nullable String sslBundle,
        @DurationMin(millis = 10) @DurationMax(minutes = 30) @DefaultValue("20s") Duration deadline,
        @Min(1) @Max(10_000) @DefaultValue("16") int concurrency,
        @DurationMin(millis = 10) @DurationMax(seconds = 60) @DefaultValue("1s") Duration poll,
        @DurationMin(millis = 1) @DefaultValue("5s") Duration firstBackoff,
        @DurationMin(millis = 1) @DefaultValue("15m") Duration maxBackoff,
        @DurationMin(millis = 0) @DurationMax(minutes = 10) @DefaultValue("10s") Duration drain,
        @DefaultValue("256KB") DataSize maxAnswerSize)
        implements SettingsRules {

    /** Between the deadline and the end of the lease: time to cancel, and to write the outcome. */
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(15);

    /** Between the drain and the end of its phase, after which nobody waits: time to hand back. */
    private static final Duration DRAIN_MARGIN = Duration.ofSeconds(5);

    private static final String PHASE = "spring.lifecycle.timeout-per-shutdown-phase";
    private static final String URL = "epro.analysis.url";
    private static final String TOKEN = "epro.analysis.token";
    private static final String CIRCUIT = "resilience4j.circuitbreaker.instances.analyzer.";

    AnalysisProperties {
        token = token == null || token.value().isEmpty() ? null : token;
        sslBundle = sslBundle == null || sslBundle.isEmpty() ? null : sslBundle;
    }

    @Override
    public void rules(Settings settings) {
        // Here, and not by an annotation or in the token: those would quote it.
        if (token != null && !token.isWellFormed()) {
            settings.refuse(TOKEN, "32 or more of A-Z a-z 0-9 . _ ~ + / - and it may end in =");
        }
        settings.httpAddress(URL);
        settings.sslBundle("epro.analysis.ssl-bundle");
        settings.httpsFor("epro.analysis.ssl-bundle", URL);
        settings.between(
                "epro.analysis.max-answer-size", DataSize.ofBytes(1), DataSize.ofMegabytes(64));
        settings.atMost("epro.analysis.first-backoff", "epro.analysis.max-backoff", Duration.class);
        if (settings.value(PHASE, Duration.class)
                .filter(phase -> phase.compareTo(drain.plus(DRAIN_MARGIN)) < 0)
                .isPresent()) {
            settings.refuse(
                    List.of("epro.analysis.drain", PHASE),
                    "%s must be at least epro.analysis.drain and %ds more"
                            .formatted(PHASE, DRAIN_MARGIN.toSeconds()));
        }
        if (!settings.value(CIRCUIT + "sliding-window-type", String.class)
                .orElse("")
                .equalsIgnoreCase("time_based")) {
            settings.atMost(
                    CIRCUIT + "minimum-number-of-calls",
                    CIRCUIT + "sliding-window-size",
                    Integer.class);
        }
        if (settings.isActive("analyzer")) {
            if (!settings.isSet(TOKEN) && !settings.isLoopback("server.address")) {
                settings.refuse(
                        List.of("server.address", TOKEN),
                        "a token, where others reach the analyzer, or server.address 127.0.0.1");
            }
            return;
        }
        Duration least = deadline.plus(LEASE_MARGIN);
        if (settings.value("epro.journal.lease", Duration.class)
                .filter(lease -> lease.compareTo(least) < 0)
                .isPresent()) {
            settings.refuse(
                    List.of("epro.journal.lease", "epro.analysis.deadline"),
                    "epro.journal.lease must be at least %ds: epro.analysis.deadline and %ds more"
                            .formatted(least.toSeconds(), LEASE_MARGIN.toSeconds()));
        }
    }

    /** Before the attempt after this one, counted from 1. */
    Duration backoff(int attempt) {
        int doublings = Math.min(attempt - 1, 30);
        Duration doubled = firstBackoff.multipliedBy(1L << Math.max(doublings, 0));
        return doubled.compareTo(maxBackoff) < 0 ? doubled : maxBackoff;
    }
}
