package io.eprointake.study;

import com.fasterxml.jackson.databind.JsonNode;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.PlainText;
import io.eprointake.report.Scope;
import io.eprointake.report.Subject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A subject who takes part in a study, known by the trial's id alone.
 *
 * @param study as reports name it
 * @param subject the trial's id, unique within the study
 * @param site where the subject takes part
 * @param startedAt the moment that begins day 1, in whole milliseconds
 * @param timeZone in which the subject's days begin and end
 * @param withdrawnAt from that day on nothing is expected; null for never
 */
public record Registration(
        String study,
        String subject,
        String site,
        Instant startedAt,
        ZoneId timeZone,
        @Nullable Instant withdrawnAt) {

    private static final Set<String> FIELDS =
            Set.of("subject", "study", "site", "started_at", "time_zone", "withdrawn_at");

    private static final int MOST_CHARACTERS = 64;
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    /**
     * Reads {@code {"subject": …, "study": …, "site": …, "started_at": …, "time_zone": …,
     * "withdrawn_at": …}}. The time zone may be left out where the study has one, and the site
     * where another says it.
     *
     * @param site of whoever says which; null when the object must
     * @throws Refused when it is anything else: with another field it may be somebody's name
     */
    public static Registration read(JsonNode body, @Nullable String site, Studies studies) {
        if (!body.isObject()) {
            throw new Refused(Problem.UNREADABLE, "A subject must be a JSON object.");
        }
        for (var field : body.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                throw new Refused(
                        Problem.UNKNOWN_FIELD,
                        "Known of a subject are subject, study, site, started_at, time_zone and"
                                + " withdrawn_at, no others.");
            }
        }
        String study = id(body, "study");
        String at = site != null && !body.hasNonNull("site") ? site : id(body, "site");
        if (site != null && !site.equals(at)) {
            throw invalid("The subject's site must be that of the update.");
        }
        Instant startedAt = time(body, "started_at");
        Instant withdrawnAt = body.hasNonNull("withdrawn_at") ? time(body, "withdrawn_at") : null;
        if (withdrawnAt != null && withdrawnAt.isBefore(startedAt)) {
            throw invalid("withdrawn_at must not be before started_at.");
        }
        ZoneId zone = zone(body, studies.of(study).timeZone());
        return new Registration(study, id(body, "subject"), at, startedAt, zone, withdrawnAt);
    }

    private static String id(JsonNode body, String field) {
        return id(field, body.path(field).textValue());
    }

    /**
     * An id as reports' ids are read.
     *
     * @throws Refused when it is missing, blank or too long
     */
    static String id(String field, @Nullable String sent) {
        String plain = sent == null ? "" : PlainText.of(sent);
        if (plain.isEmpty() || plain.length() > MOST_CHARACTERS || plain.indexOf('\0') >= 0) {
            throw invalid(field + " must be a text of 1 to " + MOST_CHARACTERS + " characters.");
        }
        return plain;
    }

    private static Instant time(JsonNode body, String field) {
        String sent = body.path(field).textValue();
        try {
            if (sent != null) {
                Instant at = OffsetDateTime.parse(sent).toInstant().truncatedTo(ChronoUnit.MILLIS);
                if (!at.isBefore(EARLIEST) && at.isBefore(LATEST)) {
                    return at;
                }
            }
        } catch (DateTimeException e) {
            // The parser's words quote what was sent.
        }
        throw invalid(
                field
                        + " must be a time with an offset in 2000 to 2099, such as"
                        + " 2026-03-01T08:00:00+01:00.");
    }

    private static ZoneId zone(JsonNode body, @Nullable String usual) {
        String sent = body.hasNonNull("time_zone") ? body.path("time_zone").asText() : usual;
        if (sent == null) {
            throw invalid("time_zone must be given: the study's file has none.");
        }
        try {
            return Names.zone("time_zone", sent);
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage() + ".");
        }
    }

    private static Refused invalid(String detail) {
        return new Refused(Problem.INVALID_PARAMETER, detail);
    }

    /** Whether somebody may speak for this subject. */
    boolean within(Scope scope) {
        return scope.covers(study, site, new Subject(subject));
    }

    /** The subject's day 1. */
    LocalDate start() {
        return day(startedAt);
    }

    /** The subject's day at a moment. */
    LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, timeZone);
    }

    /** The moment at which one of the subject's days ends. */
    Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(timeZone).toInstant();
    }

    /** Who it is stays unsaid. */
    @Override
    public String toString() {
        return "Registration[" + study + ", " + site + "]";
    }
}
