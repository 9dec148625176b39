package io.eprointake.journal;

import io.eprointake.report.Receipt;
import org.jspecify.annotations.Nullable;

/** What became of a submission. */
public sealed interface Acceptance {

    /** It is durable now. */
    record Accepted(Receipt receipt) implements Acceptance {}

    /** It was durable before: the first receipt again. */
    record Replayed(Receipt receipt) implements Acceptance {}

    /**
     * The same id holds other content, which is untouched.
     *
     * @param otherForm when that was digested by other rules than today's, so that only its body
     *     tells whether it is other content; else null
     */
    record Conflicting(@Nullable OtherForm otherForm) implements Acceptance {}

    /** What it would correct has a correction already; nothing was stored. */
    record Superseded() implements Acceptance {}

    /**
     * What is stored, digested by rules that are no longer in use.
     *
     * @param receipt the first one
     * @param body as it was sent
     */
    record OtherForm(Receipt receipt, byte[] body) {

        @Override
        public String toString() {
            return "OtherForm[" + receipt.reportId() + "]";
        }
    }
}
