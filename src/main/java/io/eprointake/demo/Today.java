package io.eprointake.demo;

import io.eprointake.demo.History.Due;
import io.eprointake.demo.Trial.Patient;
import io.eprointake.demo.Trial.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The day: all sites enroll, patients report, the model hangs and recovers. */
final class Today {

    /** As parts of the day. */
    static final double HANGS = 0.4;

    static final double RECOVERS = 0.65;
    private static final double LAST = 0.93;

    private static final double FIRST_AFTER = 0.02;
    private static final double WRITES = 0.5;
    private static final Duration FILLING_IN = Duration.ofSeconds(40);
    private static final int MOST_ENROLLED = 3;
    private static final int ROUNDS = 24;

    private final Diary diary;
    private final People people;
    private final Instant begins;
    private final Duration length;
    private final Random random = new Random(1);
    private final List<Event> events = new ArrayList<>();

    Today(
            Trial trial,
            Diary diary,
            People people,
            Model model,
            List<Due> due,
            Instant begins,
            Duration length) {
        this.diary = diary;
        this.people = people;
        this.begins = begins;
        this.length = length;
        trial.sites().forEach(this::enroll);
        due.forEach(this::report);
        add(HANGS, () -> model.hang(true));
        add(RECOVERS, () -> model.hang(false));
        for (int i = 1; i < ROUNDS; i++) {
            double answered = 0.1 + random.nextDouble() * 0.3;
            long round = i;
            add(
                    (double) i / ROUNDS,
                    () ->
                            people.answerAlerts(alert ->
                                    !Trial.SHOWN.contains(alert.path("site").asText())
                                            && people.chance(alert, round) < answered));
        }
        events.sort(Comparator.comparing(Event::at));
    }

    /** In their order. */
    List<Event> events() {
        return events;
    }

    /** How much of it is over at a moment. */
    double part(Instant at) {
        return (double) Duration.between(begins, at).toNanos() / length.toNanos();
    }

    /** What is going on then, in a few words. */
    String going(Instant at, Tally tally) {
        double part = part(at);
        return "%d enrolled, %d reports, the model %s"
                .formatted(
                        tally.enrolled(),
                        tally.acknowledged(),
                        part < HANGS ? "answers" : part < RECOVERS ? "HANGS" : "has recovered");
    }

    private void add(double part, Event.Act act) {
        events.add(new Event(at(part), act));
    }

    private Instant at(double part) {
        return begins.plusNanos((long) (length.toNanos() * part));
    }

    /** Some twice, and one site takes one back. */
    private void enroll(Site site) {
        int many = 1 + random.nextInt(MOST_ENROLLED);
        double part = 0;
        for (int i = 0; i < many; i++) {
            Patient patient = site.patient(100 + i, begins);
            part += random.nextDouble() * LAST / MOST_ENROLLED;
            add(part, () -> people.enroll(patient));
            report(patient, 0, part + FIRST_AFTER, at(part));
            if (random.nextInt(8) == 0) {
                add(part + 0.01, () -> people.enrollAgain(patient));
            }
        }
        if (site.name().equals("SITE050")) {
            Patient last = site.patient(100 + many - 1, begins);
            add(LAST, () -> people.takeBack(last, begins.toString()));
        }
    }

    /** Most while the model hangs: it is evening then. */
    private void report(Due due) {
        double part =
                random.nextBoolean()
                        ? HANGS + random.nextDouble() * (RECOVERS - HANGS)
                        : random.nextDouble() * LAST;
        Instant completed =
                due.completedAt() == null ? at(part).minus(FILLING_IN) : due.completedAt();
        report(due.patient(), due.week(), part, completed);
    }

    private void report(Patient patient, int week, double part, Instant completed) {
        Map<String, Object> report = diary.report(patient, week, completed, WRITES);
        add(part, () -> people.send(patient, report));
    }
}
