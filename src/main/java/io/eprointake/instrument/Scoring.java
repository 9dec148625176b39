package io.eprointake.instrument;

import io.eprointake.report.Alert;
import io.eprointake.report.Assessment;
import io.eprointake.report.Assessment.Grade;
import io.eprointake.report.Assessment.Score;
import io.eprointake.report.Cleaned;
import io.eprointake.report.History;
import io.eprointake.report.InstrumentVersion;
import io.eprointake.report.Report;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Cleans what a patient answered, grades it and raises alerts, by the version of the instrument
 * that the report names, without network or AI. The same report, clock and history give the same
 * outcome. Safe for use by many threads; neither call blocks, but for what {@link History} does.
 *
 * <p>Grades and scores describe, and are not for diagnosis; alerts are a study's own rule.
 */
@Component
public final class Scoring {

    /** The finding of an item whose earlier answer lies behind what was looked through. */
    public static final String NOT_KNOWN = "previous_not_known";

    private final Instruments instruments;
    private final CompletionTime completionTime;
    private final AlertRules alertRules;

    /** With the rules that studies bring, if there are any. */
    @Autowired
    public Scoring(
            Instruments instruments,
            InstrumentProperties properties,
            InstantSource clock,
            ObjectProvider<StudyRules> ofStudies) {
        this(
                instruments,
                properties,
                clock,
                ofStudies.getIfAvailable(() -> new StudyRules(List.of())));
    }

    /**
     * @throws IllegalArgumentException when an alert rule can never match, or two of one study have
     *     the same name
     */
    public Scoring(
            Instruments instruments,
            InstrumentProperties properties,
            InstantSource clock,
            StudyRules ofStudies) {
        this.instruments = instruments;
        completionTime = new CompletionTime(clock, properties.clockSkew());
        alertRules = new AlertRules(properties.alerts(), ofStudies.rules(), instruments.all());
    }

    /**
     * Cleans a report. It never fails on what a patient sent: what cannot be understood becomes a
     * doubtful finding and has no score.
     *
     * <p>Items are known by their exact field name, blanks around it apart. Of an item sent twice
     * the first counts and the report is doubtful. A blank answer is none. In a report that names
     * an unknown version, items are read by the newest; those of a report that names an unknown
     * instrument, and those of another instrument than the report names, by the newest version that
     * has them, so that their alerts are not lost.
     *
     * <p>Conditional branching: an app does not ask what another item spares, when that is answered
     * with 0, and it is scored 0 (so for PRO-CTCAE the CDISC QRS supplement for version 1.0, the
     * flag QSCBRFL); it is derived here as {@code branched}. Answers above 0 beside such an item
     * keep their score and are {@code inconsistent}; a composite of PRO-CTCAE is 0 all the same.
     *
     * <p>Doubtful findings, by rule: {@code no_completed_at}, {@code unreadable_time}, {@code
     * no_zone}, {@code in_the_future}, {@code too_old}, {@code unknown_mode}, {@code
     * unknown_instrument}, {@code unknown_instrument_version}, {@code unknown_item}, {@code
     * duplicate_item}, {@code not_an_answer}, {@code out_of_range}, {@code empty}. Others: {@code
     * normalized}, {@code trimmed}, {@code recoded}, {@code decimal}, {@code trimmed_name}, {@code
     * blank}, {@code unscored}, {@code branched}, {@code inconsistent}. What reading the report saw
     * comes first.
     */
    public Cleaned clean(Report report) {
        return new Cleaning(instruments, report).clean(completionTime);
    }

