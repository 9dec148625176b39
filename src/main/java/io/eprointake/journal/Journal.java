package io.eprointake.journal;

import io.eprointake.alerts.Alerts;
import io.eprointake.journal.Acceptance.Accepted;
import io.eprointake.journal.Arrivals.Arrived;
import io.eprointake.report.Narrative;
import io.eprointake.report.Report;
import io.eprointake.sealing.StudyKeys;
import io.eprointake.store.Store;
import io.eprointake.tracing.Step;
import io.eprointake.tracing.Traces;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Accepts reports, each exactly once. */
public final class Journal {

    private final Store store;
    private final StudyKeys keys;
    private final JournalProperties settings;
    private final LostClaims lost;
    private final Alerts alerts;
    private final Arrivals arrivals;
    private final Traces traces;
    private volatile Worker worker = Worker.NONE;

    Journal(
            Store store,
            StudyKeys keys,
            JournalProperties settings,
            LostClaims lost,
            Alerts alerts,
            Arrivals arrivals,
            Traces traces) {
        this.store = store;
        this.keys = keys;
        this.settings = settings;
        this.lost = lost;
        this.alerts = alerts;
        this.arrivals = arrivals;
        this.traces = traces;
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
     * @throws io.eprointake.store.StoreRefusal when too much is waiting; also as the failure of the
     *     future
     */
    public CompletableFuture<Acceptance> accept(Submission submission) {
        keys.prepare(submission.report().study());
        long began = System.nanoTime();
        // Claimed as it is stored, or another transaction has to: at 200 narratives a second,
        // without
        // the place, the service took 1.16 times the processor and 1.3 times as long to an answer.
        Worker.Place place = submission.toAnalyze() ? worker.reserve() : null;
        try {
            LostClaims.Token claim = place == null ? null : lost.token();
            CompletableFuture<Arrived> committed =
                    store.admit(
                            submission.subjectKey(), arrivals, arrivals.arrival(submission, claim));
            return committed
                    .whenComplete((arrived, failure) -> {
                        trace(submission, arrived, place != null, began);
                        hand(place, submission, arrived);
                        if (claim != null && failure != null) {
                            lost.add(claim, committed);
                        }
                    })
                    .thenApply(Arrived::acceptance);
        } catch (RuntimeException | Error refused) {
            hand(place, submission, null);
            throw refused;
        }
    }

    /** What was not stored has no commit; a place was claimed in the same one. */
    private void trace(
            Submission submission, @Nullable Arrived arrived, boolean claimed, long began) {
        if (arrived != null && arrived.acceptance() instanceof Accepted) {
            UUID id = submission.report().reportId();
            traces.ended(Step.COMMIT, id, began, null, null);
            if (claimed) {
                traces.ended(Step.CLAIM, id, began, 1, null);
            }
        }
    }

    /** After the commit, or after it failed: the reserved place is used or given up, never kept. */
    private void hand(
            Worker.@Nullable Place place, Submission submission, @Nullable Arrived arrived) {
        Report report = submission.report();
        Narrative narrative = report.narrative();
        Accepted accepted =
                arrived != null && arrived.acceptance() instanceof Accepted it ? it : null;
        if (arrived != null) {
            alerts.count(arrived.alerts(), false);
            alerts.count(arrived.late(), true);
        }
        if (place == null) {
            if (accepted != null && narrative != null) {
                worker.wake();
            }
        } else if (accepted != null && narrative != null) {
            int left = settings.maxAttempts() - 1;
            Instant receivedAt = accepted.receipt().receivedAt();
            place.take(
                    new Claim(
                            report.reportId(),
                            report.study(),
                            1,
                            left,
                            report.language(),
                            narrative,
                            receivedAt));
        } else {
            place.giveUp();
        }
    }
}
