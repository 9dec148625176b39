package io.eprointake.journal;

import io.eprointake.report.Assessment;
import io.eprointake.report.Cleaned;
import io.eprointake.report.Finding;
import io.eprointake.report.History;
import io.eprointake.report.Narrative;
import io.eprointake.report.Report;
import io.eprointake.report.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reports of one subject, ready to be made durable. */
final class Submissions {

    private Submissions() {}

    static Submission submission(UUID id, String content, @Nullable String narrative) {
        return submission(id, content, narrative, List.of(), Map.of());
    }

    static Submission submission(
            UUID id,
            Instant completedAt,
            Map<String, Integer> scores,
            Function<History, Assessment> assess) {
        return new Submission(
                report(id, null),
                new byte[0],
                "content",
                new Cleaned(completedAt, scores, List.of()),
                assess);
    }

    static Submission submission(
            UUID id,
            String content,
            @Nullable String narrative,
            List<Finding> findings,
            Map<String, Integer> scores) {
        return new Submission(
                report(id, narrative),
                ("body of " + content).getBytes(StandardCharsets.UTF_8),
                content,
                new Cleaned(Instant.parse("2026-03-03T08:00:00Z"), scores, findings),
                history -> new Assessment(List.of(), List.of()));
    }

    private static Report report(UUID id, @Nullable String narrative) {
        return new Report(
                id,
                "ONC-301",
                "SITE03",
                new Subject("SITE03-0042"),
                "PRO-CTCAE",
                "1.0",
                "2026-03-02T20:14:05+08:00",
                "en",
                "self",
                Map.of(),
                narrative == null ? null : new Narrative(narrative));
    }
}
