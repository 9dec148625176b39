package io.eprointake.intake;

import io.eprointake.journal.Acceptance;
import io.eprointake.journal.Acceptance.Accepted;
import io.eprointake.journal.Acceptance.Conflicting;
import io.eprointake.journal.Acceptance.Replayed;
import io.eprointake.report.Cleaned;
import io.eprointake.report.Finding;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What intake made of the reports that were sent. What was refused, the catalogue of problems
 * counts.
 */
final class IntakeMetrics {

    private final MeterProvider<Counter> reports;
    private final MeterProvider<Counter> findings;

    IntakeMetrics(MeterRegistry meters) {
        reports =
                Counter.builder("epro.intake.reports")
                        .description("Reports by what became of them")
                        .withRegistry(meters);
        findings =
                Counter.builder("epro.intake.findings")
                        .description("What cleaning saw or changed, by rule")
                        .withRegistry(meters);
        // Known outcomes start at zero, so that a rate over them is right from the first one.
        for (String outcome : new String[] {"received", "quarantined", "replayed", "conflicting"}) {
            reports.withTag("outcome", outcome);
        }
    }

    void count(Acceptance acceptance, Cleaned cleaned) {
        reports.withTag("outcome", outcome(acceptance)).increment();
        if (acceptance instanceof Accepted) {
            for (Finding finding : cleaned.findings()) {
                findings.withTag("rule", finding.rule()).increment();
            }
        }
    }

    /** As it is written in metric tags and in the log. */
    static String outcome(Acceptance acceptance) {
        return switch (acceptance) {
            case Accepted accepted -> accepted.receipt().state().word();
            case Replayed _ -> "replayed";
            case Conflicting _ -> "conflicting";
        };
    }
}
