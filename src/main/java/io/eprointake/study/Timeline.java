package io.eprointake.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A subject by week.
 *
 * @param weeks in their order, each that has begun: one in which nothing came has no symptoms
 * @param alerts those that stand, the newest first
 * @param corrections reports that correct others, the newest first
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Timeline(
        Instant asOf,
        String study,
        String site,
        String subject,
        Instant startedAt,
        String timeZone,
        @Nullable Instant withdrawnAt,
        List<Week> weeks,
        List<OfAlert> alerts,
        List<OfReport> reports,
        List<Correction> corrections) {

    @Override
    public String toString() {
        return "Timeline[redacted]";
    }

    /**
     * Seven of the subject's days.
     *
     * @param week 1 begins on the day on which the subject started
     * @param reports that were completed in it and are not superseded, expected or not
     * @param compliance of what was due in it
     */
    record Week(
            int week,
            LocalDate from,
            LocalDate until,
            int reports,
            Counts compliance,
            List<Symptom> symptoms) {}

    /**
     * How a symptom was in a week.
     *
     * @param lowest composite grade, 0 to 3
     * @param highest composite grade
     * @param reports that graded it
     */
    record Symptom(int group, String symptom, int lowest, int highest, int reports) {

        Symptom with(Symptom other) {
            return new Symptom(
                    group,
                    symptom,
                    Math.min(lowest, other.lowest),
                    Math.max(highest, other.highest),
                    reports + other.reports);
        }

        @Override
        public String toString() {
            return "Symptom[" + group + "]";
        }
    }

    /**
     * An alert.
     *
     * @param reportId null when it is of a silence
     */
    record OfAlert(
            long id,
            @Nullable UUID reportId,
            String rule,
            @Nullable String symptom,
            @Nullable String item,
            @Nullable Integer score,
            @Nullable Integer previous,
            @Nullable String redFlag,
            Instant raisedAt,
            boolean late) {

        @Override
        public String toString() {
            return "OfAlert[" + id + "]";
        }
    }

    /**
     * A report, which {@code GET /reports/{id}/history} has as it was sent.
     *
     * @param amends the report that it corrects; null when it corrects none
     * @param superseded whether it was corrected itself
     */
    record OfReport(
            UUID reportId,
            Instant completedAt,
            Instant receivedAt,
            @Nullable UUID amends,
            boolean superseded) {}

    /**
     * A correction.
     *
     * @param superseded whether it was corrected itself
     */
    record Correction(UUID reportId, UUID amends, Instant receivedAt, boolean superseded) {}
}
