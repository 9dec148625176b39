package io.eprointake.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.audit.Actor;
import io.eprointake.audit.Trail;
import io.eprointake.report.Scope;
import io.eprointake.store.Replica;
import io.eprointake.store.Store;
import io.eprointake.store.TestStore;
import io.eprointake.study.Compliance.Range;
import io.eprointake.study.Excuse.Reason;
import io.eprointake.study.PlainModel.Report;
import io.eprointake.study.Slot.State;
import io.eprointake.testing.Clock;
import io.eprointake.testing.StoreKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What came of what was expected, over every database. */
abstract class ComplianceContract {

    private static final Actor NURSE = new Actor("nurse", "site", "SITE03", null, "192.0.2.8");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Range ALL = new Range(null, null, Compliance.MOST_DAYS);

    private static final String STUDY =
            """
            study: ONC-301
            late_by: PT36H
            silent_after: P3D
            instruments:
              - {name: PRO-CTCAE, baseline: 3, every: day}
              - {name: GAD-7, every: week}
              - name: PHQ-9
                visits:
                  - {name: first, day: 5, before: 2, after: 1}
                  - {name: second, day: 20, before: 5, after: 2}
                  - {name: third, day: 40}
            """;

    private static final String INSERT =
            """
            insert into report (report_id, study, site, subject, language, completed_at, received_at,
                                received_as, content_sha256, body, scores, findings, assessment,
                                content_form, instrument, instrument_version)
            values (?, 'ONC-301', ?, ?, 'en', cast(? as bigint), ?, 'received', ?, ?, ?, ?, ?, 2,
                    cast(? as text), cast(? as text))
            on conflict (report_id) do nothing
            """;

    @TempDir Path files;

    private final Clock clock = new Clock();
    private TestStore opened;
    private Store store;
    private Roster roster;
    private Excuses excuses;
    private Compliance compliance;
    private Silence silence;

    abstract String url();

    /** Before a plan is asked for. */
    abstract void settle();

    @BeforeEach
    void open() throws IOException {
        Files.writeString(files.resolve("study.yaml"), STUDY);
        opened = new TestStore(url(), clock);
        store = opened.store();
        var trail = new Trail(Replica.random(), StoreKey.begun(url()));
        roster = new Roster(store, trail);
        excuses = new Excuses(store, trail);
        var studies = new Studies(new StudyProperties(files));
        compliance = new Compliance(store, studies, clock);
        silence = new Silence(store, studies);
    }

    @AfterEach
    void close() {
        opened.close();
    }

    private void now(Instant now) {
        clock.jump(Duration.between(clock.instant(), now));
    }

    private static Instant at(String local) {
        return ZonedDateTime.parse(local + "[Europe/Berlin]").toInstant();
    }

    private Registration subject(String id, String site, Instant start, ZoneId zone) {
        var one = new Registration("ONC-301", id, site, start, zone, null);
        roster.register(one, NURSE);
        return one;
    }

    private UUID sent(
            Registration who, String instrument, @Nullable Instant completed, Instant received) {
        UUID id = UUID.randomUUID();
        store(new Report(id, who, instrument, completed, received, null, false));
        return id;
    }

    private void store(Report it) {
        byte[] junk = {1};
        store.await(
                store.write(tx -> {
                    int inserted =
                            tx.update(
                                    INSERT,
                                    it.id(),
                                    it.who().site(),
                                    it.who().subject(),
                                    it.completed() == null ? null : it.completed().toEpochMilli(),
                                    it.received().toEpochMilli(),
                                    junk,
                                    junk,
                                    junk,
                                    junk,
                                    junk,
                                    it.instrument(),
                                    "1.0");
                    String seq = "(select seq from report where report_id = ?)";
                    if (inserted == 1 && it.amends() != null) {
                        tx.update(
                                "insert into amendment (seq, study, site, subject, amends) values ("
                                        + seq
                                        + ", 'ONC-301', ?, ?, ?)",
                                it.id(),
                                it.who().site(),
                                it.who().subject(),
                                it.amends());
                    }
                    if (inserted == 1 && it.superseded()) {
                        tx.update("insert into superseded (seq) values (" + seq + ")", it.id());
                    }
                    return inserted;
                }));
    }

    private List<Slot> slots(Registration who, String instrument) {
        return compliance.subject(who, ALL, clock.instant()).stream()
                .filter(slot -> slot.instrument().equals(instrument))
                .toList();
    }

    private List<State> states(Registration who, String instrument) {
        return slots(who, instrument).stream().map(Slot::state).toList();
    }

