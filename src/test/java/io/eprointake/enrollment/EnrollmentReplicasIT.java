package io.eprointake.enrollment;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.audit.Actor;
import io.eprointake.store.TestStore;
import io.eprointake.study.Rosters;
import io.eprointake.testing.Clock;
import io.eprointake.testing.Postgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** Promise 10 with several replicas over one database. */
class EnrollmentReplicasIT {

    private static final String WAITING =
            "select count(*) from pg_stat_activity"
                    + " where datname = current_database() and wait_event_type = 'Lock'";

    private final String url = TestStore.postgres();
    private final List<TestStore> stores = new ArrayList<>();
    private final Random random = new Random(7);
    private final Enrollment one = replica();
    private final Enrollment other = replica();

    private Enrollment replica() {
        var store = new TestStore(url, new Clock());
        stores.add(store);
        return new Enrollment(
                store.store(),
                Rosters.over(store.store(), url),
                Rosters.NO_FILES,
                new Clock(),
                new SimpleMeterRegistry(),
                new EnrollmentProperties(
                        DataSize.ofKilobytes(4),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        10_000));
    }

    @AfterEach
    void close() {
        stores.forEach(TestStore::close);
    }

    @Test
    void whatOneCountsTheOtherFindsWithItsNextLook() {
        apply(one, "e-1", "SITE01", 3);
        assertThat(total(other)).isZero();

        other.refresh();

        assertThat(other.snapshot().totalEnrollment()).isEqualTo(3);
        assertThat(other.snapshot().asOf()).isEqualTo(one.snapshot().asOf());
    }

    @Test
    void anUpdateThatWentToBothCountsOnce() {
        assertThat(apply(one, "e-1", "SITE01", 3).outcome()).isEqualTo(UpdateOutcome.APPLIED);

        assertThat(apply(other, "e-1", "SITE01", 3))
                .isEqualTo(new Enrollment.Result(UpdateOutcome.REPEATED, 3, 3));
        assertThat(apply(other, "e-1", "SITE02", 3).outcome()).isEqualTo(UpdateOutcome.CONFLICT);
    }

    @Test
    void aHundredSitesByTenPatientsToBothInEveryOrderAreAThousandOnBoth() {
        List<CompletableFuture<Enrollment.Result>> sent = new ArrayList<>();
        for (Enrollment replica : List.of(one, other)) {
            List<EnrollmentUpdate> updates = new ArrayList<>();
            for (int site = 0; site < 100; site++) {
                for (int patient = 0; patient < 10; patient++) {
                    updates.add(
                            new EnrollmentUpdate(
                                    "e-%d-%d".formatted(site, patient), "SITE" + site, 1, null));
                }
            }
            Collections.shuffle(updates, random);
            updates.forEach(update -> sent.add(replica.apply(update, Actor.SERVICE)));
        }

        assertThat(sent.stream().map(CompletableFuture::join).map(Enrollment.Result::outcome))
                .filteredOn(outcome -> outcome == UpdateOutcome.APPLIED)
                .hasSize(1000);
        one.refresh();
        other.refresh();
        assertThat(Stream.of(one, other).map(EnrollmentReplicasIT::total)).containsOnly(1000L);
        assertThat(deadlocks()).as("two that waited for each other in a circle").isZero();
    }

    @Test
    void whatOneTakesBackTheOtherFindsWithItsNextLook() {
        apply(one, "e-1", "SITE01", 3);
        other.refresh();
        apply(one, "e-2", "SITE01", -3);
        assertThat(total(other)).isEqualTo(3);

        other.refresh();

        assertThat(total(other)).isZero();
        assertThat(other.snapshot()).isEqualTo(one.snapshot());
    }

    @Test
    void whatIsThereIsTakenBackByAReplicaThatDoesNotKnowOfIt() {
        apply(one, "e-1", "SITE01", 3);

        assertThat(apply(other, "e-2", "SITE01", -2))
                .isEqualTo(new Enrollment.Result(UpdateOutcome.APPLIED, 1, 1));
    }

