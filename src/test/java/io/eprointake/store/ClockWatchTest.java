package io.eprointake.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.testing.Clock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockWatchTest {

    private final Clock clock = new Clock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ClockWatch watch = new ClockWatch(clock::nanos, meters);

    @Test
    void whereNobodySetsTheClockNothingIsCountedHoweverMuchTimePasses() {
        for (int i = 0; i < 100; i++) {
            look();
            clock.advance(Duration.ofDays(1));
        }

        assertJumps(0, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1.5S", "PT1H", "P1D", "P365D"})
    void aClockThatIsSetIsCountedOnceEachWay(Duration by) {
        look();
        clock.jump(by);
        look();
        look();
        assertJumps(0, 1);

        clock.jump(by.negated());
        look();
        look();
        assertJumps(1, 1);
    }

    @Test
    void aLookThatTakesLongIsNoJump() {
        look();
        slowLook(Duration.ofSeconds(30), Duration.ZERO);
        slowLook(Duration.ZERO, Duration.ofSeconds(30));
        look();

        assertJumps(0, 0);
    }

    @Test
    void aJumpThatALongLookHidesIsSeenAtTheNext() {
        look();
        clock.jump(Duration.ofSeconds(10));
        slowLook(Duration.ZERO, Duration.ofSeconds(30));
        assertJumps(0, 0);
        look();

        assertJumps(0, 1);
    }

    @Test
    void aClockThatIsSlewedIsNotSet() {
        for (int i = 0; i < 20_000; i++) {
            look();
            clock.advance(Duration.ofSeconds(1));
            clock.jump(Duration.ofMillis(i < 10_000 ? 1 : -1));
        }

        assertJumps(0, 0);
    }

    @Test
    void aLookThatAnotherOvertookTellsNothing() {
        look();
        long asked = watch.nanos();
        Instant now = clock.instant();
        clock.advance(Duration.ofMillis(5));
        clock.jump(Duration.ofDays(1));
        look();
        watch.look(now, asked);
        look();

        assertJumps(0, 1);
    }

    private void look() {
        slowLook(Duration.ZERO, Duration.ZERO);
    }

    private void slowLook(Duration before, Duration after) {
        long asked = watch.nanos();
        clock.advance(before);
        Instant now = clock.instant();
        clock.advance(after);
        watch.look(now, asked);
    }

    private void assertJumps(int back, int forward) {
        assertThat(jumps("back")).isEqualTo(back);
        assertThat(jumps("forward")).isEqualTo(forward);
    }

    private double jumps(String direction) {
        return meters.get("epro.clock.jumps").tag("direction", direction).counter().count();
    }
}
