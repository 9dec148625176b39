package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eprointake.leakwatch.Loop.State;
import io.eprointake.testing.FailingLog;
import io.eprointake.testing.Faults;
import io.eprointake.testing.NoLeaks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.actuate.health.Health;

@NoLeaks
class LoopTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final String NAME = "test-loop";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger wentDown = new AtomicInteger();
    private final AtomicLong now = new AtomicLong();
    private final Loops loops = new Loops(meters, wentDown::incrementAndGet, now::get);
    private final Faults faults = new Faults();
    private final Counting work = new Counting();
    private final Loop loop = loops.loop(NAME, Phase.NEW_WORK, LIMIT, work);

    static List<Throwable> faults() {
        return Faults.all();
    }

    @AfterEach
    void end() {
        for (Loop each : loops.all()) {
            assertThat(each.end(Duration.ofSeconds(10))).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whateverARoundThrowsTheNextOneComes(Throwable fault) {
        faults.inject(fault);
        loop.start();
        await().until(() -> failures() == 1);
        assertThat(work.rounds).hasValue(0);

        awaitRounds(1);
        assertThat(loop.state()).isEqualTo(State.WORKING);
        assertThat(wentDown).hasValue(0);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aLogThatFailsTooEndsNothing(Throwable fault) {
        try (var _ = new FailingLog(Loop.class.getName())) {
            faults.inject(fault);
            loop.start();
            await().until(() -> failures() == 1);
            awaitRounds(1);
        }
        assertThat(loop.alive()).isTrue();
    }

    @Test
    void anInterruptThatARoundLeavesBehindDoesNotMakeItSpin() {
        work.leavesInterrupt = true;
        loop.start();

        await().during(Duration.ofMillis(200)).until(() -> work.rounds.get() == 1);
        awaitRounds(2);
        await().during(Duration.ofMillis(200)).until(() -> work.rounds.get() <= 3);
    }

    @Test
    void anInterruptWhileItWaitsBringsTheNextRoundForwardAndNoMore() {
        loop.start();
        awaitRounds(1);
        int before = work.rounds.get();

        loop.interrupt();

        await().until(() -> work.rounds.get() > before);
        await().during(Duration.ofMillis(200)).until(() -> work.rounds.get() <= before + 1);
        assertThat(loop.alive()).isTrue();
    }

    @Test
    void anInterruptDuringARoundIsNoFailure() {
        work.blocks = true;
        loop.start();
        await().until(() -> work.begun.getCount() == 0);

        work.blocks = false; // first, or the next round might wait too
        loop.interrupt();

        awaitRounds(1);
        assertThat(failures()).isZero();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aVitalLoopEndsAndTheServiceWithIt(Throwable fault) {
        Loop vital = loops.vital("vital", Phase.STORE, LIMIT, work);
        faults.inject(fault);
        vital.start();

        await().until(() -> wentDown.get() == 1);
        assertThat(vital.alive()).isFalse();
        assertThat(vital.state()).isEqualTo(State.ENDED);
        assertThat(work.lost).hasValue(1);
        assertThat(work.last).hasValue(0);
        assertThat(work.rounds).hasValue(0);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aServiceGoesDownThoughLogAndSecondHandlerFailToo(Throwable fault) {
        Loop vital = loops.vital("vital", Phase.STORE, LIMIT, work);
        work.failsWhenLost = new OutOfMemoryError("injected");
        faults.inject(fault);
        try (var _ = new FailingLog(Loop.class.getName())) {
            vital.start();
            await().until(() -> wentDown.get() == 1);
        }
        assertThat(vital.alive()).isFalse();
    }

    @Test
    void aLastRoundThatFailsIsFollowedByTheEndAndNoServiceGoesDownForIt() {
        Loop vital = loops.vital("vital", Phase.STORE, LIMIT, work);
        work.failsLast = new OutOfMemoryError("injected");
        vital.start();
        await().until(() -> work.rounds.get() > 0);

        assertThat(vital.end(Duration.ofSeconds(10))).isTrue();

        assertThat(work.lost).hasValue(1);
        assertThat(wentDown).hasValue(0);
        assertThat(vital.state()).isEqualTo(State.STOPPED);
    }

    @Test
    void oneThatIsToldToEndDoesItsLastAndNothingMore() {
        loop.start();
        loop.interrupt();

        assertThat(loop.end(Duration.ofSeconds(10))).isTrue();

        assertThat(work.last).hasValue(1);
        assertThat(work.lost).hasValue(0);
        assertThat(work.interruptedLast).isFalse();
        assertThat(loop.state()).isEqualTo(State.STOPPED);
        assertThat(loop.age()).isZero();
    }

    @Test
    void itStartsOnceAndAgainWhenItHasEnded() {
        loop.start();
        assertThatThrownBy(loop::start).isInstanceOf(IllegalStateException.class);

        assertThat(loop.end(Duration.ofSeconds(10))).isTrue();
        int before = work.rounds.get();
        loop.start();

        await().until(() -> work.rounds.get() > before);
    }

    @Test
    void twoLoopsHaveTwoNames() {
        assertThatThrownBy(() -> loops.loop(NAME, Phase.NEW_WORK, LIMIT, work))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aLoopThatHangsIsLateAndShowsInHealthAndGauge() {
        loop.start();
        awaitRounds(1);
        assertThat(health().getStatus().getCode()).isEqualTo("UP");
        work.blocks = true;
        loop.wake();
        await().until(() -> work.begun.getCount() == 0);

        now.addAndGet(Loop.LATE.plusSeconds(1).toNanos());

        assertThat(loop.state()).isEqualTo(State.LATE);
        assertThat(health().getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(health().getDetails())
                .containsEntry(NAME, Map.of("state", State.LATE, "age_ms", 121_000L));
        assertThat(meters.get("epro.loop.age").tag("loop", NAME).timeGauge().value())
                .isEqualTo(121);

        work.blocks = false;
        loop.interrupt();
        await().until(() -> loop.state() == State.WORKING);
        assertThat(health().getStatus().getCode()).isEqualTo("UP");
    }

    @Test
    void aLoopThatEndedShowsInHealth() {
        Loop vital = loops.vital("vital", Phase.STORE, LIMIT, work);
        faults.inject(new OutOfMemoryError("injected"));
        vital.start();
        await().until(() -> wentDown.get() == 1);

        assertThat(health().getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(health().getDetails())
                .hasEntrySatisfying("vital", it -> assertThat(it.toString()).contains("ENDED"));
    }

    private Health health() {
        return new LeakwatchHealth().loopsHealthIndicator(loops).health();
    }

    private double failures() {
        return meters.get("epro.loop.failures").tag("loop", NAME).counter().count();
    }

    /** Woken, since after a failure it waits a second, and after a round an hour. */
    private void awaitRounds(int rounds) {
        await().until(() -> {
            boolean reached = work.rounds.get() >= rounds;
            if (!reached) {
                loop.wake();
            }
            return reached;
        });
    }

    private final class Counting implements Loop.Work {

        private final AtomicInteger rounds = new AtomicInteger();
        private final AtomicInteger last = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();
        private final CountDownLatch begun = new CountDownLatch(1);
        private volatile boolean blocks;
        private volatile boolean leavesInterrupt;
        private volatile boolean interruptedLast;
        private volatile @Nullable Error failsWhenLost;
        private volatile @Nullable Error failsLast;

        @Override
        public Duration round() throws InterruptedException {
            faults.strike();
            if (blocks) {
                begun.countDown();
                new CountDownLatch(1).await();
            }
            rounds.incrementAndGet();
            if (leavesInterrupt) {
                Thread.currentThread().interrupt();
            }
            return LONG;
        }

        @Override
        public void last() {
            interruptedLast = Thread.currentThread().isInterrupted();
            last.incrementAndGet();
            fail(failsLast);
        }

        @Override
        public void lost() {
            lost.incrementAndGet();
            fail(failsWhenLost);
        }

        private static void fail(@Nullable Error error) {
            if (error != null) {
                throw error;
            }
        }
    }
}
