package io.eprointake.journal;

import io.eprointake.report.Assessment;
import io.eprointake.report.Receipt;

/** What became of a submission. */
public sealed interface Acceptance {

    /** It is durable now. */
    record Accepted(Receipt receipt, Assessment assessment) implements Acceptance {}

    /** It was durable before: the first receipt again. */
    record Replayed(Receipt receipt) implements Acceptance {}

    /** The same id holds other content, which is untouched. */
    record Conflicting() implements Acceptance {}
}
