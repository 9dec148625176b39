package io.eprointake.notice;

import io.eprointake.study.Recipient;
import java.util.Locale;

/** How a recipient is told. */
enum Channel {
    WEBHOOK,
    EMAIL;

    static Channel of(Recipient recipient) {
        return recipient.webhook() == null ? EMAIL : WEBHOOK;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Channel of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
