package io.eprointake.instrument;

import io.eprointake.report.PlainText;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** Ways to write RFC 3339 that leave it out in part, and can mean one thing only. */
    private static final Pattern NEARLY =
            Pattern.compile(
                    "(\\d{4}-\\d\\d-\\d\\d)[Tt ](\\d\\d:\\d\\d(?::\\d\\d)?)(?:[.,](\\d{1,9}))?"
                            + " ?(?:[Zz]|UTC|GMT|([+\u2212-])(\\d\\d):?(\\d\\d)?)");

    /**
     * Reads it, also with a blank for its T, an offset without colon, or digits of another script.
     *
     * @return null when it is missing, unreadable, without offset, in the future or implausibly
     *     old; a finding then says which
     */
    @Nullable Instant read(@Nullable String sent, Findings findings) {
        if (sent == null || PlainText.of(sent).isEmpty()) {
            findings.doubt("no_completed_at", FIELD, sent);
            return null;
        }
        String plain = PlainText.of(sent);
        String text = rfc3339(plain);
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
        if (!text.equalsIgnoreCase(sent.strip())) {
            findings.note("normalized", FIELD, sent, null);
        } else if (text.length() < sent.length()) {
            findings.note("trimmed", FIELD, sent, null);
        }
        return completedAt;
    }

    private static String rfc3339(String plain) {
        Matcher nearly = NEARLY.matcher(plain);
        if (!nearly.matches()) {
            return plain;
        }
        String fraction = nearly.group(3) == null ? "" : "." + nearly.group(3);
        String minutes = nearly.group(6) == null ? "00" : nearly.group(6);
        String offset =
                nearly.group(4) == null
                        ? "Z"
                        : (nearly.group(4).equals("+") ? "+" : "-")
                                + nearly.group(5)
                                + ":"
                                + minutes;
        return nearly.group(1) + "T" + nearly.group(2) + fraction + offset;
    }
}
