package io.eprointake.alerts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.eprointake.report.Alert;
import io.eprointake.study.Study;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An alert as it is answered.
 *
 * @param reportId the report that raised it; absent when the subject is silent
 * @param silentSince when a silent subject was last heard of
 * @param late whether an earlier report, that came or was released later, raised it
 * @param role who is to answer it
 * @param ageSeconds since it was raised
 * @param limitSeconds within which the study wants an answer
 * @param overdue whether it waits for longer than that
 * @param answers what was done about it, what was taken back too, the first one first
 * @param asOf when it was read; absent in a page, which says so itself
 */
record AlertView(
        long id,
        AlertState state,
        String study,
        String site,
        String subject,
        @Nullable UUID reportId,
        @Nullable Instant silentSince,
        @JsonUnwrapped Alert alert,
        Instant raisedAt,
        boolean late,
        @Nullable String role,
        long ageSeconds,
        @Nullable Long limitSeconds,
        boolean overdue,
        List<AnswerView> answers,
        @Nullable Instant asOf) {

    /** One of a page, which says when it was read. */
    AlertView listed() {
        return new AlertView(
                id,
                state,
                study,
                site,
                subject,
                reportId,
                silentSince,
                alert,
                raisedAt,
                late,
                role,
                ageSeconds,
                limitSeconds,
                overdue,
                answers,
                null);
    }

    static AlertView of(ListedAlert alert, Study study, Instant now, boolean words) {
        RaisedAlert raised = alert.raised();
        Instant by = alert.answerBy();
        List<String> roles = study.answering().roles();
        Standing standing = alert.standing();
        return new AlertView(
                raised.id(),
                standing.state(),
                alert.study(),
                alert.site(),
                alert.subject(),
                alert.reportId(),
                alert.silentSince(),
                raised.alert(),
                raised.raisedAt(),
                raised.late(),
                standing.waits() ? roles.get(Math.min(standing.level(), roles.size() - 1)) : null,
                Math.max(0, Duration.between(raised.raisedAt(), now).toSeconds()),
                by == null ? null : Duration.between(raised.raisedAt(), by).toSeconds(),
                by != null && now.isAfter(by),
                alert.answers().stream().map(it -> AnswerView.of(it, words)).toList(),
                now);
    }

    @Override
    public String toString() {
        return "AlertView[" + id + "]";
    }

    /**
     * What somebody did.
     *
     * @param note in their own words; absent for who does not see patients' words
     * @param inTime whether it came within the study's limit
     * @param takenBack absent while it holds
     */
    record AnswerView(
            String action,
            @Nullable String note,
            String by,
            Instant at,
            boolean inTime,
            @Nullable TakenBack takenBack) {

        private static AnswerView of(Answer answer, boolean words) {
            Instant at = answer.takenBackAt();
            return new AnswerView(
                    answer.action(),
                    words ? answer.note() : null,
                    answer.by(),
                    answer.at(),
                    answer.inTime(),
                    at == null
                            ? null
                            : new TakenBack(
                                    String.valueOf(answer.takenBackBy()),
                                    at,
                                    words ? answer.reason() : null));
        }

        @Override
        public String toString() {
            return "AnswerView[" + action + "]";
        }
    }

    /** Who said that an answer was wrong, and why. */
    record TakenBack(String by, Instant at, @Nullable String reason) {

        @Override
        public String toString() {
            return "TakenBack[" + at + "]";
        }
    }

    /**
     * A page of a list.
     *
     * @param next what to give as {@code after} for the next page; null on the last
     * @param asOf when it was read
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Page(List<AlertView> alerts, @Nullable String next, Instant asOf) {}

    /**
     * What became of several.
     *
     * @param results in the order of the alerts' ids
     */
    record Results(List<Result> results) {}

    /**
     * Of one of them.
     *
     * @param status as the call for it alone would answer
     * @param alert as it stands; absent when it is not the caller's
     * @param code why it was not done; absent when it was
     */
    record Result(long id, int status, @Nullable AlertView alert, @Nullable String code) {}
}
