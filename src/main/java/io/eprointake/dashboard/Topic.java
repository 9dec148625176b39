package io.eprointake.dashboard;

import java.util.Locale;

/** What may have changed, as an open page hears it. */
enum Topic {
    ALERTS(1),
    REPORTS(2),
    ENROLLMENT(4),
    DELIVERIES(8);

    private final int bit;

    Topic(int bit) {
        this.bit = bit;
    }

    /** Each has one of its own, so that several are one number. */
    int bit() {
        return bit;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
