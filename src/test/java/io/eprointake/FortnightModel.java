package io.eprointake;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What must come of a fortnight, worked out as plainly as can be: after each report all of its
 * subject's alerts anew, and the diary day by day.
 */
final class FortnightModel {

    static final String STUDY = "ONC-14";
    static final String ITEM = "PROCTCAE_9B_SCL";
    static final int SITES = 10;
    static final Instant BEGINNING = Instant.parse("2026-10-20T00:00:00Z");
    static final int HOURS = 15 * 24;

    static final String STUDY_FILE =
            """
            study: ONC-14
            late_by: P1D
            instruments:
              - {name: PRO-CTCAE, every: day}
            answering:
              within: PT48H
              roles: [site, investigator, sponsor]
            """;

    private static final int SUBJECTS = 200;
    private static final int DAYS = 14;
    private static final Duration LIMIT = Duration.ofDays(2);
    private static final Duration LATE_BY = Duration.ofDays(1);

    /**
     * The clocks of two of them change meanwhile, on the 25th of October and the 1st of November.
     */
    private static final List<ZoneId> ZONES =
            List.of(
                    ZoneId.of("Europe/Berlin"),
                    ZoneId.of("America/New_York"),
                    ZoneId.of("Asia/Shanghai"));

    private final Random random;
    private final List<Subject> subjects = new ArrayList<>();
    private final List<Sent> toCome = new ArrayList<>();
    private final Map<Subject, List<Arrival>> arrivals = new HashMap<>();
    private final Map<String, Expected> alerts = new LinkedHashMap<>();
    private int order;
    private int escalations;

    FortnightModel(Random random) {
        this.random = random;
        for (int i = 0; i < SUBJECTS; i++) {
            var subject =
                    new Subject(
                            "FORTNIGHT-%03d".formatted(i),
                            i % SITES,
                            ZONES.get(random.nextInt(ZONES.size())),
                            BEGINNING.plus(Duration.ofMinutes(random.nextInt(24 * 60))));
            subjects.add(subject);
            for (int day = 0; day < DAYS; day++) {
                if (random.nextInt(100) < 85) {
                    toCome.add(report(subject, subject.day(day)));
                }
            }
        }
        Collections.shuffle(toCome, random);
    }

    private Sent report(Subject subject, LocalDate day) {
        Instant completed =
                day.atTime(LocalTime.of(random.nextInt(24), random.nextInt(60)))
                        .atZone(subject.zone)
                        .toInstant();
        if (completed.isBefore(BEGINNING)) {
            completed = BEGINNING.plusSeconds(random.nextInt(3600));
        }
        int kind = random.nextInt(10);
        int minutes = random.nextInt(kind < 7 ? 60 : kind < 9 ? 24 * 60 : 72 * 60);
        return new Sent(
                UUID.randomUUID(),
                subject,
                completed,
                completed.plus(Duration.ofMinutes(minutes)),
                random.nextInt(5));
    }

    static String site(int number) {
        return "SITE%02d".formatted(number);
    }

    List<Subject> subjects() {
        return subjects;
    }

    /** Those that come by now, in an order that nobody knows. */
    List<Sent> arriving(Instant now) {
        List<Sent> coming = toCome.stream().filter(it -> !it.sentAt.isAfter(now)).toList();
        toCome.removeAll(coming);
        return coming;
    }

    void arrived(Sent report, Instant now) {
        List<Arrival> its = arrivals.computeIfAbsent(report.subject, s -> new ArrayList<>());
        its.add(new Arrival(report, now, order++));
        List<Arrival> inOrder =
                its.stream()
                        .sorted(
                                Comparator.comparing((Arrival it) -> it.report.completedAt)
                                        .thenComparingInt(Arrival::order))
                        .toList();
        for (int i = 0; i < inOrder.size(); i++) {
            Sent its1 = inOrder.get(i).report;
            stands(its1, "severe", its1.score >= 3, now);
            stands(
                    its1,
                    "worsened",
                    i > 0 && its1.score - inOrder.get(i - 1).report.score >= 2,
                    now);
        }
    }

