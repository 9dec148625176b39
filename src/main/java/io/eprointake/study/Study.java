package io.eprointake.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.eprointake.instrument.AlertRule;
import io.eprointake.report.PlainText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a study wants, as its file says. What a file leaves out, and a study without a file, has the
 * defaults.
 *
 * @param study its id, as reports name it
 * @param sites the sites that take part; empty when the file says nothing of them
 * @param answering how its alerts are answered
 * @param recipients who is told of what, and how
 * @param timeZone of its subjects, unless they are registered with another; null when each must be
 * @param instruments what is expected of its subjects, and when
 * @param lateBy for how long after it was due a report still comes late; what comes later does not
 *     count
 * @param silentAfter for how long a subject may send nothing before that is an alert; null for ever
 * @param alertRules of this study, each in the place of the general rule of its name
 */
public record Study(
        String study,
        List<Site> sites,
        Answering answering,
        List<Recipient> recipients,
        @Nullable String timeZone,
        List<Expected> instruments,
        Duration lateBy,
        @Nullable Duration silentAfter,
        List<AlertRule> alertRules) {

    private static final Duration LATE_BY = Duration.ofDays(1);
    private static final Duration MOST_LATE = Duration.ofDays(60);
    private static final Duration LEAST_SILENT = Duration.ofHours(1);
    private static final Duration MOST_SILENT = Duration.ofDays(365);
    private static final int MOST = 50;

    @JsonCreator
    public Study {
        if (study == null || study.isBlank() || !PlainText.of(study).equals(study)) {
            throw new IllegalArgumentException("study: must be the study's id, as reports name it");
        }
        sites = sites == null ? List.of() : List.copyOf(sites);
        answering = answering == null ? Answering.USUAL : answering;
        recipients = recipients == null ? List.of() : List.copyOf(recipients);
        Names.distinct("sites", sites, Site::site);
        Names.distinct("recipients", recipients, Recipient::name);
        if (timeZone != null) {
            Names.zone("time_zone", timeZone);
        }
        instruments = instruments == null ? List.of() : List.copyOf(instruments);
        if (instruments.size() > MOST) {
            throw new IllegalArgumentException("instruments: must be at most " + MOST);
        }
        for (int i = 0; i < instruments.size(); i++) {
            Expected one = instruments.get(i);
            // One without a version takes reports of all.
            if (instruments.subList(0, i).stream().anyMatch(other -> alike(one, other))) {
                throw new IllegalArgumentException(
                        "instruments [%d]: there are two of the name %s".formatted(i, one.name()));
            }
        }
        lateBy = lateBy == null ? LATE_BY : lateBy;
        if (lateBy.isNegative() || lateBy.compareTo(MOST_LATE) > 0) {
            throw new IllegalArgumentException("late_by: must be from 0 to 60 days");
        }
        if (silentAfter != null
                && (silentAfter.compareTo(LEAST_SILENT) < 0
                        || silentAfter.compareTo(MOST_SILENT) > 0)) {
            throw new IllegalArgumentException("silent_after: must be from 1 hour to 365 days");
        }
        alertRules = rules(study, alertRules == null ? List.of() : alertRules);
        for (int i = 0; i < recipients.size(); i++) {
            if (!answering.roles().contains(recipients.get(i).role())) {
                throw new IllegalArgumentException(
                        "recipients [%d] role: must be one of answering.roles %s"
                                .formatted(i, answering.roles()));
            }
        }
    }

    /** One that has no file. */
    static Study usual(String study) {
        return new Study(
                study,
                List.of(),
                Answering.USUAL,
                List.of(),
                null,
                List.of(),
                LATE_BY,
                null,
                List.of());
    }

    private static boolean alike(Expected one, Expected other) {
        return one.name().equals(other.name())
                && (one.version() == null
                        || other.version() == null
                        || one.version().equals(other.version()));
    }

    private static List<AlertRule> rules(String study, List<AlertRule> rules) {
        List<AlertRule> own = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            AlertRule rule = rules.get(i);
            String its = "alert_rules [%d] ".formatted(i);
            Names.word(its + "name", rule.name());
            if (rule.study() != null) {
                throw new IllegalArgumentException(its + "study: must not be there");
            }
            if (rule.measure() == null) {
                throw new IllegalArgumentException(its + "measure: must be there");
            }
            if (rule.atLeast() < 1) {
                throw new IllegalArgumentException(its + "at_least: must be 1 or more");
            }
            own.add(
                    new AlertRule(
                            rule.name(),
                            rule.measure(),
                            rule.atLeast(),
                            study,
                            rule.instrument(),
                            rule.attribute(),
                            rule.item(),
                            rule.group(),
                            rule.score()));
        }
        Names.distinct("alert_rules", own, AlertRule::name);
        return List.copyOf(own);
    }

    /**
     * A site that takes part.
     *
     * @param target how many patients it is to enroll; null when nothing is said
     */
    public record Site(String site, @Nullable Integer target) {

        @JsonCreator
        public Site {
            if (site == null || site.isBlank() || !PlainText.of(site).equals(site)) {
                throw new IllegalArgumentException(
                        "site: must be the site's id, as reports name it");
            }
            if (target != null && target < 0) {
                throw new IllegalArgumentException("target: must be 0 or more");
            }
        }
    }
}
