package io.eprointake.journal;

import io.eprointake.alerts.Alerts;
import io.eprointake.alerts.Alerts.New;
import io.eprointake.audit.Act;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.Trail;
import io.eprointake.instrument.Scoring;
import io.eprointake.journal.Acceptance.Accepted;
import io.eprointake.journal.Acceptance.Superseded;
import io.eprointake.journal.Amendments.Whose;
import io.eprointake.report.Alert;
import io.eprointake.report.Amendment;
import io.eprointake.report.Assessment;
import io.eprointake.report.Finding;
import io.eprointake.report.History;
import io.eprointake.report.InstrumentVersion;
import io.eprointake.report.Narrative;
import io.eprointake.report.Receipt;
import io.eprointake.report.Report;
import io.eprointake.report.ReportState;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.BatchedWrite;
import io.eprointake.store.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Puts reports that arrived on record, inside the transaction that they share: graded, with their
 * alerts, each once.
 */
final class Arrivals implements BatchedWrite<Arrivals.Arrival, Arrivals.Arrived> {

    /** Where the numbers come from by which lists go; only some databases have it. */
    static final String NUMBERS = "report_seq_seq";

    static final String INSERT =
            """
            insert into report (report_id, study, site, subject, language, completed_at,
                                received_at, received_as, content_sha256, body, narrative,
                                scores, findings, assessment, content_form, instrument,
                                instrument_version)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (report_id) do nothing
            """;

    private static final String SCORES =
            "select scores from report where report_id = ? and study = ? and site = ? and subject = ?";

    /** Its place among these. */
    private static final int BODY = 9;

