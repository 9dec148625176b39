package io.eprointake.study;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a subject need not report on some days.
 *
 * @param instrument only this one; null for all
 * @param from in the subject's own days
 * @param until the last of them
 */
record Excuse(@Nullable String instrument, LocalDate from, LocalDate until, Reason reason) {

    /** Whether a window has one of its days. */
    boolean covers(String of, Expected.Window window) {
        return (instrument == null || instrument.equals(of))
                && !window.last().isBefore(from)
                && !window.first().isAfter(until);
    }

    /** Coded: words of a person might be a patient's. */
    enum Reason {
        HOSPITALIZED,
        UNWELL,
        DEVICE,
        TRAVEL,
        DECLINED,
        SITE,
        OTHER;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Reason> of(String word) {
            return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst();
        }
    }
}
