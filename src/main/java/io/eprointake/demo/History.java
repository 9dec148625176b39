package io.eprointake.demo;

import io.eprointake.demo.Trial.Patient;
import io.eprointake.demo.Trial.Site;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
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
    static final Duration LENGTH = Duration.ofDays(7L * WEEKS);

    /** Words of earlier weeks are read one by one before the next is sent. */
    private static final double WRITES = 0.06;

    private static final double MISSED = 0.05;
    private static final double EARLY = 0.25;
    private static final Duration STILL_LATE = Duration.ofDays(3);
    private static final Duration SILENT_AFTER = Duration.ofDays(21);
    private static final List<Duration> ROUNDS =
            List.of(Duration.ofHours(7), Duration.ofHours(13), Duration.ofHours(19));

    private final Trial trial;
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
        this.trial = trial;
        this.diary = diary;
        this.people = people;
        this.now = now;
        this.silentSince = now.minus(SILENT_AFTER).plus(silentIn);
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
            Instant day =
                    start().plus(Duration.ofDays((long) ((1 - back) * (7 * WEEKS - 2))));
            Instant at =
                    day.plus(Duration.ofMinutes((site.chinese() ? 60 : 480) + random.nextInt(240)));
            Patient patient = site.patient(i + 1, at);
            events.add(new Event(at, () -> people.enroll(patient)));
            weeks(patient);
        }
    }

    private void weeks(Patient patient) {
        Random random = patient.random("days");
        LocalDate start = LocalDate.ofInstant(patient.startedAt(), patient.site().zone());
        int weekday = random.nextInt(6);
        boolean silent = patient.subject().equals("SITE002-003");
        boolean missed = false;
        for (int week = 0; ; week++) {
            LocalDate first = start.plusDays(7L * week);
            Instant begins = first.atStartOfDay(patient.site().zone()).toInstant();
            Instant ends = first.plusDays(7).atStartOfDay(patient.site().zone()).toInstant();
            if (begins.isAfter(now)) {
                return;
            }
            int day = week == 0 ? 0 : Math.clamp(weekday + random.nextInt(-1, 2), 0, 6);
            Instant at =
                    first.plusDays(day)
                            .atTime(LocalTime.of(18, 0).plusSeconds(random.nextInt(4 * 3600)))
                            .atZone(patient.site().zone())
                            .toInstant();
            missed = !missed && week > 0 && random.nextDouble() < MISSED;
            boolean early = random.nextDouble() < EARLY;
            if (silent && ends.isAfter(silentSince)) {
                send(patient, week, silentSince);
                return;
            }
            if (missed && now.isBefore(ends.plus(STILL_LATE)) && now.isAfter(ends)) {
                due.add(new Due(patient, week, ends.minusSeconds(3600)));
            } else if (ends.isBefore(now) || (at.isBefore(now) && (early || week == 0))) {
                if (!missed) {
                    send(patient, week, at);
                }
            } else if (!missed) {
                due.add(new Due(patient, week, null));
            }
        }
    }

    private void send(Patient patient, int week, Instant at) {
        events.add(
                new Event(
                        at,
                        () -> {
                            Map<String, Object> report =
                                    diary.report(patient, week, at.minusSeconds(40), WRITES);
                            people.send(patient, report);
                            if (report.containsKey("narrative")) {
                                people.awaitAnalyzed(report);
                            }
                        }));
    }

    /** Staff answer nearly all that waits; of the last hours less. */
    private void round(Instant at) {
        if (at.isBefore(now)) {
            double most = Duration.between(at, now).toHours() < 20 ? 0.5 : 0.97;
            events.add(
                    new Event(
                            at,
                            () ->
                                    people.answerAlerts(
                                            alert ->
                                                    new Random(alert.path("id").asLong() * 7919)
                                                                    .nextDouble()
                                                            < most)));
        }
    }

    /**
     * A report that a patient has yet to send.
     *
     * @param completedAt null when it is filled in only then
     */
    record Due(Patient patient, int week, @Nullable Instant completedAt) {}
}
