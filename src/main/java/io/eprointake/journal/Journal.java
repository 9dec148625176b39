package io.eprointake.journal;

import io.eprointake.journal.Acceptance.Accepted;
import io.eprointake.journal.Acceptance.Conflicting;
import io.eprointake.journal.Acceptance.Replayed;
import io.eprointake.report.Analysis;
import io.eprointake.report.Assessment;
import io.eprointake.report.Narrative;
import io.eprointake.report.Receipt;
import io.eprointake.report.Report;
import io.eprointake.report.ReportState;
import io.eprointake.store.Store;
import io.eprointake.store.Together;
import io.eprointake.store.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Accepts reports, each exactly once. */
public final class Journal {

    static final String INSERT =
            """
            insert into report (report_id, study, site, subject, language, completed_at,
                                received_at, received_as, content_sha256, body, narrative,
                                scores, findings, assessment, analysis, analyzed_at,
                                state, attempt, attempts_left, due_at, claimed_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (report_id) do nothing
            """;

    static final String FIRST_RECEIPT =
            """
            select received_as, received_at, content_sha256 from report where report_id = ?
            """;

    private final Store store;
    private final Json json;
    private final JournalProperties settings;
    private final Replica replica;
    private final Outbox outbox;
    private final Together<Arrival, Acceptance> accepting = this::accept;
    private volatile Worker worker = Worker.NONE;

    Journal(Store store, Json json, JournalProperties settings, Replica replica, Outbox outbox) {
        this.store = store;
        this.json = json;
        this.settings = settings;
        this.replica = replica;
        this.outbox = outbox;
    }

    /** From now on this worker is told of what is accepted here, and offered it first. */
    public void offerTo(Worker analyzing) {
        worker = analyzing;
    }

    /**
     * Makes a report durable, or finds that it is already. The future completes after the commit is
     * on the disk. Reports of one subject are graded one after another, at whichever replicas they
     * arrive: each sees those that were committed before it, in the order of their commits.
     *
     * @throws io.eprointake.problem.Refused when too much is waiting; also as the failure of the
     *     future
     */
    public CompletableFuture<Acceptance> accept(Submission submission) {
        boolean waits = submission.firstState() == ReportState.RECEIVED;
        Worker.Place place = waits ? worker.reserve() : null;
        try {
            return store.write(
                            submission.subjectKey(),
                            accepting,
                            new Arrival(submission, place != null))
                    .whenComplete((accepted, failure) -> hand(place, submission, accepted));
        } catch (RuntimeException | Error refused) {
            hand(place, submission, null);
            throw refused;
        }
    }

    /** All at once, except that the next report of a subject is graded after the one before it. */
    private List<Acceptance> accept(Tx tx, List<Arrival> arrivals) throws SQLException {
        var accepted = new IdentityHashMap<Arrival, Acceptance>();
        for (List<Arrival> round : rounds(arrivals)) {
            acceptRound(tx, round, accepted);
        }
        return arrivals.stream().map(a -> Objects.requireNonNull(accepted.get(a))).toList();
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

    private void acceptRound(
            Tx tx, List<Arrival> arrivals, IdentityHashMap<Arrival, Acceptance> accepted)
            throws SQLException {
        List<SubjectHistory> histories =
                SubjectHistory.of(tx, json, arrivals.stream().map(Arrival::submission).toList());
        List<Assessment> assessments = new ArrayList<>();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < arrivals.size(); i++) {
            Arrival arrival = arrivals.get(i);
            Assessment assessment = arrival.submission.assess().apply(histories.get(i));
            assessments.add(assessment);
            rows.add(row(arrival, assessment, tx.now()));
        }
        int[] inserted = tx.updateAll(INSERT, rows);
        List<String> decided = new ArrayList<>();
        for (int i = 0; i < arrivals.size(); i++) {
            Submission submission = arrivals.get(i).submission;
            if (inserted[i] == 1 && submission.firstState() != ReportState.RECEIVED) {
                decided.add(submission.report().reportId().toString());
            }
            accepted.put(
                    arrivals.get(i),
                    inserted[i] == 1
                            ? new Accepted(receipt(submission, tx.now()), assessments.get(i))
                            : again(
                                    tx,
                                    submission.report().reportId(),
                                    submission.contentSha256()));
        }
        outbox.record(tx, decided);
    }

    private @Nullable Object[] row(Arrival arrival, Assessment assessment, Instant now) {
        Submission submission = arrival.submission;
        Report report = submission.report();
        Instant completedAt = submission.cleaned().completedAt();
        Narrative narrative = report.narrative();
        boolean claimed = arrival.claimed;
        ReportState state = claimed ? ReportState.ANALYZING : submission.firstState();
        boolean analyzed = state == ReportState.ANALYZED;
        return new @Nullable Object[] {
            report.reportId().toString(),
            report.study(),
            report.site(),
            report.subject().id(),
            report.language(),
            completedAt == null ? null : completedAt.toEpochMilli(),
            now.toEpochMilli(),
            submission.receivedAs().word(),
            submission.contentSha256(),
            submission.body(),
            narrative == null ? null : narrative.text(),
            json.write(submission.cleaned().scores()),
            json.write(submission.cleaned().findings()),
            json.write(assessment),
            analyzed ? json.write(Analysis.OF_NOTHING) : null,
            analyzed ? now.toEpochMilli() : null,
            state.word(),
            claimed ? 1 : 0,
            settings.maxAttempts() - (claimed ? 1 : 0),
            dueAt(state, now),
            claimed ? replica.name() : null
        };
    }

    private @Nullable Long dueAt(ReportState state, Instant now) {
        return switch (state) {
            case RECEIVED -> now.toEpochMilli();
            case ANALYZING -> now.plus(settings.lease()).toEpochMilli();
            case QUARANTINED, ANALYZED, ANALYSIS_FAILED -> null;
        };
    }

    private static Receipt receipt(Submission submission, Instant now) {
        return new Receipt(
                submission.report().reportId(),
                submission.receivedAs(),
                now,
                submission.contentSha256());
    }

    private static Acceptance again(Tx tx, UUID reportId, String contentSha256)
            throws SQLException {
        Receipt first =
                tx.query(
                                FIRST_RECEIPT,
                                row ->
                                        new Receipt(
                                                reportId,
                                                ReportState.of(row.getString(1)),
                                                Instant.ofEpochMilli(row.getLong(2)),
                                                row.getString(3)),
                                reportId.toString())
                        .getFirst();
        return first.contentSha256().equals(contentSha256)
                ? new Replayed(first)
                : new Conflicting();
    }

    /** After the commit, or after it failed: the reserved place is used or given up, never kept. */
    private void hand(
            Worker.@Nullable Place place, Submission submission, @Nullable Acceptance acceptance) {
        Report report = submission.report();
        Narrative narrative = report.narrative();
        if (place == null) {
            if (acceptance instanceof Accepted && submission.firstState() == ReportState.RECEIVED) {
                worker.wake();
            }
        } else if (acceptance instanceof Accepted accepted && narrative != null) {
            int left = settings.maxAttempts() - 1;
            Instant receivedAt = accepted.receipt().receivedAt();
            place.take(
                    new Claim(
                            report.reportId(), 1, left, report.language(), narrative, receivedAt));
        } else {
            place.giveUp();
        }
    }

    /**
     * A report that arrived.
     *
     * @param claimed whether there is a place here to analyze it at once
     */
    private record Arrival(Submission submission, boolean claimed) {}
}
