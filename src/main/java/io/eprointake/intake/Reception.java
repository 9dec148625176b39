package io.eprointake.intake;

import io.eprointake.instrument.Instrument;
import io.eprointake.journal.Acceptance;
import io.eprointake.journal.Acceptance.Conflicting;
import io.eprointake.journal.Acceptance.OtherForm;
import io.eprointake.journal.Acceptance.Replayed;
import io.eprointake.journal.Journal;
import io.eprointake.journal.Submission;
import io.eprointake.problem.Refused;
import java.util.concurrent.CompletableFuture;

/** Takes in one report: read, clean, journal. */
final class Reception {

    private final ReportReader reader = new ReportReader();
    private final Instrument instrument;
    private final Journal journal;
    private final IntakeMetrics metrics;

    Reception(Instrument instrument, Journal journal, IntakeMetrics metrics) {
        this.instrument = instrument;
        this.journal = journal;
        this.metrics = metrics;
    }

    /**
     * Reads and cleans one report.
     *
     * @throws io.eprointake.problem.Refused when it cannot be read or identified
     */
    Submission read(byte[] body) {
        ReportReader.Parsed parsed = reader.read(body);
        return new Submission(
                parsed.report(),
                body,
                parsed.contentSha256(),
                ContentDigest.FORM,
                instrument.clean(parsed.report()));
    }

    /**
     * Hands a report to the journal. The future completes when it is durable.
     *
     * @throws io.eprointake.problem.Refused when too much is waiting; also as the failure of the
     *     future
     */
    CompletableFuture<Acceptance> receive(Submission submission) {
        return journal.accept(submission)
                .thenApply(acceptance ->
                        acceptance instanceof Conflicting(OtherForm stored) && stored != null
                                ? compare(submission, stored)
                                : acceptance)
                .whenComplete((acceptance, failure) -> {
                    if (failure == null) {
                        metrics.count(acceptance, submission.cleaned());
                    }
                });
    }

    /** A receipt that was given stays true, whatever the rules of digesting are by now. */
    private Acceptance compare(Submission submission, OtherForm stored) {
        try {
            return reader.read(stored.body()).contentSha256().equals(submission.contentSha256())
                    ? new Replayed(stored.receipt())
                    : new Conflicting(null);
        } catch (Refused noLongerTaken) {
            return new Conflicting(null);
        }
    }
}
