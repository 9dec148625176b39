package io.eprointake.instrument;

import io.eprointake.report.Cleaned;
import io.eprointake.report.Finding;
import io.eprointake.report.History;
import io.eprointake.report.InstrumentVersion;
import io.eprointake.report.Narrative;
import io.eprointake.report.Report;
import io.eprointake.report.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the tests of this package report, and to whom. */
final class Reports {

    static final Instant NOW = Instant.parse("2026-03-10T00:00:00Z");
    static final String A_WEEK_AGO = "2026-03-03T09:00:00Z";
    static final String STUDY = "ONC-301";

    static final InstrumentVersion PRO_CTCAE = new InstrumentVersion("PRO-CTCAE", "1.0");

    /** The report whose scores {@link #before} has. */
    static final UUID BEFORE = new UUID(0, 2);

    private Reports() {}

    static Scoring scoring() {
        return scoring(null);
    }

    static Scoring scoring(@Nullable List<AlertRule> alerts) {
        return scoring(null, alerts);
    }

    /** With a study's own instruments. */
    static Scoring scoring(@Nullable Path folder, @Nullable List<AlertRule> alerts) {
        var properties = properties(folder, alerts);
        return new Scoring(
                new Instruments(properties),
                properties,
                InstantSource.fixed(NOW),
                new StudyRules(List.of()));
    }

    static Instrument proCtcae() {
        return Objects.requireNonNull(instruments(null).find(PRO_CTCAE));
    }

    static Instruments instruments(@Nullable Path folder) {
        return new Instruments(properties(folder, null));
    }

    static InstrumentProperties properties(
            @Nullable Path folder, @Nullable List<AlertRule> alerts) {
        return new InstrumentProperties(Duration.ofMinutes(5), folder, alerts);
    }

    /** A report that is beyond doubt, with these items and answers in turn. */
    static Report answering(String... responses) {
        return answering("PRO-CTCAE", "1.0", responses);
    }

    static Report answering(String instrument, String version, String[] responses) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < responses.length; i += 2) {
            map.put(responses[i], responses[i + 1]);
        }
        return report(instrument, version, A_WEEK_AGO, "self", map, null);
    }

    static Report completedAt(@Nullable String completedAt) {
        return report(
                "PRO-CTCAE", "1.0", completedAt, "self", Map.of("PROCTCAE_53A_SCL", "2"), null);
    }

    static Report report(
            @Nullable String instrument,
            @Nullable String version,
            @Nullable String completedAt,
            @Nullable String mode,
            Map<String, String> responses,
            @Nullable String narrative) {
        return new Report(
                new UUID(0, 1),
                STUDY,
                "SITE03",
                new Subject("SITE03-0042"),
                instrument,
                version,
                completedAt,
                "en",
                mode,
                responses,
                narrative == null ? null : new Narrative(narrative),
                null,
                List.of());
    }

    /** A history in which every item has these scores, or none where there is none. */
    static History before(Function<String, @Nullable Integer> scores) {
        return item -> {
            Integer score = scores.apply(item);
            return score == null ? null : new History.Answered(score, BEFORE);
        };
    }

    static List<String> rules(Cleaned cleaned) {
        return cleaned.findings().stream().map(Finding::rule).toList();
    }
}
