package io.eprointake.study;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.audit.Act;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.Actor;
import io.eprointake.audit.AuditLog;
import io.eprointake.report.Assessment.Grade;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Sql;
import io.eprointake.store.Store;
import io.eprointake.study.Compliance.Range;
import io.eprointake.study.Timeline.Correction;
import io.eprointake.study.Timeline.OfAlert;
import io.eprointake.study.Timeline.OfReport;
import io.eprointake.study.Timeline.Symptom;
import io.eprointake.study.Timeline.Week;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Puts together what is known of a subject, week by week. */
@Component
@Profile("!analyzer")
final class Timelines {

    private static final int MOST_REPORTS = 1000;
    private static final int MOST_ALERTS = 500;
    private static final int WEEK = 7;

    /** Reports that are named one by one: the last of them. */
    private static final int MOST_LISTED = 60;

    private final Store store;
    private final StudyKeys keys;
    private final ObjectMapper json;
    private final AuditLog audit;
    private final Compliance compliance;

    Timelines(
            Store store, StudyKeys keys, ObjectMapper json, AuditLog audit, Compliance compliance) {
        this.store = store;
        this.keys = keys;
        this.json = json;
        this.audit = audit;
        this.compliance = compliance;
    }

    /**
     * A subject's, as far back as one may ask for compliance. Who reads it is on record before.
     *
     * @param by who reads it
     */
    Timeline of(Registration who, Actor by) {
        Instant now = compliance.now();
        List<Sent> sent =
                store.read(reading ->
                        Received.of(reading, who, MOST_REPORTS, (row, n) -> sent(who, row)));
        List<OfAlert> alerts =
                store.read(reading ->
                        Received.alerts(reading, who, MOST_ALERTS, (row, n) -> alert(who, row)));
        List<Slot> slots =
                compliance.subject(who, new Range(null, null, Compliance.MOST_DAYS), now);
        audit.tell(new Act(What.READ, by, null, who.subject()));
        return new Timeline(
                now,
                who.study(),
                who.site(),
                who.subject(),
                who.startedAt(),
                who.timeZone().getId(),
                who.withdrawnAt(),
                weeks(who, sent, slots, who.day(now)),
                alerts,
                sent.stream()
                        .sorted(Comparator.comparing(Sent::at).reversed())
                        .limit(MOST_LISTED)
                        .map(it ->
                                new OfReport(it.id, it.at, it.receivedAt, it.amends, it.superseded))
                        .toList(),
                sent.stream()
                        .filter(it -> it.amends != null)
                        .map(it ->
                                new Correction(
                                        it.id,
                                        Objects.requireNonNull(it.amends),
                                        it.receivedAt,
                                        it.superseded))
                        .toList());
    }

    /** Each week that has begun, also one in which nothing came. */
    private static List<Week> weeks(
            Registration who, List<Sent> sent, List<Slot> slots, LocalDate today) {
        List<Week> weeks = new ArrayList<>();
        int last = Math.toIntExact(week(who, today));
        int first = Math.max(1, last - Compliance.MOST_DAYS / WEEK + 1);
        for (int n = first; n <= last; n++) {
            int week = n;
            List<Sent> its =
                    sent.stream()
                            .filter(it -> !it.superseded)
                            .filter(it -> week(who, who.day(it.at)) == week)
                            .toList();
            List<Slot> due = slots.stream().filter(slot -> week(who, slot.last()) == week).toList();
            LocalDate from = who.start().plusDays((week - 1L) * WEEK);
            weeks.add(
                    new Week(
                            week,
                            from,
                            from.plusDays(WEEK - 1L),
                            its.size(),
                            Counts.of(due),
                            symptoms(its)));
        }
        return weeks;
    }

    /** The first is 1; before the start it is 0 or less. */
    private static long week(Registration who, LocalDate day) {
        return Math.floorDiv(day.toEpochDay() - who.start().toEpochDay(), (long) WEEK) + 1;
    }

    private static List<Symptom> symptoms(List<Sent> reports) {
        Map<Integer, Symptom> symptoms = new TreeMap<>();
        for (Sent report : reports) {
            for (Grade grade : report.grades) {
                symptoms.merge(
                        grade.group(),
                        new Symptom(
                                grade.group(),
                                grade.symptom(),
                                grade.composite(),
                                grade.composite(),
                                1),
                        Symptom::with);
            }
        }
        return List.copyOf(symptoms.values());
    }

    private Sent sent(Registration who, ResultSet row) throws SQLException {
        UUID id = Objects.requireNonNull(Sql.uuid(row, 1));
        long completed = row.getLong(2);
        boolean said = !row.wasNull();
        Instant receivedAt = Instant.ofEpochMilli(row.getLong(3));
        return new Sent(
                id,
                said ? Instant.ofEpochMilli(completed) : receivedAt,
                receivedAt,
                grades(keys.openText(who.study(), id, "assessment", row.getBytes(4))),
                row.getInt(5) == 1,
                Sql.uuid(row, 6));
    }

    private List<Grade> grades(String assessment) {
        try {
            return json.readValue(assessment, Grades.class).grades();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "cannot read an assessment of " + assessment.length() + " chars");
        }
    }

    private OfAlert alert(Registration who, ResultSet row) throws SQLException {
        UUID id = Sql.uuid(row, 1);
        return new OfAlert(
                row.getLong(2),
                id,
                row.getString(3),
                row.getString(4),
                row.getString(5),
                opened(who, id, "score", row.getBytes(6)),
                opened(who, id, "previous", row.getBytes(7)),
                row.getString(8),
                Instant.ofEpochMilli(row.getLong(9)),
                row.getInt(10) == 1);
    }

    private @Nullable Integer opened(
            Registration who, @Nullable UUID id, String column, byte @Nullable [] sealed) {
        return id == null || sealed == null
                ? null
                : Integer.valueOf(keys.openText(who.study(), id, column, sealed));
    }

    /** What the column holds, among others. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Grades(List<Grade> grades) {}

    /** A report, as it is told of here. */
    private record Sent(
            UUID id,
            Instant at,
            Instant receivedAt,
            List<Grade> grades,
            boolean superseded,
            @Nullable UUID amends) {

        @Override
        public String toString() {
            return "Sent[" + id + "]";
        }
    }
}
