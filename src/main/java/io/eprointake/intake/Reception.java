package io.eprointake.intake;

import io.eprointake.instrument.Instrument;
import io.eprointake.journal.Acceptance;
import io.eprointake.journal.Journal;
import io.eprointake.journal.Submission;
import io.eprointake.report.Cleaned;
import io.eprointake.report.Report;
import java.util.concurrent.CompletableFuture;

/** Takes in one report: read, clean, grade, journal. */
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
     * Reads one report.
     *
     * @throws io.eprointake.problem.Refused when it cannot be read or identified
     */
    ReportReader.Parsed read(byte[] body) {
        return reader.read(body);
    }

    /**
     * Hands a report to the journal. The future completes when it is durable.
     *
     * @throws io.eprointake.problem.Refused when too much is waiting; also as the failure of the
     *     future
     */
    CompletableFuture<Acceptance> receive(ReportReader.Parsed parsed) {
        Report report = parsed.report();
        Cleaned cleaned = instrument.clean(report);
        return journal.accept(
                        new Submission(
                                report,
                                parsed.body(),
                                parsed.contentSha256(),
                                cleaned,
                                history -> instrument.assess(report.study(), cleaned, history)))
                .whenComplete((acceptance, failure) -> {
                    if (failure == null) {
                        metrics.count(acceptance, cleaned);
                    }
                });
    }
}
