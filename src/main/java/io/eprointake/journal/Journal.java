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
import io.eprointake.store.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Accepts reports, each exactly once. */
public final class Journal {

    private static final String INSERT =
            """
            insert into report (report_id, study, site, subject, language, completed_at,
                                received_at, received_as, content_sha256, body, narrative,
                                scores, findings, assessment, analysis, analyzed_at,
                                state, attempt, attempts_left, due_at, claimed_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (report_id) do nothing
            """;

    private static final String FIRST_RECEIPT =
            """
            select received_as, received_at, content_sha256 from report where report_id = ?
            """;

    private final Store store;
    private final Json json;
    private final JournalProperties settings;
    private final Replica replica;
    private volatile Worker worker = Worker.NONE;

    Journal(Store store, Json json, JournalProperties settings, Replica replica) {
        this.store = store;
        this.json = json;
        this.settings = settings;
        this.replica = replica;
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
            return store.write(submission.subjectKey(), tx -> accept(tx, submission, place != null))
                    .whenComplete((accepted, failure) -> hand(place, submission, accepted));
        } catch (RuntimeException | Error refused) {
            hand(place, submission, null);
            throw refused;
        }
    }

    private Acceptance accept(Tx tx, Submission submission, boolean claimed) throws SQLException {
        Instant now = tx.now();
        Report report = submission.report();
        Assessment assessment = submission.assess().apply(new SubjectHistory(tx, json, submission));
        Instant completedAt = submission.cleaned().completedAt();
        Narrative narrative = report.narrative();
        ReportState state = claimed ? ReportState.ANALYZING : submission.firstState();
        boolean analyzed = state == ReportState.ANALYZED;
        int inserted =
                tx.update(
                        INSERT,
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
                        claimed ? replica.name() : null);
        return inserted == 1
                ? new Accepted(receipt(submission, now), assessment)
                : again(tx, report.reportId(), submission.contentSha256());
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
}
