package io.eprointake.instrument;

import io.eprointake.report.Alert;
import io.eprointake.report.Assessment;
import io.eprointake.report.Assessment.Grade;
import io.eprointake.report.Cleaned;
import io.eprointake.report.History;
import io.eprointake.report.Report;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * NCI's PRO-CTCAE, version 1.0: cleans what a patient answered, grades it and raises alerts,
 * without network or AI. The same report, clock and history give the same outcome. Safe for use by
 * many threads; neither call blocks, but for what {@link History} does.
 *
 * <p>Composite grades describe safety in aggregate and are not for diagnosis; alerts are a study's
 * own rule.
 */
@Component
public final class Instrument {

    /** The finding of an item whose earlier answer lies behind what was looked through. */
    public static final String NOT_KNOWN = "previous_not_known";

    private final ProCtcae proCtcae = new ProCtcae();
    private final CompletionTime completionTime;
    private final AlertRules alertRules;

    /**
     * @throws IllegalArgumentException when an alert rule can never match, or two of one study have
     *     the same name
     */
    public Instrument(InstrumentProperties properties, InstantSource clock) {
        completionTime = new CompletionTime(clock, properties.clockSkew());
        alertRules = new AlertRules(properties.rules(), proCtcae);
    }

    /** The names of the symptom groups, in English, by their number. */
    public SortedMap<Integer, String> symptoms() {
        SortedMap<Integer, String> symptoms = new TreeMap<>();
        proCtcae.groups().forEach(group -> symptoms.put(group.number(), group.symptom()));
        return symptoms;
    }

    /** The highest score of each item, by its name in a report; the lowest is 0. */
    public SortedMap<String, Integer> highestScores() {
        SortedMap<String, Integer> highest = new TreeMap<>();
        proCtcae.items().forEach(item -> highest.put(item.field(), item.answers().highest()));
        return highest;
    }

    /**
     * Cleans a report. It never fails on what a patient sent: what cannot be understood becomes a
     * doubtful finding and has no score.
     *
     * <p>Items are known by their exact field name, blanks around it apart. Of an item sent twice
     * the first counts and the report is doubtful. A blank answer is none. Items of a report that
     * names another instrument are read all the same, so that their alerts are not lost.
     *
     * <p>Conditional branching: an app does not ask the other items of a symptom whose first item
     * is answered with 0, and NCI scores them 0 (CDISC QRS supplement for PRO-CTCAE 1.0, the flag
     * QSCBRFL); they are derived here as {@code branched}. Answers above 0 beside such a first item
     * keep their score and are {@code inconsistent}; the composite is 0 all the same.
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
        return new Cleaning(proCtcae, report).clean(completionTime);
    }

    /**
     * Grades every symptom all of whose items are scored (Basch et al., Clinical Trials
     * 2021;18:104-114), and raises the study's alerts ({@code epro.instrument.alerts}).
     *
     * <p>Valid answers raise alerts in a quarantined report too: a call too many is safer than one
     * too few. Only a rise needs a certain {@code completed_at}, since without it nobody knows
     * which report came before. Where the history ends before an earlier answer was found, the
     * finding {@code previous_not_known} says so.
     *
     * @param history asked only for items whose score could be such a rise
     */
    public Assessment assess(String study, Cleaned cleaned, History history) {
        AlertRules.OfStudy rules = alertRules.of(study);
        List<Grade> grades = new ArrayList<>();
        List<Alert> alerts = new ArrayList<>();
        var findings = new Findings();
        for (var scored : cleaned.scores().entrySet()) {
            Item item = proCtcae.item(scored.getKey());
            if (item == null) {
                continue;
            }
            boolean timed = cleaned.completedAt() != null;
            raise(rules.on(item), item, scored.getValue(), timed, history, alerts, findings);
            Group group = proCtcae.group(item);
            Integer composite = item.first() ? group.composite(cleaned.scores()) : null;
            if (composite != null) {
                grades.add(new Grade(group.number(), group.symptom(), composite));
                for (AlertRule rule : rules.on(group)) {
                    if (composite >= rule.atLeast()) {
                        alerts.add(alert(rule, group, composite));
                    }
                }
            }
        }
        return new Assessment(List.copyOf(grades), List.copyOf(alerts), findings.all());
    }

    /**
     * Whether a rule of that name still compares this item with the subject's earlier answers: an
     * alert of a rule that was taken away stands as it was raised.
     */
    public boolean compares(String study, String rule, String item) {
        Item known = proCtcae.item(item);
        return known != null
                && alertRules.of(study).on(known).stream()
                        .anyMatch(its -> its.name().equals(rule) && its.rise());
    }

    private static void raise(
            List<AlertRule> rules,
            Item item,
            int score,
            boolean timed,
            History history,
            List<Alert> alerts,
            Findings findings) {
        for (AlertRule rule : rules) {
            if (score < rule.atLeast() || (rule.rise() && !timed)) {
                continue;
            }
            Alert alert = Alert.of(rule.name(), item.group(), item.symptom(), item.field(), score);
            if (!rule.rise()) {
                alerts.add(alert);
                continue;
            }
            History.Answered earlier = history.last(item.field());
            if (earlier == null && !history.whole()) {
                findings.note(NOT_KNOWN, item.field(), null, null);
            } else if (earlier != null && score - earlier.score() >= rule.atLeast()) {
                alerts.add(alert.risenFrom(earlier));
            }
        }
    }

    private static Alert alert(AlertRule rule, Group group, int composite) {
        return Alert.of(rule.name(), group.number(), group.symptom(), null, composite);
    }
}
