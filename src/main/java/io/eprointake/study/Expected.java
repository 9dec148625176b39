package io.eprointake.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a study expects an instrument of a subject. Days are the subject's own, and the day on which
 * it started is day 1 (as CDISC's study days, SDTM IG 4.4.4). No two windows of one overlap, so
 * each day belongs to one of them at the most.
 *
 * @param name of the instrument, as reports have it
 * @param version only of this version; null for any
 * @param baseline once, within so many days from the start; null for never
 * @param every again and again, from the start, or from the end of the baseline; null for never
 * @param visits in the order of their days
 */
public record Expected(
        String name,
        @Nullable String version,
        @Nullable Integer baseline,
        @Nullable Every every,
        List<Visit> visits) {

    private static final int MOST_DAYS = 3660;
    private static final int MOST_VISITS = 200;

    @JsonCreator
    public Expected {
        Names.text("name", name);
        if (version != null) {
            Names.text("version", version);
        }
        if (baseline != null && (baseline < 1 || baseline > MOST_DAYS)) {
            throw new IllegalArgumentException(
                    "baseline: must be from 1 to " + MOST_DAYS + " days");
        }
        visits =
                visits == null
                        ? List.of()
                        : visits.stream().sorted(Comparator.comparingInt(Visit::day)).toList();
        if (visits.size() > MOST_VISITS) {
            throw new IllegalArgumentException("visits: must be at most " + MOST_VISITS);
        }
        if (every != null && !visits.isEmpty()) {
            throw new IllegalArgumentException("visits: must not stand beside every");
        }
        if (baseline == null && every == null && visits.isEmpty()) {
            throw new IllegalArgumentException(
                    "must have a baseline, every or visits: " + name + " is never expected");
        }
        Names.distinct("visits", visits, Visit::name);
        int taken = baseline == null ? 0 : baseline;
        for (Visit visit : visits) {
            if (visit.day - visit.before <= taken) {
                throw new IllegalArgumentException(
                        "visits: the window of %s begins on day %d, and day %d is %s"
                                .formatted(
                                        visit.name,
                                        visit.day - visit.before,
                                        taken,
                                        taken == 0 ? "before the start" : "in the one before"));
            }
            taken = visit.day + visit.after;
        }
    }

    /** Whether a report of this instrument and version is one of those that are expected. */
    boolean takes(@Nullable String instrument, @Nullable String itsVersion) {
        return name.equals(instrument) && (version == null || version.equals(itsVersion));
    }

    /** How many days its longest window has. */
    int longest() {
        int longest = Math.max(baseline == null ? 0 : baseline, every == null ? 0 : every.days);
        for (Visit visit : visits) {
            longest = Math.max(longest, visit.before + 1 + visit.after);
        }
        return longest;
    }

    /**
     * The windows whose last day is from one day to another, in their order, and the one that
     * follows, if any does: what is completed from its first day on belongs to that.
     *
     * @param start the day on which the subject started
     */
    List<Window> windows(LocalDate start, LocalDate from, LocalDate until) {
        List<Window> windows = new ArrayList<>();
        if (baseline != null) {
            add(windows, "baseline", start, start.plusDays(baseline - 1L), from, until);
        }
        for (Visit visit : visits) {
            LocalDate day = start.plusDays(visit.day - 1L);
            add(
                    windows,
                    visit.name,
                    day.minusDays(visit.before),
                    day.plusDays(visit.after),
                    from,
                    until);
        }
        if (every != null) {
            LocalDate begin = start.plusDays(baseline == null ? 0 : baseline);
            long first = Math.max(0, (from.toEpochDay() - begin.toEpochDay()) / every.days);
            for (long n = first; !follows(windows, until); n++) {
                LocalDate day = begin.plusDays(n * every.days);
                add(
                        windows,
                        every.word() + " " + (n + 1),
                        day,
                        day.plusDays(every.days - 1L),
                        from,
                        until);
            }
        }
        return windows;
    }

    private static void add(
            List<Window> windows,
            String name,
            LocalDate first,
            LocalDate last,
            LocalDate from,
            LocalDate until) {
        if (!last.isBefore(from) && !follows(windows, until)) {
            windows.add(new Window(name, first, last));
        }
    }

    private static boolean follows(List<Window> windows, LocalDate until) {
        return !windows.isEmpty() && windows.getLast().last.isAfter(until);
    }

    /** How often. */
    public enum Every {
        DAY(1),
        WEEK(7);

        private final int days;

        Every(int days) {
            this.days = days;
        }

        String word() {
            return this == DAY ? "day" : "week";
        }
    }

    /**
     * A visit, and the days around it on which the instrument may be answered.
     *
     * @param day 1 is the day on which the subject started
     * @param before so many days before that day
     * @param after so many days after
     */
    public record Visit(String name, int day, int before, int after) {

        @JsonCreator
        public Visit {
            Names.text("name", name);
            if (day < 1 || day > MOST_DAYS) {
                throw new IllegalArgumentException("day: must be from 1 to " + MOST_DAYS);
            }
            if (before < 0 || after < 0 || before > MOST_DAYS || after > MOST_DAYS) {
                throw new IllegalArgumentException(
                        (before < 0 || before > MOST_DAYS ? "before" : "after")
                                + ": must be from 0 to "
                                + MOST_DAYS);
            }
        }
    }

    /**
     * Days on one of which a report is expected.
     *
     * @param last it is due when this day ends
     */
    record Window(String name, LocalDate first, LocalDate last) {}
}