    @Test
    void aReportIsInTimeLateOrMissedByWhenItCame() {
        Registration who = subject("S-1", "SITE03", at("2026-03-01T10:00+01:00"), BERLIN);
        now(at("2026-03-08T09:00+01:00"));
        sent(who, "PRO-CTCAE", at("2026-03-03T22:00+01:00"), at("2026-03-03T23:59:59+01:00"));
        sent(who, "PRO-CTCAE", at("2026-03-04T22:00+01:00"), at("2026-03-05T00:00+01:00"));
        sent(who, "PRO-CTCAE", at("2026-03-05T22:00+01:00"), at("2026-03-07T12:00+01:00"));

        assertThat(states(who, "PRO-CTCAE"))
                .containsExactly(
                        State.IN_TIME, // the baseline
                        State.LATE,
                        State.MISSED, // it came when late_by had ended
                        State.OVERDUE,
                        State.OVERDUE,
                        State.NOT_YET_DUE);
        assertThat(Counts.of(slots(who, "PRO-CTCAE")))
                .isEqualTo(new Counts(6, 5, 1, 1, 2, 1, 1, 0, 0.4));
    }

    @Test
    void aVisitTakesWhatIsCompletedAfterItsWindowAsLateAndNothingFromBefore() {
        Registration who = subject("S-1", "SITE03", at("2026-03-01T10:00+01:00"), BERLIN);
        now(at("2026-03-30T09:00+02:00"));
        sent(who, "PHQ-9", at("2026-03-02T10:00+01:00"), at("2026-03-02T10:00+01:00"));
        sent(who, "PHQ-9", at("2026-03-07T10:00+01:00"), at("2026-03-07T10:00+01:00"));
        sent(who, "PHQ-9", null, at("2026-03-15T10:00+01:00"));

        assertThat(states(who, "PHQ-9")).containsExactly(State.LATE, State.IN_TIME);
        assertThat(slots(who, "PHQ-9").getFirst())
                .returns("first", Slot::name)
                .returns(LocalDate.parse("2026-03-03"), Slot::first)
                .returns(LocalDate.parse("2026-03-06"), Slot::last);
    }

