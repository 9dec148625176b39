package io.eprointake.journal;

import static io.eprointake.journal.Submissions.DOUBT;
import static io.eprointake.journal.Submissions.ofSubject;
import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.alerts.RaisedAlert;
import io.eprointake.instrument.AlertRule;
import io.eprointake.instrument.Scoring;
import io.eprointake.report.Alert;
import io.eprointake.report.Assessment.Score;
import io.eprointake.report.Cleaned;
import io.eprointake.report.Finding;
import io.eprointake.report.History;
import io.eprointake.report.InstrumentVersion;
import io.eprointake.report.ReportState;
import io.eprointake.report.Scope;
import io.eprointake.store.Sql;
import io.eprointake.testing.Clock;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promise 12 over every database: the order of arrival decides no alert. */
abstract class CourseContract {

    private static final String ITEM = "PROCTCAE_9A_SCL";
    private static final Map<String, Integer> DEATH = Map.of("PHQ9_9", 1);
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    /** So few that windows end inside the courses of this test. */
    static final int DEPTH = 3;

    private final Clock clock = new Clock();
    private final String subject = UUID.randomUUID().toString();
    private TestReplica replica;
    private TestReplica other;

    /** The address of an empty database. */
    abstract String url();

    /** Another process over the same one; the same where there can be only one. */
    abstract TestReplica other(TestReplica one, String url);

    @BeforeEach
    void open() {
        String url = url();
        replica = new TestReplica(url, clock, DEPTH);
        other = other(replica, url);
    }

    @AfterEach
    void close() {
        other.close();
        replica.close();
    }

    @Test
    void theNewestFirstIsComparedWhenTheOlderComes() {
        UUID newer = accept(2, 3);
        assertThat(alerts(newer)).isEmpty();

        UUID older = accept(1, 0);

        RaisedAlert raised = only(newer);
        assertThat(raised.late()).isTrue();
        assertThat(raised.alert()).isEqualTo(worsened(3, 0, older));
        assertThat(alerts(older)).isEmpty();
        assertThat(raisedLate()).isEqualTo(1);
    }

    @Test
    void whatIsComparedInOrderIsNotLate() {
        UUID older = accept(1, 0);
        UUID newer = accept(2, 2);

        assertThat(only(newer).late()).isFalse();
        assertThat(only(newer).alert()).isEqualTo(worsened(2, 0, older));
        assertThat(raisedLate()).isZero();
    }

    @Test
    void aReportThatWaitsForAPersonIsComparedWithWhenItIsReleased() {
        UUID waiting = quarantine(1, 0);
        UUID newer = accept(2, 3);
        assertThat(alerts(newer)).isEmpty();

        replica.review.release(waiting, Submissions.NURSE, null);

        assertThat(only(newer).alert()).isEqualTo(worsened(3, 0, waiting));
        assertThat(only(newer).late()).isTrue();
        assertThat(raisedLate()).isEqualTo(1);
    }

    @Test
    void aReportThatWaitsForAPersonIsWarnedOfAllTheSame() {
        UUID waiting = quarantine(2, 3);
        UUID older = accept(1, 0);

        assertThat(only(waiting).alert()).isEqualTo(worsened(3, 0, older));
        Cursor first =
                replica.reports
                        .list(ReportState.QUARANTINED, Scope.ALL, Cursor.START, 1)
                        .reports()
                        .getFirst()
                        .cursor();
        assertThat(first.turn()).isEqualTo(Turn.ALERT);
    }

    @Test
    void ofTwoOfOneInstantTheFirstToComeIsTheEarlier() {
        UUID first = accept(1, 0);
        UUID second = accept(1, 2);
        UUID third = accept(1, 0);

        assertThat(only(second).alert()).isEqualTo(worsened(2, 0, first));
        assertThat(alerts(third)).isEmpty();
    }

    @Test
    void oneReleasedAmongThoseOfItsInstantKeepsItsPlace() {
        UUID first = quarantine(1, 0);
        UUID second = accept(1, 2);

        replica.review.release(first, Submissions.NURSE, null);

        assertThat(only(second).alert()).isEqualTo(worsened(2, 0, first));
    }

