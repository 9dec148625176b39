package io.eprointake.journal;

import io.eprointake.audit.Actor;
import io.eprointake.report.Amendment;
import io.eprointake.report.Cleaned;
import io.eprointake.report.Finding;
import io.eprointake.report.InstrumentVersion;
import io.eprointake.report.Narrative;
import io.eprointake.report.Report;
import io.eprointake.report.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reports of one subject, ready to be made durable. */
final class Submissions {

    static final Finding DOUBT = new Finding("out_of_range", true, "PROCTCAE_9A_SCL", "7", null);

    static final InstrumentVersion PRO_CTCAE = new InstrumentVersion("PRO-CTCAE", "1.0");

    static final Actor PHONE = new Actor("device 1", "patient", "SITE03", "1", "192.0.2.7");

    static final Actor NURSE = new Actor("nurse@example.org", "site", "SITE03", null, "192.0.2.8");

    private Submissions() {}

    static Submission submission(UUID id, String content, @Nullable String narrative) {
        return submission(id, content, narrative, List.of(), Map.of());
    }

    static Submission submission(
            UUID id,
            String content,
            @Nullable String narrative,
            List<Finding> findings,
            Map<String, Integer> scores) {
        return submission(
                id,
                "SITE03-0042",
                Instant.parse("2026-03-03T08:00:00Z"),
                content,
                narrative,
                findings,
                scores);
    }

    /** Of another subject, or at another time; its content is its id. */
    static Submission ofSubject(
            String subject,
            UUID id,
            Instant completedAt,
            List<Finding> findings,
            Map<String, Integer> scores) {
        return submission(id, subject, completedAt, id.toString(), null, findings, scores);
    }

    /** Of another subject, in the place of another report, or of none. */
    static Submission amending(
            @Nullable UUID amends,
            String subject,
            UUID id,
            Instant completedAt,
            List<Finding> findings,
            Map<String, Integer> scores) {
        return submission(
                amends == null ? null : new Amendment(amends, "she meant it"),
                id,
                subject,
                completedAt,
                id.toString(),
                null,
                findings,
                scores);
    }

    private static Submission submission(
            UUID id,
            String subject,
            Instant completedAt,
            String content,
            @Nullable String narrative,
            List<Finding> findings,
            Map<String, Integer> scores) {
        return submission(null, id, subject, completedAt, content, narrative, findings, scores);
    }

    private static Submission submission(
            @Nullable Amendment amendment,
            UUID id,
            String subject,
            Instant completedAt,
            String content,
            @Nullable String narrative,
            List<Finding> findings,
            Map<String, Integer> scores) {
        var report =
                new Report(
                        id,
                        "ONC-301",
                        "SITE03",
                        new Subject(subject),
                        "PRO-CTCAE",
                        "1.0",
                        completedAt.toString(),
                        "en",
                        "self",
                        Map.of(),
                        narrative == null ? null : new Narrative(narrative),
                        amendment,
                        List.of());
        return new Submission(
                report,
                ("body of " + content).getBytes(StandardCharsets.UTF_8),
                content,
                2,
                new Cleaned(PRO_CTCAE, completedAt, scores, findings),
                PHONE);
    }
}