    /** On 29 March Berlin has 23 hours. */
    @Test
    void aDayIsTheSubjectsOwnOverAChangeOfClocks() {
        Registration who = subject("S-1", "SITE03", at("2026-03-26T10:00+01:00"), BERLIN);
        now(at("2026-03-31T00:30+02:00"));
        sent(who, "PRO-CTCAE", at("2026-03-29T23:30+02:00"), at("2026-03-29T23:40+02:00"));

        assertThat(slots(who, "PRO-CTCAE"))
                .extracting(Slot::last, Slot::dueAt, Slot::state)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(
                                LocalDate.parse("2026-03-29"),
                                Instant.parse("2026-03-29T22:00:00Z"),
                                State.IN_TIME));
    }

    /** Whom the site corrects was not late, and a correction does not count twice. */
    @Test
    void aCorrectionCameWhenWhatItCorrectsDid() {
        Registration who = subject("S-1", "SITE03", at("2026-03-01T10:00+01:00"), BERLIN);
        now(at("2026-03-12T09:00+01:00"));
        Instant day = at("2026-03-04T22:00+01:00");
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        Instant later = at("2026-03-11T22:00+01:00");
        store(new Report(second, who, "PRO-CTCAE", day, later, first, true));
        store(new Report(first, who, "PRO-CTCAE", day, day, null, true));
        store(
                new Report(
                        UUID.randomUUID(),
                        who,
                        "PRO-CTCAE",
                        day.plus(Duration.ofDays(1)),
                        later,
                        second,
                        false));

        assertThat(states(who, "PRO-CTCAE").subList(0, 4))
                .containsExactly(State.MISSED, State.MISSED, State.IN_TIME, State.MISSED);
    }

    @Test
    void whoIsExcusedOrWithdrawnOwesNothing() {
        Registration who = subject("S-1", "SITE03", at("2026-03-01T10:00+01:00"), BERLIN);
        now(at("2026-03-20T09:00+01:00"));
        var excuse =
                new Excuse(
                        "PRO-CTCAE",
                        LocalDate.parse("2026-03-04"),
                        LocalDate.parse("2026-03-05"),
                        Reason.HOSPITALIZED);
        assertThat(excuses.excuse(who, excuse, NURSE)).isTrue();
        assertThat(excuses.excuse(who, excuse, NURSE)).isFalse();
        sent(who, "PRO-CTCAE", at("2026-03-05T22:00+01:00"), at("2026-03-05T22:00+01:00"));
        roster.register(
                new Registration(
                        "ONC-301",
                        "S-1",
                        "SITE03",
                        who.startedAt(),
                        BERLIN,
                        at("2026-03-07T01:00+01:00")),
                NURSE);
        Registration withdrawn = roster.find("ONC-301", "S-1", Scope.ALL).orElseThrow();

        assertThat(states(withdrawn, "PRO-CTCAE"))
                .containsExactly(State.MISSED, State.EXCUSED, State.IN_TIME, State.MISSED);
        assertThat(states(withdrawn, "GAD-7")).isEmpty();
        assertThat(slots(withdrawn, "PRO-CTCAE").get(1).reason()).isEqualTo(Reason.HOSPITALIZED);
    }

    @Test
    void theLongestOverdueIsCalledFirst() {
        Instant start = at("2026-03-01T10:00+01:00");
        Registration gone = subject("S-1", "SITE03", start, BERLIN);
        Registration lapsed = subject("S-2", "SITE04", start, BERLIN);
        Registration fine = subject("S-3", "SITE03", start, BERLIN);
        now(at("2026-03-10T09:00+01:00"));
        for (Registration who : List.of(gone, lapsed, fine)) {
            for (int day = 3; day < 10; day++) {
                if (who.equals(fine) || (who.equals(lapsed) && day < 8)) {
                    Instant sent = at("2026-03-0%dT12:00+01:00".formatted(day));
                    sent(who, "PRO-CTCAE", sent, sent);
                    sent(who, "GAD-7", sent, sent);
                    sent(who, "PHQ-9", sent, sent);
                }
            }
        }

        assertThat(compliance.overdue("ONC-301", Scope.ALL, clock.instant()))
                .extracting(it -> it.subject() + " " + it.instrument() + " " + it.reports())
                .containsExactly(
                        "S-1 PRO-CTCAE 7", "S-1 PHQ-9 1", "S-1 GAD-7 1", "S-2 PRO-CTCAE 2");
        assertThat(
                        compliance.overdue(
                                null, new Scope(null, Set.of("SITE04"), null), clock.instant()))
                .extracting(Compliance.Overdue::site)
                .containsExactly("SITE04");
        assertThat(compliance.overdue(null, new Scope(Set.of("X"), null, null), clock.instant()))
                .isEmpty();
    }

    @Test
    void whoSendsNothingForLongerThanTheStudyLetsThemIsSilent() {
        Instant start = at("2026-03-01T10:00+01:00");
        Registration never = subject("S-1", "SITE03", start, BERLIN);
        Registration lapsed = subject("S-2", "SITE04", start, BERLIN);
        Registration fine = subject("S-3", "SITE03", start, BERLIN);
        Registration late = subject("S-4", "SITE03", start.plus(Duration.ofDays(8)), BERLIN);
        subject("S-5", "SITE03", start.plus(Duration.ofDays(30)), BERLIN);
        roster.register(
                new Registration("ONC-301", "S-6", "SITE03", start, BERLIN, start.plusSeconds(60)),
                NURSE);
        Instant now = at("2026-03-10T10:00+01:00");
        Instant edge = now.minus(Duration.ofDays(3));
        sent(lapsed, "PRO-CTCAE", start, edge.minusMillis(1));
        sent(lapsed, "PRO-CTCAE", now, start);
        sent(fine, "PRO-CTCAE", start, edge);
        sent(late, "PRO-CTCAE", start, start);

        assertThat(silence.silent(now, 10))
                .extracting(it -> it.subject() + " " + it.silentSince())
                .containsExactly("S-1 " + never.startedAt(), "S-2 " + edge.minusMillis(1));
        assertThat(silence.silent(now, 1))
                .extracting(Silence.Silent::subject)
                .containsExactly("S-1");
    }

    /** Or a site's compliance would cost what its reports' bodies weigh. */
    @Test
    void noRowOfAReportIsRead() {
        settle();
        assertThat(plan(Received.ALL))
                .anyMatch(step -> step.contains("report_of_subject"))
                .noneMatch(this::readsRows);
    }

    abstract List<String> plan(String sql);

    abstract boolean readsRows(String step);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void itIsWhatAPlainModelSaysWhateverComesInWhateverOrder(long seed) {
        var random = new Random(seed);
        Instant now = Instant.parse("2026-05-05T09:17:00Z");
        now(now);
        List<Registration> subjects = new ArrayList<>();
        Map<String, List<Excuse>> excused = new HashMap<>();
        List<Report> all = new ArrayList<>();
        List<String> zones =
                List.of("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Africa/Cairo");
        for (int i = 0; i < 12; i++) {
            Instant start =
                    Instant.parse("2026-02-20T00:00:00Z").plusSeconds(random.nextInt(60 * 86_400));
            var who =
                    new Registration(
                            "ONC-301",
                            "S-" + i,
                            "SITE0" + i % 3,
                            start,
                            ZoneId.of(zones.get(random.nextInt(zones.size()))),
                            random.nextInt(4) == 0
                                    ? start.plusSeconds(random.nextInt(50 * 86_400))
                                    : null);
            subjects.add(who);
            roster.register(who, NURSE);
            if (random.nextInt(3) == 0) {
                LocalDate from = who.start().plusDays(random.nextInt(30));
                var excuse =
                        new Excuse(
                                random.nextBoolean() ? null : "PRO-CTCAE",
                                from,
                                from.plusDays(random.nextInt(9)),
                                Reason.UNWELL);
                excuses.excuse(who, excuse, NURSE);
                excused.put(who.subject(), List.of(excuse));
            }
            all.addAll(reports(random, who, now));
        }
        List<Report> arrivals = new ArrayList<>(all);
        all.stream().filter(it -> random.nextInt(4) == 0).forEach(arrivals::add);
        Collections.shuffle(arrivals, random);
        arrivals.forEach(this::store);

        for (Registration who : subjects) {
            List<Report> its = all.stream().filter(it -> it.who().equals(who)).toList();
            assertThat(
                            compliance.subject(who, ALL, now).stream()
                                    .map(slot ->
                                            slot.instrument()
                                                    + " "
                                                    + slot.first()
                                                    + " "
                                                    + slot.last()
                                                    + " "
                                                    + slot.state()
                                                    + " "
                                                    + slot.receivedAt())
                                    .toList())
                    .as("seed %d, %s", seed, who.subject())
                    .isEqualTo(
                            PlainModel.of(
                                    who, its, excused.getOrDefault(who.subject(), List.of()), now));
        }
        for (String site : List.of("SITE00", "SITE01", "SITE02")) {
            assertThat(compliance.site("ONC-301", site, ALL, now))
                    .extracting(Compliance.OfSubject::counts)
                    .containsExactlyElementsOf(
                            subjects.stream()
                                    .filter(who -> who.site().equals(site))
                                    .sorted(Comparator.comparing(Registration::subject))
                                    .map(who -> Counts.of(compliance.subject(who, ALL, now)))
                                    .toList());
        }
    }

    private static List<Report> reports(Random random, Registration who, Instant now) {
        List<Report> reports = new ArrayList<>();
        List<String> instruments = List.of("PRO-CTCAE", "PRO-CTCAE", "PRO-CTCAE", "GAD-7", "PHQ-9");
        IntStream.range(0, 70)
                .forEach(i -> {
                    Instant completed =
                            who.startedAt()
                                    .minusSeconds(86_400)
                                    .plusSeconds(random.nextInt(70 * 86_400));
                    long[] delays = {0, 600, 3600, 20 * 3600, 40 * 3600, 9 * 86_400};
                    Instant received =
                            completed.plusSeconds(
                                    random.nextInt(60) + delays[random.nextInt(delays.length)]);
                    if (received.isBefore(now)) {
                        reports.add(
                                new Report(
                                        new UUID(random.nextLong(), random.nextLong()),
                                        who,
                                        instruments.get(random.nextInt(instruments.size())),
                                        random.nextInt(10) == 0 ? null : completed,
                                        received,
                                        null,
                                        false));
                    }
                });
        for (int i = 0; i < 12; i++) {
            correct(random, who, reports, now);
        }
        return reports;
    }

    /** The last of a chain is corrected, most often in effect. */
    private static void correct(
            Random random, Registration who, List<Report> reports, Instant now) {
        int n = random.nextInt(reports.size());
        Report corrected = reports.get(n);
        if (corrected.superseded()
                || reports.stream().anyMatch(it -> corrected.id().equals(it.amends()))) {
            return;
        }
        boolean inEffect = random.nextInt(4) > 0;
        reports.set(n, corrected.with(inEffect));
        Instant completed = corrected.completed();
        reports.add(
                new Report(
                        new UUID(random.nextLong(), random.nextLong()),
                        who,
                        corrected.instrument(),
                        completed == null || random.nextInt(3) > 0
                                ? completed
                                : completed.plus(Duration.ofDays(random.nextInt(3))),
                        corrected.received().plusSeconds(random.nextInt(86_400)).isBefore(now)
                                ? corrected.received().plusSeconds(random.nextInt(5))
                                : now,
                        corrected.id(),
                        false));
    }
}
