package io.eprointake.instrument;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads when the patient finished. A time without offset is queried, never guessed (ICH E6(R3)
 * 4.2.2(d): time stamps are unambiguous).
 */
record CompletionTime(InstantSource clock, Duration skew) {

    /** Clocks that were never set start in 1970, 1980 or 2000; no electronic report is older. */
    private static final Instant OLDEST = Instant.parse("2001-01-01T00:00:00Z");

    private static final String FIELD = "completed_at";

    private static final DateTimeFormatter RFC_3339 =
            new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                    .optionalStart()
                    .appendOffsetId()
                    .toFormatter(Locale.ROOT)
                    // Else the 30th of February would quietly be read as the 28th.
                    .withResolverStyle(ResolverStyle.STRICT)
                    .withChronology(IsoChronology.INSTANCE);

    /**
     * @return null when it is missing, unreadable, without offset, in the future or implausibly
     *     old; a finding then says which
     */
    @Nullable Instant read(@Nullable String sent, Findings findings) {
        if (sent == null || sent.isBlank()) {
            findings.doubt("no_completed_at", FIELD, sent);
            return null;
        }
        String text = sent.strip();
        TemporalAccessor time;
        try {
            time = RFC_3339.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        } catch (DateTimeException unreadable) {
            findings.doubt("unreadable_time", FIELD, sent);
            return null;
        }
        if (!(time instanceof OffsetDateTime zoned)) {
            findings.doubt("no_zone", FIELD, sent);
            return null;
        }
        Instant completedAt = zoned.toInstant();
        if (completedAt.isAfter(clock.instant().plus(skew))) {
            findings.doubt("in_the_future", FIELD, sent);
            return null;
        }
        if (completedAt.isBefore(OLDEST)) {
            findings.doubt("too_old", FIELD, sent);
            return null;
        }
        if (text.length() < sent.length()) {
            findings.note("trimmed", FIELD, sent, null);
        }
        return completedAt;
    }
}