    @Test
    void whatTheOtherTookBackIsNotThereToBeTakenBackAgain() {
        apply(one, "e-1", "SITE01", 3);
        other.refresh();
        apply(one, "e-2", "SITE01", -2);
        assertThat(total(other)).isEqualTo(3);

        assertThat(apply(other, "e-3", "SITE01", -2))
                .isEqualTo(new Enrollment.Result(UpdateOutcome.BELOW_ZERO, 1, 1));
        assertThat(total(other)).as("told with the refusal").isEqualTo(1);
    }

    @Test
    void whatIsTakenBackWaitsForWhatAnotherIsAboutToCommit() throws Exception {
        apply(one, "e-1", "SITE01", 3);
        try (Connection another = DriverManager.getConnection(url)) {
            another.setAutoCommit(false);
            try (Statement statement = another.createStatement()) {
                statement.execute(
                        "select pg_advisory_xact_lock(hashtextextended('site SITE01', 0))");
                statement.execute("update enrollment_site set enrolled = 1, version = version + 1");
            }

            var waiting =
                    other.apply(
                            new EnrollmentUpdate("e-2", "SITE01", -2, "a double entry"),
                            Actor.SERVICE);
            await().until(() -> Postgres.list(url, WAITING), List.of("1")::equals);
            another.commit();

            assertThat(waiting.join())
                    .isEqualTo(new Enrollment.Result(UpdateOutcome.BELOW_ZERO, 1, 1));
        }
    }

    @Test
    void aHundredSitesThatAddAndTakeBackOnBothInEveryOrderEndExactOnBoth() {
        List<EnrollmentUpdate> updates = new ArrayList<>();
        for (int site = 0; site < 100; site++) {
            for (int n = 0; n < 10; n++) {
                boolean back = n % 2 == 1;
                updates.add(
                        new EnrollmentUpdate(
                                "e-%d-%d".formatted(site, n),
                                "SITE" + site,
                                back ? -2 : 3,
                                back ? "a screen failure" : null));
            }
        }

        Set<UpdateOutcome> first = toBothInAnyOrder(updates);
        Set<UpdateOutcome> then = toBothInAnyOrder(updates);

        assertThat(first)
                .as("some would take back what is not there yet")
                .contains(UpdateOutcome.APPLIED, UpdateOutcome.REPEATED, UpdateOutcome.BELOW_ZERO);
        assertThat(then).doesNotContain(UpdateOutcome.BELOW_ZERO, UpdateOutcome.CONFLICT);
        one.refresh();
        other.refresh();
        assertThat(one.snapshot()).isEqualTo(other.snapshot());
        assertThat(total(one)).isEqualTo(500);
        assertThat(one.snapshot().sites()).hasSize(100).allMatch(site -> site.enrolled() == 5);
        assertThat(deadlocks()).as("two that waited for each other in a circle").isZero();
    }

    private Set<UpdateOutcome> toBothInAnyOrder(List<EnrollmentUpdate> updates) {
        List<CompletableFuture<Enrollment.Result>> sent = new ArrayList<>();
        for (Enrollment replica : List.of(one, other)) {
            List<EnrollmentUpdate> shuffled = new ArrayList<>(updates);
            Collections.shuffle(shuffled, random);
            shuffled.forEach(update -> sent.add(replica.apply(update, Actor.SERVICE)));
        }
        return sent.stream()
                .map(CompletableFuture::join)
                .map(Enrollment.Result::outcome)
                .collect(toSet());
    }

    @Test
    void aReplicaThatStartsLaterKnowsAll() {
        apply(one, "e-1", "SITE01", 3);
        apply(other, "e-2", "SITE02", 4);

        assertThat(total(replica())).isEqualTo(7);
    }

    private long deadlocks() {
        stores.forEach(TestStore::close); // what a connection saw is published when it ends
        return Postgres.deadlocks(url);
    }

    private static long total(Enrollment replica) {
        return replica.snapshot().totalEnrollment();
    }

    private static Enrollment.Result apply(
            Enrollment replica, String event, String site, int patients) {
        return replica.apply(
                        new EnrollmentUpdate(
                                event, site, patients, patients < 0 ? "a double entry" : null),
                        Actor.SERVICE)
                .join();
    }
}
