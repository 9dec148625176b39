package io.eprointake.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.eprointake.study.Expected.Window;
import io.eprointake.study.Received.Came;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One report that is expected of a subject, and what became of it.
 *
 * <p><b>Which report answers it.</b> A report has a day: that of its {@code completed_at} in the
 * subject's time zone, or of its {@code received_at} where it has none. It belongs to the window of
 * its instrument that began last on that day or before; windows of an instrument do not overlap. Of
 * several that belong to one window the one that came first answers it, and the others answer none.
 * It is in time if it came before the window's last day ended, late if it came within the study's
 * {@code late_by} after that, and later it answers nothing. A correction came when the first report
 * that it corrects did; what is superseded answers nothing. One that is quarantined came all the
 * same. So the order in which reports are stored decides nothing.
 *
 * <p><b>What is expected.</b> Every window from the subject's start on whose last day is before the
 * day on which the subject was withdrawn.
 *
 * @param name of the window: {@code baseline}, the visit's, or {@code day 3}
 * @param first the subject's day from which it may be answered
 * @param last the subject's day with whose end it is due
 * @param dueAt when that day ends
 * @param reason why it is excused; null when it is not
 * @param receivedAt of the report that answers it; null when none does
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Slot(
        String instrument,
        @Nullable String version,
        String name,
        LocalDate first,
        LocalDate last,
        Instant dueAt,
        State state,
        Excuse.@Nullable Reason reason,
        @Nullable Instant receivedAt) {

    private static final long NEVER = Long.MAX_VALUE;

    /**
     * All that one instrument was expected of a subject, in the order of their days.
     *
     * @param came all reports of the subject that may answer one
     * @param from only those whose last day is this day or later
     * @param until only those whose last day is this day or earlier
     */
    static List<Slot> of(
            Expected expected,
            Duration lateBy,
            Registration who,
            List<Came> came,
            List<Excuse> excuses,
            LocalDate from,
            LocalDate until,
            Instant now) {
        List<Window> windows = expected.windows(who.start(), from, until);
        long[] received = received(expected, who, came, windows);
        LocalDate withdrawn = who.withdrawnAt() == null ? null : who.day(who.withdrawnAt());
        List<Slot> slots = new ArrayList<>(windows.size());
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            if (window.last().isAfter(until)
                    || (withdrawn != null && !window.last().isBefore(withdrawn))) {
                break;
            }
            Instant due = who.endOf(window.last());
            Instant end = due.plus(lateBy);
            Instant at = received[i] == NEVER ? null : Instant.ofEpochMilli(received[i]);
            if (at != null && !at.isBefore(due) && !at.isBefore(end)) {
                at = null;
            }
            Excuse excuse =
                    at != null
                            ? null
                            : excuses.stream()
                                    .filter(it -> it.covers(expected.name(), window))
                                    .findFirst()
                                    .orElse(null);
            slots.add(
                    new Slot(
                            expected.name(),
                            expected.version(),
                            window.name(),
                            window.first(),
                            window.last(),
                            due,
                            state(at, excuse, due, end, now),
                            excuse == null ? null : excuse.reason(),
                            at));
        }
        return slots;
    }

    private static State state(
            @Nullable Instant at, @Nullable Excuse excuse, Instant due, Instant end, Instant now) {
        if (at != null) {
            return at.isBefore(due) ? State.IN_TIME : State.LATE;
        }
        if (excuse != null) {
            return State.EXCUSED;
        }
        return now.isBefore(due)
                ? State.NOT_YET_DUE
                : now.isBefore(end) ? State.OVERDUE : State.MISSED;
    }

    /** When the first report of each window came. */
    private static long[] received(
            Expected expected, Registration who, List<Came> came, List<Window> windows) {
        long[] firsts = windows.stream().mapToLong(it -> it.first().toEpochDay()).toArray();
        long[] received = new long[firsts.length];
        Arrays.fill(received, NEVER);
        for (Came one : came) {
            if (expected.takes(one.instrument(), one.version())) {
                long day = who.day(Instant.ofEpochMilli(one.at())).toEpochDay();
                int found = Arrays.binarySearch(firsts, day);
                int window = found >= 0 ? found : -found - 2;
                if (window >= 0) {
                    received[window] = Math.min(received[window], one.receivedAt());
                }
            }
        }
        return received;
    }

    @Override
    public String toString() {
        return "Slot[" + instrument + ", " + name + ", " + state + "]";
    }

    /** What became of a report that is expected. */
    enum State {
        /** It came before its last day ended. */
        IN_TIME,
        /** It came after that, and still counts. */
        LATE,
        /** Its last day has ended, and it can still come late. */
        OVERDUE,
        /** It did not come, and can no longer. */
        MISSED,
        /** Its last day has not ended. */
        NOT_YET_DUE,
        /** It did not come, and need not. */
        EXCUSED;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
