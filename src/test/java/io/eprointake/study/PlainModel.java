package io.eprointake.study;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of a subject of the study in {@link ComplianceContract}, told day by day and
 * report by report, in the plainest way.
 */
final class PlainModel {

    private static final Duration LATE_BY = Duration.ofHours(36);

    private PlainModel() {}

    static List<String> of(
            Registration who, List<Report> reports, List<Excuse> excuses, Instant now) {
        List<String> told = new ArrayList<>();
        for (String instrument : List.of("PRO-CTCAE", "GAD-7", "PHQ-9")) {
            List<LocalDate[]> windows = windows(instrument, who);
            for (LocalDate[] window : windows) {
                LocalDate today = now.atZone(who.timeZone()).toLocalDate();
                boolean gone =
                        who.withdrawnAt() != null
                                && window[1].compareTo(
                                                who.withdrawnAt()
                                                        .atZone(who.timeZone())
                                                        .toLocalDate())
                                        >= 0;
                if (gone || window[1].isAfter(today)) {
                    continue;
                }
                Instant due =
                        ZonedDateTime.of(window[1].plusDays(1), LocalTime.MIDNIGHT, who.timeZone())
                                .toInstant();
                Instant came = null;
                for (Report report : reports) {
                    if (report.instrument.equals(instrument)
                            && !report.superseded
                            && belongs(report, window, windows)) {
                        Instant first = first(report, reports);
                        if (first.isBefore(due.plus(LATE_BY))
                                && (came == null || first.isBefore(came))) {
                            came = first;
                        }
                    }
                }
                told.add(
                        instrument
                                + " "
                                + window[0]
                                + " "
                                + window[1]
                                + " "
                                + state(instrument, window, due, came, excuses, now)
                                + " "
                                + came);
            }
        }
        return told;
    }

    private static String state(
            String instrument,
            LocalDate[] window,
            Instant due,
            @Nullable Instant came,
            List<Excuse> excuses,
            Instant now) {
        if (came != null) {
            return came.isBefore(due) ? "IN_TIME" : "LATE";
        }
        for (Excuse excuse : excuses) {
            if (excuse.instrument() == null || excuse.instrument().equals(instrument)) {
                for (LocalDate day = window[0]; !day.isAfter(window[1]); day = day.plusDays(1)) {
                    if (!day.isBefore(excuse.from()) && !day.isAfter(excuse.until())) {
                        return "EXCUSED";
                    }
                }
            }
        }
        if (now.isBefore(due)) {
            return "NOT_YET_DUE";
        }
        return now.isBefore(due.plus(LATE_BY)) ? "OVERDUE" : "MISSED";
    }

    private static boolean belongs(Report report, LocalDate[] window, List<LocalDate[]> windows) {
        Instant at = report.completed == null ? report.received : report.completed;
        LocalDate day = at.atZone(report.who.timeZone()).toLocalDate();
        LocalDate[] last = null;
        for (LocalDate[] each : windows) {
            if (!each[0].isAfter(day)) {
                last = each;
            }
        }
        return last != null && last[0].equals(window[0]);
    }

    private static Instant first(Report report, List<Report> reports) {
        Instant first = report.received;
        for (Report other : reports) {
            if (other.id.equals(report.amends)) {
                Instant its = first(other, reports);
                first = its.isBefore(first) ? its : first;
            }
        }
        return first;
    }

    /** First and last days, for longer than the test. */
    private static List<LocalDate[]> windows(String instrument, Registration who) {
        LocalDate start = who.startedAt().atZone(who.timeZone()).toLocalDate();
        List<LocalDate[]> windows = new ArrayList<>();
        for (int day = 1; day <= 140; day++) {
            LocalDate date = start.plusDays(day - 1L);
            if (instrument.equals("PRO-CTCAE") && (day == 1 || day > 3)) {
                windows.add(new LocalDate[] {date, day == 1 ? date.plusDays(2) : date});
            }
            if (instrument.equals("GAD-7") && day % 7 == 1) {
                windows.add(new LocalDate[] {date, date.plusDays(6)});
            }
            if (instrument.equals("PHQ-9") && (day == 5 || day == 20 || day == 40)) {
                int before = day == 5 ? 2 : day == 20 ? 5 : 0;
                int after = day == 5 ? 1 : day == 20 ? 2 : 0;
                windows.add(new LocalDate[] {date.minusDays(before), date.plusDays(after)});
            }
        }
        return windows;
    }

    /** A report, as it is stored. */
    record Report(
            UUID id,
            Registration who,
            String instrument,
            @Nullable Instant completed,
            Instant received,
            @Nullable UUID amends,
            boolean superseded) {

        Report with(boolean isSuperseded) {
            return new Report(id, who, instrument, completed, received, amends, isSuperseded);
        }
    }
}
