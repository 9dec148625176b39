package io.eprointake.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.store.TestStore;
import io.eprointake.testing.Clock;
import io.eprointake.testing.Postgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** Promise 10 with several replicas over one database. */
class EnrollmentReplicasIT {

    private final String url = Postgres.shared().database();
    private final List<TestStore> stores = new ArrayList<>();
    private final Enrollment one = replica();
    private final Enrollment other = replica();

    private Enrollment replica() {
        var store = new TestStore(url, new Clock());
        stores.add(store);
        return new Enrollment(
                store.store(),
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
        assertThat(apply(one, "e-1", "SITE01", 3).outcome()).isEqualTo(Outcome.APPLIED);

        assertThat(apply(other, "e-1", "SITE01", 3))
                .isEqualTo(new Enrollment.Result(Outcome.REPEATED, 3));
        assertThat(apply(other, "e-1", "SITE02", 3).outcome()).isEqualTo(Outcome.CONFLICT);
    }

    @Test
    void aHundredSitesByTenPatientsToBothInEveryOrderAreAThousandOnBoth() {
        var random = new Random(7);
        List<CompletableFuture<Enrollment.Result>> sent = new ArrayList<>();
        for (Enrollment replica : List.of(one, other)) {
            List<EnrollmentUpdate> updates = new ArrayList<>();
            for (int site = 0; site < 100; site++) {
                for (int patient = 0; patient < 10; patient++) {
                    updates.add(
                            new EnrollmentUpdate(
                                    "e-%d-%d".formatted(site, patient), "SITE" + site, 1));
                }
            }
            Collections.shuffle(updates, random);
            updates.forEach(update -> sent.add(replica.apply(update)));
        }

        assertThat(sent.stream().map(CompletableFuture::join).map(Enrollment.Result::outcome))
                .filteredOn(outcome -> outcome == Outcome.APPLIED)
                .hasSize(1000);
        one.refresh();
        other.refresh();
        assertThat(Stream.of(one, other).map(EnrollmentReplicasIT::total)).containsOnly(1000L);
        assertThat(deadlocks()).as("two that waited for each other in a circle").isZero();
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
        return replica.apply(new EnrollmentUpdate(event, site, patients)).join();
    }
}
