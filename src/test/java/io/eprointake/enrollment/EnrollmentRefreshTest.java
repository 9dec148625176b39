package io.eprointake.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.audit.Actor;
import io.eprointake.leakwatch.Loops;
import io.eprointake.store.Store;
import io.eprointake.store.TestStore;
import io.eprointake.study.Roster;
import io.eprointake.study.Rosters;
import io.eprointake.testing.Clock;
import io.eprointake.testing.FailingLog;
import io.eprointake.testing.Faults;
import io.eprointake.testing.NoLeaks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Whatever strikes the look at other replicas, what they count arrives. */
@NoLeaks
class EnrollmentRefreshTest {

    private static final EnrollmentProperties SETTINGS =
            new EnrollmentProperties(
                    DataSize.ofKilobytes(4), Duration.ofSeconds(10), Duration.ofMillis(10), 10_000);

    private static final Faults FAULTS = new Faults();

    private final TestStore here;
    private final TestStore there;
    private final Enrollment one;
    private final Enrollment other;
    private final EnrollmentRefresh refresh;
    private int counted;

    EnrollmentRefreshTest(@TempDir Path folder) {
        here = new TestStore(TestStore.sqlite(folder), new Clock());
        there = new TestStore(TestStore.sqlite(folder), new Clock());
        one = new Struck(here.store(), Rosters.over(here.store(), TestStore.sqlite(folder)));
        other =
                new Enrollment(
                        there.store(),
                        Rosters.over(there.store(), TestStore.sqlite(folder)),
                        Rosters.NO_FILES,
                        new Clock(),
                        new SimpleMeterRegistry(),
                        SETTINGS);
        refresh =
                new EnrollmentRefresh(
                        one, new Loops(new SimpleMeterRegistry(), () -> {}), SETTINGS);
        refresh.start();
    }

    @AfterEach
    void close() {
        refresh.stop();
        here.close();
        there.close();
    }

    @Test
    void anUpdateFromAnotherReplicaStillArrivesAfterAnyError() {
        for (Throwable fault : Faults.some()) {
            FAULTS.inject(fault);
            await().until(FAULTS::struck);
            assertAnUpdateArrives();
        }
        try (var _ = new FailingLog("io.eprointake.leakwatch.Loop")) {
            FAULTS.inject(new OutOfMemoryError("injected"));
            await().until(FAULTS::struck);
            assertAnUpdateArrives();
        }
    }

    @Test
    void anUpdateFromAnotherReplicaStillArrivesAfterInterrupts() {
        for (int i = 0; i < 10; i++) {
            Faults.interrupt("enrollment-refresh");
            assertAnUpdateArrives();
        }
    }

    private void assertAnUpdateArrives() {
        counted++;
        assertThat(
                        other.apply(
                                new EnrollmentUpdate("e-" + counted, "SITE01", 1, null),
                                Actor.SERVICE))
                .succeedsWithin(Duration.ofSeconds(10));
        await().until(() -> one.snapshot().totalEnrollment() == counted);
    }

    private static final class Struck extends Enrollment {

        Struck(Store store, Roster roster) {
            super(
                    store,
                    roster,
                    Rosters.NO_FILES,
                    new Clock(),
                    new SimpleMeterRegistry(),
                    SETTINGS);
        }

        @Override
        void refresh() {
            FAULTS.strike("enrollment-refresh");
            super.refresh();
        }
    }
}