    /**
     * Grades every symptom all of whose items are scored, makes the instrument's scores, and raises
     * the study's alerts ({@code epro.instrument.alerts}) and the red flags of answers, which are
     * alerts in any study.
     *
     * <p>Valid answers raise alerts in a quarantined report too: a call too many is safer than one
     * too few. Only a rise needs a certain {@code completed_at}, since without it nobody knows
     * which report came before. Where the history ends before an earlier answer was found, the
     * finding {@code previous_not_known} says so.
     *
     * @param history asked only for items whose score could be such a rise
     */
    public Assessment assess(String study, Cleaned cleaned, History history) {
        Instrument named = instruments.find(cleaned.gradedBy());
        AlertRules.Sorted ofNamed = alertRules.of(study, named);
        Set<Instrument> others = Set.of();
        var made = new Made(cleaned.completedAt() != null, history);
        for (var scored : cleaned.scores().entrySet()) {
            String field = scored.getKey();
            Item item = named == null ? null : named.item(field);
            if (named != null && item != null) {
                made.judge(named, ofNamed, item, scored.getValue(), cleaned);
                continue;
            }
            Instrument other = instruments.owner(field);
            item = other == null ? null : other.item(field);
            if (other != null && item != null) {
                others = others.isEmpty() ? new LinkedHashSet<>() : others;
                others.add(other);
                made.judge(other, alertRules.of(study, other), item, scored.getValue(), cleaned);
            }
        }
        if (named != null) {
            made.total(named, ofNamed, cleaned);
        }
        for (Instrument other : others) {
            made.total(other, alertRules.of(study, other), cleaned);
        }
        return made.assessment();
    }

    /**
     * Whether a rule of that name still compares this item with the subject's earlier answers: an
     * alert of a rule that was taken away stands as it was raised.
     *
     * @param gradedBy as {@link Cleaned} has it
     */
    public boolean compares(
            String study, @Nullable InstrumentVersion gradedBy, String rule, String item) {
        Instrument named = instruments.find(gradedBy);
        Instrument its =
                named != null && named.item(item) != null ? named : instruments.owner(item);
        Item known = its == null ? null : its.item(item);
        return its != null
                && known != null
                && alertRules.of(study, its).on(known).stream()
                        .anyMatch(one -> one.name().equals(rule) && one.rise());
    }

    /** What is made of one report. */
    private static final class Made {

        private final boolean timed;
        private final History history;
        private final List<Grade> grades = new ArrayList<>();
        private final List<Score> scores = new ArrayList<>(1);
        private final List<Alert> alerts = new ArrayList<>();
        private final Findings findings = new Findings();

        Made(boolean timed, History history) {
            this.timed = timed;
            this.history = history;
        }

        void judge(
                Instrument instrument,
                AlertRules.Sorted rules,
                Item item,
                int score,
                Cleaned cleaned) {
            for (AlertRule rule : rules.on(item)) {
                if (score >= rule.atLeast() && (timed || !rule.rise())) {
                    raise(rule, item, score);
                }
            }
            for (Item.RedFlag flag : item.redFlags()) {
                if (score >= flag.atLeast()) {
                    alerts.add(Alert.redFlag(flag.kind(), item.field(), score));
                }
            }
            if (item.first()) {
                grade(instrument, rules, item, cleaned);
            }
        }

        private void raise(AlertRule rule, Item item, int score) {
            Alert alert = Alert.of(rule.name(), item.group(), item.label(), item.field(), score);
            if (!rule.rise()) {
                alerts.add(alert);
                return;
            }
            History.Answered earlier = history.last(item.field());
            if (earlier == null && !history.whole()) {
                findings.note(NOT_KNOWN, item.field(), null, null);
            } else if (earlier != null && score - earlier.score() >= rule.atLeast()) {
                alerts.add(alert.risenFrom(earlier));
            }
        }

        private void grade(
                Instrument instrument, AlertRules.Sorted rules, Item first, Cleaned cleaned) {
            Group group = instrument.group(first);
            Integer composite = group.composite(cleaned.scores());
            if (composite == null) {
                return;
            }
            grades.add(new Grade(group.number(), group.symptom(), composite));
            for (AlertRule rule : rules.on(group)) {
                if (composite >= rule.atLeast()) {
                    alerts.add(
                            Alert.of(
                                    rule.name(), group.number(), group.symptom(), null, composite));
                }
            }
        }

        void total(Instrument instrument, AlertRules.Sorted rules, Cleaned cleaned) {
            for (Total total : instrument.totals()) {
                Score score = total.of(cleaned.scores());
                if (score != null) {
                    scores.add(score);
                    int value = score.value().intValue();
                    for (AlertRule rule : rules.on(total)) {
                        if (value >= rule.atLeast()) {
                            alerts.add(
                                    Alert.of(
                                            rule.name(), null, total.label(), total.name(), value));
                        }
                    }
                }
            }
        }

        Assessment assessment() {
            return new Assessment(
                    List.copyOf(grades), List.copyOf(scores), List.copyOf(alerts), findings.all());
        }
    }
}
