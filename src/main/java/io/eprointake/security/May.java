package io.eprointake.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is granted to a caller beside its role. */
public enum May {
    /** A system: sends reports, and reads their receipts and states. */
    REPORTS,
    /** A system: tells how many patients sites enrolled, and reads the count. */
    ENROLLMENT,
    /** A system: reads the metrics. */
    METRICS,
    /** A system or an analyst: reads what patients wrote, where their role reads reports. */
    NARRATIVES;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The grant of exactly this word. */
    public static Optional<May> of(String word) {
        return Arrays.stream(values()).filter(may -> may.word().equals(word)).findFirst();
    }
}
