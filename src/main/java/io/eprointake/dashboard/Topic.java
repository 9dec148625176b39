package io.eprointake.dashboard;

import java.util.Locale;

/** What may have changed, as an open page hears it. */
enum Topic {
    ALERTS,
    REPORTS,
    ENROLLMENT,
    DELIVERIES;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