    private void stands(Sent report, String rule, boolean holds, Instant now) {
        Expected alert = alerts.get(report.id + " " + rule);
        if (holds && (alert == null || alert.state == State.WITHDRAWN)) {
            alerts.put(report.id + " " + rule, new Expected(report, rule, now));
        } else if (!holds && alert != null) {
            alert.state = State.WITHDRAWN;
        }
    }

    /** A further role is told of what waits for longer than once more the limit. */
    void tick(Instant now) {
        for (Expected alert : alerts.values()) {
            while (alert.state == State.WAITS
                    && alert.level < 2
                    && alert.raisedAt.plus(LIMIT.multipliedBy(alert.level + 1L)).isBefore(now)) {
                alert.level++;
                escalations++;
            }
        }
    }

    List<Expected> someThatWait(int most) {
        List<Expected> waiting =
                new ArrayList<>(
                        alerts.values().stream().filter(it -> it.state == State.WAITS).toList());
        Collections.shuffle(waiting, random);
        return waiting.subList(0, Math.min(random.nextInt(most + 1), waiting.size()));
    }

    void acknowledged(Expected alert) {
        alert.state = State.ACKNOWLEDGED;
    }

    void takenBack(Expected alert) {
        alert.state = State.WAITS;
    }

    int escalations() {
        return escalations;
    }

    /** By report and rule: its state, whose it is to answer, and since when it waits. */
    Map<String, String> alerts() {
        Map<String, String> all = new TreeMap<>();
        alerts.forEach((key, alert) -> {
            if (alert.state != State.WITHDRAWN) {
                boolean waits = alert.state == State.WAITS;
                String state = waits ? (alert.level == 0 ? "open" : "escalated") : "acknowledged";
                String role = List.of("site", "investigator", "sponsor").get(alert.level);
                all.put(key, state + " " + (waits ? role : "-") + " " + alert.raisedAt);
            }
        });
        return all;
    }

    /** By subject: in time, late, overdue and missed, of each day that has ended. */
    Map<String, String> diary(Instant now) {
        Map<String, String> all = new TreeMap<>();
        for (Subject subject : subjects) {
            int[] count = new int[4];
            for (int day = 0; ; day++) {
                Instant ends = subject.day(day + 1).atStartOfDay(subject.zone).toInstant();
                if (ends.isAfter(now)) {
                    break;
                }
                LocalDate its = subject.day(day);
                Instant came =
                        arrivals.getOrDefault(subject, List.of()).stream()
                                .filter(it ->
                                        it.report
                                                .completedAt
                                                .atZone(subject.zone)
                                                .toLocalDate()
                                                .equals(its))
                                .map(Arrival::at)
                                .min(Comparator.naturalOrder())
                                .orElse(Instant.MAX);
                if (came.isBefore(ends)) {
                    count[0]++;
                } else if (came.isBefore(ends.plus(LATE_BY))) {
                    count[1]++;
                } else {
                    count[now.isBefore(ends.plus(LATE_BY)) ? 2 : 3]++;
                }
            }
            all.put(subject.id, "%d %d %d %d".formatted(count[0], count[1], count[2], count[3]));
        }
        return all;
    }

    /** Somebody who takes part. */
    record Subject(String id, int site, ZoneId zone, Instant startedAt) {

        LocalDate day(int number) {
            return startedAt.atZone(zone).toLocalDate().plusDays(number);
        }
    }

    /** A report on its way. */
    record Sent(UUID id, Subject subject, Instant completedAt, Instant sentAt, int score) {}

    private record Arrival(Sent report, Instant at, int order) {}

    enum State {
        WAITS,
        ACKNOWLEDGED,
        WITHDRAWN
    }

    /** An alert. */
    static final class Expected {

        private final Sent report;
        private final String rule;
        private final Instant raisedAt;
        private State state = State.WAITS;
        private int level;

        private Expected(Sent report, String rule, Instant raisedAt) {
            this.report = report;
            this.rule = rule;
            this.raisedAt = raisedAt;
        }

        Sent report() {
            return report;
        }

        String rule() {
            return rule;
        }
    }
}
