package io.eprointake.notice;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where whoever is told finds the alert, once they are let in there. */
final class Link {

    private Link() {}

    /** Null when nothing is set. */
    static @Nullable String to(@Nullable URI base, long alert) {
        return base == null ? null : base.toString().replaceFirst("/+$", "") + "/" + alert;
    }
}