    @Test
    void anAlertThatOneInBetweenShowsToBeNoneIsWithdrawnAndStaysOnRecord() {
        accept(1, 0);
        UUID newer = accept(3, 2);
        long id = only(newer).id();

        UUID between = accept(2, 1);
        assertThat(alerts(newer)).isEmpty();
        assertThat(withdrawn()).containsExactly(id);

        // And stands again, as the same, when yet another one shows that it is one.
        UUID last = accept(2, 30, 0);
        assertThat(only(newer).id()).isEqualTo(id);
        assertThat(only(newer).alert()).isEqualTo(worsened(2, 0, last));
        assertThat(only(newer).late()).isTrue();
        assertThat(withdrawn()).isEmpty();
        assertThat(alerts(between)).isEmpty();
    }

    @Test
    void anAlertThatStillHoldsIsComparedWithTheNearestAndIsNoOther() {
        accept(1, 0);
        UUID newer = accept(3, 4);
        RaisedAlert before = only(newer);

        UUID between = accept(2, 1);

        RaisedAlert after = only(newer);
        assertThat(after.alert()).isEqualTo(worsened(4, 1, between));
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.late()).isFalse();
        assertThat(after.raisedAt()).isEqualTo(before.raisedAt());
        assertThat(raisedLate()).isZero();
    }

    @Test
    void anItemThatSomeSkipIsFoundBehindThem() {
        UUID newest = accept(4, 3);
        accept(3, "PROCTCAE_53A_SCL", 1);
        accept(2, "PROCTCAE_53A_SCL", 1);
        assertThat(alerts(newest)).isEmpty();

        UUID oldest = accept(1, 1);

        assertThat(only(newest).alert()).isEqualTo(worsened(3, 1, oldest));
    }

    @Test
    void whatLiesBehindThoseThatAreLookedThroughIsNotKnownAndAFindingSaysSo() {
        accept(1, 0);
        for (int day = 2; day <= 4; day++) {
            accept(day, "PROCTCAE_53A_SCL", 1);
        }
        UUID newest = accept(5, 3);

        assertThat(alerts(newest)).isEmpty();
        assertThat(notKnown(newest)).containsExactly(ITEM);
    }

    @Test
    void oneThatComesLateMayPushAnAnswerOutOfWhatIsLookedThrough() {
        accept(1, 0);
        accept(2, "PROCTCAE_53A_SCL", 1);
        accept(3, "PROCTCAE_53A_SCL", 1);
        UUID newest = accept(5, 3);
        assertThat(only(newest).alert().rule()).isEqualTo("worsened");
        assertThat(notKnown(newest)).isEmpty();

        accept(4, "PROCTCAE_53A_SCL", 1);

        assertThat(alerts(newest)).isEmpty();
        assertThat(notKnown(newest)).containsExactly(ITEM);
    }

    @Test
    void theFirstOfASubjectHasNothingThatIsNotKnown() {
        assertThat(notKnown(accept(1, 4))).isEmpty();
    }

    @Test
    void anotherSubjectOrStudyIsNotCompared() {
        accept(1, 0);
        UUID newer = UUID.randomUUID();
        replica.store.await(
                replica.journal.accept(
                        ofSubject("another", newer, at(2, 0), List.of(), Map.of(ITEM, 3))));

        assertThat(alerts(newer)).isEmpty();
    }

    @Test
    void eachReportIsComparedByTheVersionOfItsInstrument() {
        UUID first = diary("1.0", 2, 3);
        UUID second = diary("2.0", 3, 6);
        UUID third = diary("1.0", 4, 7);
        assertThat(alerts(first)).isEmpty();

        UUID late = diary("2.0", 1, 0);

        // By 3 each: that worries the first version and not the second.
        assertThat(only(first).alert().rule()).isEqualTo("worse");
        assertThat(only(first).alert().previousReport()).isEqualTo(late);
        assertThat(alerts(second)).isEmpty();
        assertThat(alerts(third)).isEmpty();

        // And the one that shows that it was none is of the other version.
        diary("2.0", 1, 30, 2);
        assertThat(alerts(first)).isEmpty();
    }

    @Test
    void aStoredReportSaysWhichVersionGradedIt() {
        UUID diary = diary("2.0", 1, 0);
        UUID unknown = accept(null, at(2, 0), Map.of(ITEM, 1));
        UUID proCtcae = accept(1, 0);

        assertThat(gradedBy(diary)).isEqualTo("DIARY 2.0");
        assertThat(gradedBy(unknown)).isEqualTo("null null");
        assertThat(gradedBy(proCtcae)).isEqualTo("PRO-CTCAE 1.0");
    }

    @Test
    void aTotalIsStoredWithItsBandAndRaisesItsAlert() {
        var phq9 = new InstrumentVersion("PHQ-9", "1.0");
        Map<String, Integer> scores = new HashMap<>();
        IntStream.rangeClosed(1, 8).forEach(i -> scores.put("PHQ9_" + i, i < 5 ? 3 : 0));
        UUID id = accept(phq9, at(1, 0), scores);

        StoredReport stored = replica.reports.find(id, Scope.ALL).orElseThrow();
        // 12 of eight: 13.5.
        assertThat(stored.scores())
                .containsExactly(new Score("PHQ9_TOTAL", new BigDecimal(14), "moderate"));
        assertThat(only(id).alert())
                .isEqualTo(Alert.of("depression", null, "Depression", "PHQ9_TOTAL", 14));
    }

    @Test
    void theRedFlagOfAnAnswerStandsWhetherItWasCorrectedBeforeOrAfter() {
        for (boolean before : List.of(true, false)) {
            String whose = "corrected before: " + before;
            UUID said = UUID.randomUUID();
            var first = Submissions.amending(null, whose, said, at(1, 0), List.of(), DEATH);
            var correction =
                    Submissions.amending(
                            said,
                            whose,
                            UUID.randomUUID(),
                            at(1, 0),
                            List.of(),
                            Map.of("PHQ9_9", 0, ITEM, 4));
            for (var sent : before ? List.of(correction, first) : List.of(first, correction)) {
                replica.store.await(replica.journal.accept(sent));
            }

            assertThat(only(said).alert())
                    .as(whose)
                    .isEqualTo(Alert.redFlag("suicidality", "PHQ9_9", 1));
        }
    }

    @Test
    void theRedFlagOfAnAnswerIsTheFirstOfThoseThatWait() {
        UUID id = UUID.randomUUID();
        replica.store.await(
                replica.journal.accept(ofSubject(subject, id, at(1, 0), List.of(DOUBT), DEATH)));

        Cursor first =
                replica.reports
                        .list(ReportState.QUARANTINED, Scope.ALL, Cursor.START, 1)
                        .reports()
                        .getFirst()
                        .cursor();
        assertThat(first.turn()).isEqualTo(Turn.RED_FLAG);
    }

    @Test
    void whoeverHasNoSuchRuleAnyMoreWithdrawsNothing() {
        accept(1, 0);
        UUID newer = accept(3, 2);
        var severe =
                new AlertRule(
                        "severe",
                        AlertRule.Measure.SCORE,
                        3,
                        null,
                        null,
                        "severity",
                        null,
                        null,
                        null);
        var json = replica.json;
        Scoring without = TestReplica.scoring(clock, List.of(severe));
        var course = new Course(json, replica.keys, without, replica.alerts, replica.outbox, DEPTH);
        UUID between = accept(2, 1);
        assertThat(alerts(newer)).isEmpty(); // as the rule has it
        accept(2, 30, 0);
        long id = only(newer).id();

        replica.store.await(
                replica.store.write(tx -> {
                    for (UUID its :
                            tx.query(
                                    "select report_id from report where completed_at = ?",
                                    row -> Objects.requireNonNull(Sql.uuid(row, 1)),
                                    at(2, 30).toEpochMilli())) {
                        byte[] scores =
                                replica.keys.seal(
                                        "ONC-301", its, "scores", "{\"PROCTCAE_9A_SCL\":2}");
                        tx.update("update report set scores = ? where report_id = ?", scores, its);
                    }
                    return course.compareAfter(tx, between);
                }));

        assertThat(only(newer).id()).isEqualTo(id);
    }

    /**
     * Courses at random, some of whose reports correct others, each sent three times: in order to
     * one subject, in any order to another, and to a third only what is not corrected in the end.
     */
    @Test
    void theSetOfAlertsDoesNotDependOnTheOrderOfArrival() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        List<List<Planned>> courses =
                IntStream.range(0, 150).mapToObj(i -> planned(random)).toList();

        List<Set<String>> inOrder = new ArrayList<>();
        List<Set<String>> inAnyOrder = new ArrayList<>();
        send(courses, "in order ", inOrder);
        List<List<Planned>> shuffled = new ArrayList<>();
        for (List<Planned> course : courses) {
            List<Planned> any = new ArrayList<>(course);
            Collections.shuffle(any, random);
            shuffled.add(any);
        }
        send(shuffled, "in any order ", inAnyOrder);
        List<Set<String>> plain = new ArrayList<>();
        send(courses.stream().map(CourseContract::current).toList(), "plain ", plain);

        assertThat(inOrder.stream().mapToInt(Set::size).sum()).as("alerts").isGreaterThan(100);
        for (int i = 0; i < courses.size(); i++) {
            assertThat(inAnyOrder.get(i))
                    .as("seed %d: %s sent as %s", seed, courses.get(i), shuffled.get(i))
                    .isEqualTo(inOrder.get(i));
            assertThat(inOrder.get(i))
                    .as("seed %d: %s without what is corrected", seed, courses.get(i))
                    .isEqualTo(plain.get(i));
        }
    }

    /**
     * A report of a course.
     *
     * @param number its place, and what its id is made of
     * @param amends the number of the one that it corrects; -1 for none
     */
    private record Planned(int number, Map<String, Integer> scores, boolean doubtful, int amends) {

        Planned plain() {
            return new Planned(number, scores, doubtful, -1);
        }
    }

    /** What is not corrected, as if nothing ever were. */
    private static List<Planned> current(List<Planned> course) {
        Set<Integer> corrected = course.stream().map(Planned::amends).collect(Collectors.toSet());
        return course.stream()
                .filter(it -> !corrected.contains(it.number))
                .map(Planned::plain)
                .toList();
    }

    private static List<Planned> planned(Random random) {
        List<Planned> course = new ArrayList<>();
        int longest = 3 + random.nextInt(7);
        for (int number = 0; number < longest; number++) {
            Map<String, Integer> scores = new HashMap<>();
            for (String item : List.of(ITEM, "PROCTCAE_9B_SCL", "PROCTCAE_62A_SCL")) {
                if (random.nextInt(3) > 0) {
                    scores.put(item, random.nextInt(5));
                }
            }
            course.add(new Planned(number, scores, random.nextInt(4) == 0, -1));
        }
        // Each corrects another that nothing else corrects, before or after it in time; no circles.
        List<Integer> places = new ArrayList<>(IntStream.range(0, longest).boxed().toList());
        Collections.shuffle(places, random);
        for (int i = 1; i < longest; i++) {
            if (random.nextInt(3) == 0) {
                Planned its = course.get(places.get(i));
                course.set(
                        its.number,
                        new Planned(its.number, its.scores, its.doubtful, places.get(i - 1)));
            }
        }
        return course;
    }

    /** The alerts of each course after all are sent, and all that are doubtful are released. */
    private void send(List<List<Planned>> courses, String name, List<Set<String>> alerts) {
        int longest = courses.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            List<CompletableFuture<Acceptance>> sent = new ArrayList<>();
            List<UUID> toRelease = new ArrayList<>();
            for (int course = 0; course < courses.size(); course++) {
                if (i < courses.get(course).size()) {
                    Planned planned = courses.get(course).get(i);
                    UUID id = id(name + course, planned.number);
                    sent.add(
                            (planned.number % 2 == 0 ? replica : other)
                                    .journal.accept(
                                            Submissions.amending(
                                                    planned.amends < 0
                                                            ? null
                                                            : id(name + course, planned.amends),
                                                    name + course,
                                                    id,
                                                    at(planned.number, 0),
                                                    planned.doubtful ? List.of(DOUBT) : List.of(),
                                                    planned.scores)));
                    if (planned.doubtful && course % 2 == 0) {
                        toRelease.add(id);
                    }
                }
            }
            sent.forEach(replica.store::await);
            toRelease.forEach(id ->
                    other.review.release(
                            id, Submissions.NURSE, null)); // some at once, the others after all
        }
        for (int course = 0; course < courses.size(); course++) {
            for (Planned planned : courses.get(course)) {
                UUID id = id(name + course, planned.number);
                if (planned.doubtful && course % 2 == 1) {
                    replica.review.release(id, Submissions.NURSE, null);
                }
            }
            alerts.add(standing(name + course, courses.get(course)));
        }
    }

    private Set<String> standing(String course, List<Planned> sent) {
        int reports = 1 + sent.stream().mapToInt(Planned::number).max().orElse(-1);
        // What is not known of the past says nothing of a report that is not used.
        Set<Integer> current =
                current(sent).stream().map(Planned::number).collect(Collectors.toSet());
        return sent.stream()
                .map(Planned::number)
                .flatMap(number -> {
                    StoredReport report =
                            replica.reports.find(id(course, number), Scope.ALL).orElseThrow();
                    List<String> all = new ArrayList<>();
                    report.alerts()
                            .forEach(raised -> {
                                Alert alert = raised.alert();
                                String with =
                                        IntStream.range(0, reports)
                                                .filter(n ->
                                                        id(course, n)
                                                                .equals(alert.previousReport()))
                                                .mapToObj(Integer::toString)
                                                .collect(Collectors.joining());
                                all.add(
                                        "%d %s %s %s %s of %s"
                                                .formatted(
                                                        number,
                                                        alert.rule(),
                                                        alert.item(),
                                                        alert.score(),
                                                        alert.previous(),
                                                        with));
                            });
                    report.findings().stream()
                            .filter(it -> it.rule().equals(Scoring.NOT_KNOWN))
                            .filter(it -> current.contains(number))
                            .forEach(it -> all.add(number + " " + it.rule() + " " + it.field()));
                    return all.stream();
                })
                .collect(Collectors.toSet());
    }

    private static UUID id(String course, int number) {
        return UUID.nameUUIDFromBytes((course + " " + number).getBytes(StandardCharsets.UTF_8));
    }

    private UUID diary(String version, int day, int pain) {
        return diary(version, day, 0, pain);
    }

    private UUID diary(String version, int day, int minute, int pain) {
        return accept(
                new InstrumentVersion("DIARY", version),
                at(day, minute),
                Map.of("DIARY_PAIN", pain));
    }

    private UUID accept(
            @Nullable InstrumentVersion gradedBy,
            Instant completedAt,
            Map<String, Integer> scores) {
        UUID id = UUID.randomUUID();
        Submission its = ofSubject(subject, id, completedAt, List.of(), scores);
        replica.store.await(
                replica.journal.accept(
                        new Submission(
                                its.report(),
                                its.body(),
                                its.contentSha256(),
                                its.contentForm(),
                                new Cleaned(gradedBy, completedAt, scores, List.of()),
                                its.actor())));
        return id;
    }

    private String gradedBy(UUID id) {
        return replica.store.read(it ->
                it.sql("select instrument, instrument_version from report where report_id = ?")
                        .param(replica.store.bound(id))
                        .query((row, n) -> row.getString(1) + " " + row.getString(2))
                        .single());
    }

    private UUID accept(int day, int score) {
        return accept(day, ITEM, score);
    }

    private UUID accept(int day, int minute, int score) {
        return accept(at(day, minute), List.of(), ITEM, score);
    }

    private UUID accept(int day, String item, int score) {
        return accept(at(day, 0), List.of(), item, score);
    }

    private UUID quarantine(int day, int score) {
        return accept(at(day, 0), List.of(DOUBT), ITEM, score);
    }

    private UUID accept(Instant completedAt, List<Finding> findings, String item, int score) {
        UUID id = UUID.randomUUID();
        var report = ofSubject(subject, id, completedAt, findings, Map.of(item, score));
        replica.store.await(replica.journal.accept(report));
        return id;
    }

    private static Instant at(int day, int minute) {
        return START.plus(Duration.ofDays(day)).plus(Duration.ofMinutes(minute));
    }

    private List<RaisedAlert> alerts(UUID id) {
        return replica.reports.find(id, Scope.ALL).orElseThrow().alerts();
    }

    private RaisedAlert only(UUID id) {
        assertThat(alerts(id)).hasSize(1);
        return alerts(id).getFirst();
    }

    private List<String> notKnown(UUID id) {
        return replica.reports.find(id, Scope.ALL).orElseThrow().findings().stream()
                .filter(finding -> finding.rule().equals(Scoring.NOT_KNOWN))
                .map(Finding::field)
                .toList();
    }

    private List<Long> withdrawn() {
        return replica.store.read(it ->
                it.sql("select id from alert where withdrawn_at is not null")
                        .query(Long.class)
                        .list());
    }

    private double raisedLate() {
        var counter =
                replica.meters
                        .find("epro.alerts.raised")
                        .tags("rule", "worsened", "late", "true")
                        .counter();
        return counter == null ? 0 : counter.count();
    }

    private static Alert worsened(int score, int previous, UUID previousReport) {
        return Alert.of("worsened", 9, "Nausea", ITEM, score)
                .risenFrom(new History.Answered(previous, previousReport));
    }
}
