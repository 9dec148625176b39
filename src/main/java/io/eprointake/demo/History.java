package io.eprointake.demo;

import io.eprointake.demo.Trial.Patient;
import io.eprointake.demo.Trial.Site;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The weeks before the day: who was enrolled when, and what each sent in each week. */
final class History {

    static final int WEEKS = 6;
    private static final int WEEK = 7; // days
    static final Duration LENGTH = Duration.ofDays((long) WEEKS * WEEK);

    /** Words of earlier weeks are read one by one before the next is sent. */
    private static final double WRITES = 0.06;

    private static final String SILENT = "SITE002-003";
    private static final Duration FILLING_IN = Duration.ofSeconds(40);
    private static final Duration BEFORE_THE_END = Duration.ofHours(1);
    private static final double MISSED = 0.05;
    private static final double EARLY = 0.25;
    private static final Duration LAST_HOURS = Duration.ofHours(20);
    private static final double FEW = 0.5;
    private static final double MOST = 0.97;
    private static final List<Duration> ROUNDS =
            List.of(Duration.ofHours(7), Duration.ofHours(13), Duration.ofHours(19));

    private final Diary diary;
    private final People people;
    private final Instant now;

    /** When the last report of the one who is silent came. */
    private final Instant silentSince;

    private final List<Event> events = new ArrayList<>();
    private final List<Due> due = new ArrayList<>();

    /**
     * @param now when it ends
     * @param silentIn after which the silence of one subject becomes an alert
     */
    History(Trial trial, Diary diary, People people, Instant now, Duration silentIn) {
        this.diary = diary;
        this.people = people;
        this.now = now;
        this.silentSince = now.minus(Trial.SILENT_AFTER).plus(silentIn);
        trial.sites().forEach(this::site);
        for (Instant day = start(); day.isBefore(now); day = day.plus(Duration.ofDays(1))) {
            for (Duration round : ROUNDS) {
                round(day.plus(round));
            }
        }
        events.sort(Comparator.comparing(Event::at));
    }

    /** In their order. */
    List<Event> events() {
        return events;
    }

    /** What patients have yet to send. */
    List<Due> due() {
        return due;
    }

    /** How much of it is over at a moment. */
    double part(Instant at) {
        return (double) Duration.between(start(), at).toMillis()
                / Duration.between(start(), now).toMillis();
    }

    private Instant start() {
        return now.minus(LENGTH).truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
    }

    /** Those that enroll more begin earlier. */
    private void site(Site site) {
        var random = new Random(site.name().hashCode());
        int many = (int) Math.round(site.target() * (0.4 + 0.35 * random.nextDouble()));
        double first = Trial.SHOWN.contains(site.name()) ? 1 : 0.2 + 0.8 * random.nextDouble();
        for (int i = 0; i < many; i++) {
            double back = first * (1 - (i + 0.6 * random.nextDouble()) / many);
            Instant day = start().plus(Duration.ofDays((long) ((1 - back) * (WEEKS * WEEK - 2))));
            Instant at =
                    day.plus(Duration.ofMinutes((site.chinese() ? 60 : 480) + random.nextInt(240)));
            Patient patient = site.patient(i + 1, at);
            events.add(new Event(at, () -> people.enroll(patient)));
            weeks(patient);
        }
    }

    private void weeks(Patient patient) {
        Random random = patient.random("days");
        int weekday = random.nextInt(WEEK);
        boolean missed = false;
        for (int week = 0; begin(patient, week).isBefore(now); week++) {
            Instant end = begin(patient, week + 1);
            if (patient.subject().equals(SILENT) && end.isAfter(silentSince)) {
                send(patient, week, silentSince);
                return;
            }
            Instant at = evening(patient, week, week == 0 ? 0 : weekday, random);
            missed = !missed && week > 0 && random.nextDouble() < MISSED;
            boolean early = week == 0 || random.nextDouble() < EARLY;
            if (missed) {
                if (end.isBefore(now)
                        && end.plus(Trial.LATE_BY).isAfter(now)
                        && random.nextBoolean()) {
                    due.add(new Due(patient, week, end.minus(BEFORE_THE_END)));
                }
            } else if (end.isBefore(now) || (early && at.isBefore(now))) {
                send(patient, week, at);
            } else {
                due.add(new Due(patient, week, null));
            }
        }
    }

    private static Instant begin(Patient patient, int week) {
        ZoneId zone = patient.site().zone();
        return LocalDate.ofInstant(patient.startedAt(), zone)
                .plusWeeks(week)
                .atStartOfDay(zone)
                .toInstant();
    }

    /** At some time between 18 and 22 hours. */
    private static Instant evening(Patient patient, int week, int day, Random random) {
        return begin(patient, week)
                .plus(Duration.ofDays(day))
                .plus(Duration.ofHours(18))
                .plusSeconds(random.nextInt(4 * 3600));
    }

    private void send(Patient patient, int week, Instant at) {
        events.add(
                new Event(
                        at,
                        () -> {
                            Map<String, Object> report =
                                    diary.report(patient, week, at.minus(FILLING_IN), WRITES);
                            people.send(patient, report);
                            if (report.containsKey("narrative")) {
                                people.awaitAnalyzed(report);
                            }
                        }));
    }

    /** Staff answer nearly all that waits; of the last hours less. */
    private void round(Instant at) {
        if (at.isBefore(now)) {
            double most = at.plus(LAST_HOURS).isAfter(now) ? FEW : MOST;
            events.add(
                    new Event(
                            at,
                            () ->
                                    people.answerAlerts(alert ->
                                            people.chance(alert, at.getEpochSecond()) < most)));
        }
    }

    /**
     * A report that a patient has yet to send.
     *
     * @param completedAt null when it is filled in only then
     */
    record Due(Patient patient, int week, @Nullable Instant completedAt) {}
}
