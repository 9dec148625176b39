package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.leakwatch.Task.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final Duration ALLOWANCE = Duration.ofSeconds(5);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger actions = new AtomicInteger();
    private long now = 1_000;
    private final Ledger ledger =
            new Ledger(LeakwatchProperties.defaults(), meters, () -> now, new LeakLog());

    @Test
    void aTaskThatEndsInTimeLeavesNothingBehind() {
        Task task = open();
        assertThat(ledger.verdict()).isEqualTo(Verdict.CLEAN);

        assertThat(task.end()).isTrue();
        assertThat(task.end()).isFalse();
        assertThat(task.cut()).isFalse();

        assertThat(task.state()).isEqualTo(State.ENDED);
        assertThat(ledger.find("report-1")).isEmpty();
        assertThat(finished("ended")).isEqualTo(1);
    }

    @Test
    void aCutTaskIsSuspectUntilItIsFreed() {
        Task task = open();
        tick(ALLOWANCE.plusMillis(20));

        assertThat(task.cut()).isTrue();
        assertThat(task.cut()).isFalse();
        assertThat(ledger.verdict()).isEqualTo(Verdict.SUSPECT);
        tick(Duration.ofMillis(300));
        task.end();

        assertThat(task.state()).isEqualTo(State.FREED);
        assertThat(ledger.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(millis("epro.leakwatch.cut.lag")).isEqualTo(20);
        assertThat(millis("epro.leakwatch.freed")).isEqualTo(300);
    }

    @Test
    void aLeakNeedsTheGraceAndTwoLooks() {
        Task task = open();
        tick(ALLOWANCE);
        task.cut();

        tick(Duration.ofSeconds(1));
        ledger.look();
        assertThat(task.state()).as("within the grace").isEqualTo(State.CUT);

        tick(Duration.ofMillis(1));
        ledger.look();
        assertThat(task.state()).isEqualTo(State.LEAKED);
        assertThat(ledger.verdict()).as("one look").isEqualTo(Verdict.SUSPECT);

        ledger.look();
        assertThat(ledger.verdict()).isEqualTo(Verdict.LEAKING);
    }

    @Test
    void aLeakThatEndsAfterAllIsCountedAsFreedLateAndLeavesTheList() {
        Task task = leaked();

        task.end();

        assertThat(task.state()).isEqualTo(State.FREED_LATE);
        assertThat(ledger.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(ledger.leaked()).isEmpty();
        assertThat(finished("freed_late")).isEqualTo(1);
    }

    @Test
    void aCallThatIsNeverGivenUpIsLeakedToo() {
        Task task = open();
        tick(ALLOWANCE.plusMillis(1_001));
        ledger.look();
        ledger.look();

        assertThat(task.state()).isEqualTo(State.OVERDUE);
        assertThat(ledger.verdict()).isEqualTo(Verdict.LEAKING);
    }

    @Test
    void anOverdueTaskThatIsCutAtLastHasItsGraceAnew() {
        Task task = open();
        tick(ALLOWANCE.plusSeconds(2));
        ledger.look();
        ledger.look();

        assertThat(task.cut()).isTrue();
        ledger.look();
        assertThat(ledger.verdict()).isEqualTo(Verdict.SUSPECT);

        tick(Duration.ofSeconds(2));
        ledger.look();
        assertThat(ledger.verdict()).as("its looks count from here").isEqualTo(Verdict.SUSPECT);
    }

    @Test
    void cancelRunsTheActionOnceAndAgainOnlyForALeak() {
        Task task = open();
        assertThat(task.cancel()).isTrue();
        assertThat(task.cancel()).isFalse();
        assertThat(actions).hasValue(1);

        tick(Duration.ofSeconds(2));
        ledger.look();
        assertThat(task.cancel()).isFalse();
        assertThat(actions).as("told a second time").hasValue(2);

        task.end();
        assertThat(task.cancel()).isFalse();
        assertThat(actions).hasValue(2);
    }

    @Test
    void aCancelBeforeTheDeadlineSaysNothingAboutLag() {
        open().cancel();

        assertThat(meters.get("epro.leakwatch.cut.lag").timer().count()).isZero();
    }

    @Test
    void theOldestIsTheOldestThatIsStillOpen() {
        Task first = open();
        tick(Duration.ofSeconds(2));
        open();
        ledger.look();
        assertThat(ledger.oldestAge()).hasSeconds(2);

        tick(Duration.ofSeconds(1));
        first.end();
        assertThat(ledger.oldestAge()).hasSeconds(1);
    }

    @Test
    void aTaskIsFoundByItsIdAndByItsName() {
        Task first = open();
        Task second = open();
        Task other = ledger.open("analysis", "report-2", ALLOWANCE, () -> {});

        assertThat(ledger.find(first.id())).containsExactly(first);
        assertThat(ledger.find("report-1")).containsExactlyInAnyOrder(first, second);
        assertThat(ledger.find("report-2")).containsExactly(other);
    }

    @Test
    void aTaskKnowsTheLineThatOpenedIt() {
        assertThat(open().origin())
                .startsWith(LedgerTest.class.getName() + ".open(LedgerTest.java:");
    }

    @Test
    void aFinishedTaskIsRetainedNowhere() {
        var gone = new WeakReference<>(finishedTask());

        Awaitility.await()
                .untilAsserted(() -> {
                    System.gc();
                    assertThat(gone.get()).isNull();
                });
        assertThat(ledger.verdict()).isEqualTo(Verdict.CLEAN);
    }

    private Task finishedTask() {
        Task task = open();
        ledger.look();
        task.cut();
        task.end();
        return task;
    }

    private Task leaked() {
        Task task = open();
        task.cut();
        tick(Duration.ofSeconds(2));
        ledger.look();
        ledger.look();
        assertThat(ledger.verdict()).isEqualTo(Verdict.LEAKING);
        return task;
    }

    private Task open() {
        return ledger.open("analysis", "report-1", ALLOWANCE, actions::incrementAndGet);
    }

    private void tick(Duration step) {
        now += step.toNanos();
    }

    private double finished(String outcome) {
        return meters.get("epro.leakwatch.finished")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    private double millis(String timer) {
        return meters.get(timer).timer().totalTime(TimeUnit.MILLISECONDS);
    }
}
