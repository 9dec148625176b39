package io.eprointake.intake;

import io.eprointake.audit.Actor;
import io.eprointake.instrument.Scoring;
import io.eprointake.journal.Acceptance;
import io.eprointake.journal.Acceptance.Accepted;
import io.eprointake.journal.Acceptance.Conflicting;
import io.eprointake.journal.Acceptance.OtherForm;
import io.eprointake.journal.Acceptance.Replayed;
import io.eprointake.journal.Acceptance.Superseded;
import io.eprointake.journal.Journal;
import io.eprointake.journal.Submission;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.Amendment;
import io.eprointake.report.Cleaned;
import io.eprointake.report.Finding;
import io.eprointake.report.Report;
import io.eprointake.report.Scope;
import io.eprointake.security.Role;
import io.eprointake.store.Store;
import io.eprointake.store.StoreRefusal;
import io.eprointake.tracing.Step;
import io.eprointake.tracing.Traces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes in one report: read, clean, journal; and tells what became of it. */
final class Reception {

    private static final Logger log = LoggerFactory.getLogger(Reception.class);

    private final ReportReader reader = new ReportReader();
    private final Scoring scoring;
    private final Journal journal;
    private final Store store;
    private final Traces traces;
    private final MeterProvider<Counter> reports;
    private final MeterProvider<Counter> findings;

    /** What was refused, the catalogue of problems counts. */
    Reception(Scoring scoring, Journal journal, MeterRegistry meters, Store store, Traces traces) {
        this.scoring = scoring;
        this.journal = journal;
        this.store = store;
        this.traces = traces;
        reports =
                Counter.builder("epro.intake.reports")
                        .description("Reports by what became of them")
                        .withRegistry(meters);
        findings =
                Counter.builder("epro.intake.findings")
                        .description("What cleaning saw or changed, by rule")
                        .withRegistry(meters);
        // Known outcomes start at zero, so that a rate over them is right from the first one.
        for (String outcome :
                new String[] {"received", "quarantined", "replayed", "conflicting", "superseded"}) {
            reports.withTag("outcome", outcome);
        }
    }

    /**
     * Reads and cleans one report.
     *
     * @param scope of whoever sends it
     * @param actor the same, as the audit trail has them
     * @throws Refused when it cannot be read or identified, or is not within the scope
     */
    Submission read(byte[] body, Scope scope, Actor actor) {
        ReportReader.Parsed parsed = reader.read(body);
        Report report = parsed.report();
        if (!scope.covers(report.study(), report.site(), report.subject())) {
            throw new Refused(
                    Problem.FORBIDDEN, "The study, site and subject must be the caller's own.");
        }
        if (Role.SITE.word().equals(actor.role())) {
            mustCorrect(report);
        }
        return new Submission(
                report,
                body,
                parsed.contentSha256(),
                ContentDigest.FORM,
                scoring.clean(report),
                actor);
    }

    /** Staff report nothing in a patient's place. */
    private static void mustCorrect(Report report) {
        Amendment amendment = report.amendment();
        if (amendment == null) {
            throw new Refused(
                    Problem.FORBIDDEN, "Staff correct reports (amends), and send no others.");
        }
        if (amendment.reason() == null) {
            throw new Refused(Problem.REASON_REQUIRED, "amends_reason says why.");
        }
    }

    /**
     * Hands a report to the journal. The future completes when it is durable.
     *
     * @throws StoreRefusal when too much is waiting; also as the failure of the future
     */
    CompletableFuture<Acceptance> receive(Submission submission) {
        return journal.accept(submission)
                .thenApply(acceptance ->
                        acceptance instanceof Conflicting(OtherForm stored) && stored != null
                                ? compare(submission, stored)
                                : acceptance)
                .whenComplete((acceptance, failure) -> {
                    if (failure == null) {
                        count(acceptance, submission.cleaned());
                    }
                });
    }

    /**
     * Waits for what {@link #receive} returned, and tells the log what became of it; not the
     * committer, which would wait for the log.
     *
     * @param began by {@link System#nanoTime()}
     * @param deadline as {@link Store#deadline()} has it
     * @throws StoreRefusal when it failed or takes too long; what is stored all the same is told
     *     then
     */
    Acceptance await(
            UUID reportId, CompletableFuture<Acceptance> received, long began, long deadline) {
        try {
            Acceptance acceptance = store.await(received, deadline);
            tell(reportId, acceptance, began);
            return acceptance;
        } catch (StoreRefusal refused) {
            var _ = received.thenAccept(late -> tell(reportId, late, began));
            throw refused;
        }
    }

    private void tell(UUID reportId, Acceptance acceptance, long began) {
        log.atInfo()
                .addKeyValue("report_id", reportId)
                .addKeyValue("outcome", outcome(acceptance))
                .addKeyValue(
                        "duration_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
                .log("Report taken");
        Step step = acceptance instanceof Accepted ? Step.ACCEPT : Step.ANSWER;
        traces.ended(step, reportId, began, null, outcome(acceptance));
    }

    private void count(Acceptance acceptance, Cleaned cleaned) {
        reports.withTag("outcome", outcome(acceptance)).increment();
        if (acceptance instanceof Accepted) {
            for (Finding finding : cleaned.findings()) {
                findings.withTag("rule", finding.rule()).increment();
            }
        }
    }

    /** As it is written in metric tags and in the log. */
    private static String outcome(Acceptance acceptance) {
        return switch (acceptance) {
            case Accepted accepted -> accepted.receipt().state().word();
            case Replayed _ -> "replayed";
            case Conflicting _ -> "conflicting";
            case Superseded _ -> "superseded";
        };
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