    /** What is not analyzed yet, or waits for a person. */
    static final String OPEN =
            """
            insert into open_report (seq, site, quarantined, analysis_state, turn, attempt,
                                     attempts_left, due_at, claimed_by)
            values ((select seq from report where report_id = ?), ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final Json json;
    private final StudyKeys keys;
    private final JournalProperties settings;
    private final Scoring scoring;
    private final Alerts alerts;
    private final Course course;
    private final Outbox outbox;
    private final Trail trail;

    Arrivals(
            Json json,
            StudyKeys keys,
            JournalProperties settings,
            Scoring scoring,
            Alerts alerts,
            Course course,
            Outbox outbox,
            Trail trail) {
        this.json = json;
        this.keys = keys;
        this.settings = settings;
        this.scoring = scoring;
        this.alerts = alerts;
        this.course = course;
        this.outbox = outbox;
        this.trail = trail;
    }

    /**
     * What can be done before the transaction is done here.
     *
     * @param claim when there is a place here to analyze it at once; else null
     */
    Arrival arrival(Submission submission, LostClaims.@Nullable Token claim) {
        var asked = new AtomicBoolean();
        Assessment assessment =
                assess(
                        submission,
                        item -> {
                            asked.set(true);
                            return null;
                        });
        return new Arrival(
                submission,
                claim,
                assessment,
                asked.get(),
                json.write(submission.cleaned().scores()),
                json.write(submission.cleaned().findings()),
                json.write(new Grades(assessment.grades(), assessment.scores())));
    }

    private Assessment assess(Submission submission, History history) {
        return scoring.assess(submission.report().study(), submission.cleaned(), history);
    }

    /** All at once, except that the next report of a subject is graded after the one before it. */
    @Override
    public List<Arrived> apply(Tx tx, List<Arrival> arrivals) throws SQLException {
        tx.number(NUMBERS);
        var arrived = new IdentityHashMap<Arrival, Arrived>();
        for (List<Arrival> round : rounds(arrivals)) {
            acceptRound(tx, round, arrived);
        }
        return arrivals.stream().map(a -> Objects.requireNonNull(arrived.get(a))).toList();
    }

    /**
     * In the first are the first reports of their subjects, in the second the second, and so on.
     */
    private static List<List<Arrival>> rounds(List<Arrival> arrivals) {
        Map<String, Integer> before = new HashMap<>();
        List<List<Arrival>> rounds = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            int round = before.merge(arrival.submission.subjectKey(), 1, Integer::sum) - 1;
            if (round == rounds.size()) {
                rounds.add(new ArrayList<>());
            }
            rounds.get(round).add(arrival);
        }
        return rounds;
    }

    private void acceptRound(Tx tx, List<Arrival> round, IdentityHashMap<Arrival, Arrived> arrived)
            throws SQLException {
        List<Arrival> arrivals = new ArrayList<>(round.size());
        List<List<UUID>> superseding = new ArrayList<>(round.size());
        for (Arrival arrival : round) {
            if (Amendments.conflicts(tx, arrival.submission)) {
                arrived.put(arrival, new Arrived(new Superseded(), List.of(), List.of()));
            } else {
                arrivals.add(arrival);
                superseding.add(superseding(tx, arrival.submission));
            }
        }
        if (arrivals.isEmpty()) {
            return;
        }
        List<SubjectHistory> histories =
                SubjectHistory.of(
                        tx,
                        json,
                        keys,
                        settings.history(),
                        arrivals.stream().map(Arrival::submission).toList());
        List<Assessment> assessments = new ArrayList<>();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < arrivals.size(); i++) {
            Arrival arrival = arrivals.get(i);
            Assessment assessment =
                    arrival.toCompare
                            ? assess(arrival.submission, histories.get(i))
                            : arrival.assessment;
            assessments.add(assessment);
            rows.add(row(arrival, assessment, tx.now()));
        }
        int[] inserted = tx.updateAll(INSERT, rows);
        List<@Nullable Object[]> open = new ArrayList<>();
        List<New> raised = new ArrayList<>();
        List<UUID> decided = new ArrayList<>();
        List<Act> accepted = new ArrayList<>();
        for (int i = 0; i < arrivals.size(); i++) {
            Submission submission = arrivals.get(i).submission;
            if (inserted[i] == 1) {
                UUID id = submission.report().reportId();
                accepted.add(accepted(submission, rows.get(i)));
                boolean current = amend(tx, submission, histories.get(i), superseding.get(i));
                if (submission.report().amendment() != null) {
                    accepted.add(amended(tx, submission));
                }
                String study = submission.report().study();
                for (Alert alert : assessments.get(i).alerts()) {
                    // A red flag stands, whatever was corrected: so it must when that came first.
                    if (current || alert.redFlag() != null) {
                        raised.add(new New(study, id, alert, false));
                    }
                }
                if (submission.firstState() != ReportState.ANALYZED) {
                    open.add(openRow(arrivals.get(i), assessments.get(i), tx.steady()));
                }
                if (submission.firstState() != ReportState.RECEIVED) {
                    decided.add(id);
                }
            }
        }
        for (int i = 0; i < arrivals.size(); i++) {
            if (inserted[i] == 0 && !superseding.get(i).isEmpty()) {
                // Another replica stored this id meanwhile, of another subject: not half of it.
                throw new IllegalStateException("a correction was not stored");
            }
        }
        if (!open.isEmpty()) {
            tx.updateAll(OPEN, open);
        }
        alerts.raise(tx, raised);
        if (!accepted.isEmpty()) {
            trail.append(tx, accepted);
        }
        for (int i = 0; i < arrivals.size(); i++) {
            Submission submission = arrivals.get(i).submission;
            arrived.put(
                    arrivals.get(i),
                    inserted[i] == 1
                            ? new Arrived(
                                    new Accepted(receipt(submission, tx.now())),
                                    assessments.get(i).alerts(),
                                    late(tx, submission, histories.get(i), superseding.get(i)))
                            : new Arrived(
                                    Receipts.again(tx, keys, submission), List.of(), List.of()));
        }
        outbox.recordNews(tx, decided);
    }

    /**
     * Those in whose place a new correction stands, from now on: its own answers are compared
     * without theirs.
     */
    private static List<UUID> superseding(Tx tx, Submission submission) throws SQLException {
        Report report = submission.report();
        Amendment amendment = report.amendment();
        if (amendment == null
                || submission.cleaned().quarantined()
                || Amendments.stored(tx, report.reportId())) {
            return new ArrayList<>();
        }
        return Amendments.supersede(tx, Whose.of(report), amendment.amends());
    }

    /**
     * Puts on record what a report that was stored corrects.
     *
     * @param superseding takes those before it, if it was corrected before it came
     * @return false if it was
     */
    private static boolean amend(
            Tx tx, Submission submission, SubjectHistory history, List<UUID> superseding)
            throws SQLException {
        Report report = submission.report();
        Whose whose = Whose.of(report);
        Amendment amendment = report.amendment();
        if (amendment != null) {
            Amendments.record(tx, report, amendment);
        }
        if (!history.amended() || !Amendments.inEffect(tx, whose, report.reportId())) {
            return true;
        }
        superseding.addAll(Amendments.supersede(tx, whose, report.reportId()));
        superseding.remove(report.reportId()); // it raised nothing, and none was compared with it
        return false;
    }

    /**
     * What a report raises of the later ones, unless its answers are not used; and what they come
     * to without those in whose place it stands.
     */
    private List<Alert> late(
            Tx tx, Submission submission, SubjectHistory history, List<UUID> superseding)
            throws SQLException {
        List<Alert> late = new ArrayList<>(course.without(tx, superseding));
        UUID id = submission.report().reportId();
        if (history.overtaken()
                && !submission.cleaned().quarantined()
                && !(history.amended() && Amendments.superseded(tx, id))) {
            late.addAll(course.compareAfter(tx, id));
        }
        return late;
    }

    /** What the patient said, and what tells of it, is sealed. */
    private @Nullable Object[] row(Arrival arrival, Assessment assessment, Instant now) {
        Submission submission = arrival.submission;
        Report report = submission.report();
        Instant completedAt = submission.cleaned().completedAt();
        Narrative narrative = report.narrative();
        String study = report.study();
        UUID id = report.reportId();
        InstrumentVersion gradedBy = submission.cleaned().gradedBy();
        String findings =
                assessment.findings().isEmpty()
                        ? arrival.findings
                        : json.write(findings(submission, assessment));
        return new @Nullable Object[] {
            report.reportId(),
            report.study(),
            report.site(),
            report.subject().id(),
            report.language(),
            completedAt == null ? null : completedAt.toEpochMilli(),
            now.toEpochMilli(),
            submission.receivedAs().word(),
            keys.seal(study, id, "content_sha256", submission.contentSha256()),
            keys.seal(study, id, "body", submission.body()),
            narrative == null ? null : keys.seal(study, id, "narrative", narrative.text()),
            keys.seal(study, id, "scores", arrival.scores),
            keys.seal(study, id, "findings", findings),
            keys.seal(study, id, "assessment", arrival.grades),
            submission.contentForm(),
            gradedBy == null ? null : gradedBy.instrument(),
            gradedBy == null ? null : gradedBy.version()
        };
    }

    private static Act accepted(Submission submission, @Nullable Object[] row) {
        return Act.accepted(
                submission.actor(),
                submission.report().study(),
                submission.report().reportId().toString(),
                (byte[]) Objects.requireNonNull(row[BODY]));
    }

    /** Who corrects what, why, and each answer that is another; as far as it has come. */
    private Act amended(Tx tx, Submission submission) throws SQLException {
        Report report = submission.report();
        Amendment amendment = Objects.requireNonNull(report.amendment());
        UUID id = amendment.amends();
        Map<String, Integer> now = submission.cleaned().scores();
        List<Change> changes = new ArrayList<>();
        changes.add(new Change("amended_by", null, report.reportId().toString()));
        for (byte[] sealed :
                tx.query(
                        SCORES,
                        row -> row.getBytes(1),
                        id,
                        report.study(),
                        report.site(),
                        report.subject().id())) {
            String scores = keys.openText(report.study(), id, "scores", sealed);
            Map<String, Integer> before = json.read(scores, SubjectHistory.SCORES);
            var items = new TreeSet<>(before.keySet());
            items.addAll(now.keySet());
            for (String item : items) {
                if (!Objects.equals(before.get(item), now.get(item))) {
                    changes.add(new Change(item, text(before.get(item)), text(now.get(item))));
                }
            }
        }
        return new Act(
                What.AMENDED,
                submission.actor(),
                report.study(),
                id.toString(),
                null,
                amendment.reason(),
                changes);
    }

    private static @Nullable String text(@Nullable Integer score) {
        return score == null ? null : score.toString();
    }

    private static List<Finding> findings(Submission submission, Assessment assessment) {
        List<Finding> findings = new ArrayList<>(submission.cleaned().findings());
        findings.addAll(assessment.findings());
        return findings;
    }

    private @Nullable Object[] openRow(Arrival arrival, Assessment assessment, Instant steady) {
        Submission submission = arrival.submission;
        boolean claimed = arrival.claim != null;
        boolean toAnalyze = submission.toAnalyze();
        ReportState analysis =
                !toAnalyze
                        ? ReportState.ANALYZED
                        : claimed ? ReportState.ANALYZING : ReportState.RECEIVED;
        return new @Nullable Object[] {
            submission.report().reportId(),
            submission.report().site(),
            submission.cleaned().quarantined() ? 1 : 0,
            analysis.word(),
            turn(assessment.alerts()),
            claimed ? 1 : 0,
            settings.maxAttempts() - (claimed ? 1 : 0),
            toAnalyze
                    ? steady.plus(claimed ? settings.lease() : Duration.ZERO).toEpochMilli()
                    : null,
            arrival.claim == null ? null : arrival.claim.word()
        };
    }

    private static int turn(List<Alert> alerts) {
        if (alerts.isEmpty()) {
            return Turn.LAST;
        }
        return alerts.stream().anyMatch(alert -> alert.redFlag() != null)
                ? Turn.RED_FLAG
                : Turn.ALERT;
    }

    private static Receipt receipt(Submission submission, Instant now) {
        return new Receipt(
                submission.report().reportId(),
                submission.receivedAs(),
                now,
                submission.contentSha256());
    }

    /**
     * A report that arrived.
     *
     * @param assessment without its history
     * @param toCompare whether a rule asks for its history, so that it is assessed again with it
     * @param scores as they are stored, like what follows
     * @param findings its history may add some
     */
    record Arrival(
            Submission submission,
            LostClaims.@Nullable Token claim,
            Assessment assessment,
            boolean toCompare,
            String scores,
            String findings,
            String grades) {

        @Override
        public String toString() {
            return "Arrival[" + submission + "]";
        }
    }

    /**
     * What became of it, and which alerts it raised.
     *
     * @param late those of later reports
     */
    record Arrived(Acceptance acceptance, List<Alert> alerts, List<Alert> late) {}
}
