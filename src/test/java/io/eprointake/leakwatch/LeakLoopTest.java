package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.leakwatch.Task.State;
import io.eprointake.testing.FailingLog;
import io.eprointake.testing.Faults;
import io.eprointake.testing.NoLeaks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Promise 6 after an Error: what leaks then is named as before. */
@NoLeaks
class LeakLoopTest {

    private static final String THREAD = "leakwatch";
    private static final Duration LOOK = Duration.ofMillis(10);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LeakwatchProperties settings =
            new LeakwatchProperties(LOOK, LOOK, Duration.ofSeconds(10), 20, 50);
    private final Faults faults = new Faults();
    private final AtomicLong now = new AtomicLong();
    private volatile boolean failing;
    private final Ledger ledger = new Ledger(settings, meters, this::nanos, new LeakLog());
    private final LeakLoop leakLoop =
            new LeakLoop(
                    ledger,
                    new Deadlines(new Threads(meters)),
                    new Loops(meters, () -> {}, now::get),
                    settings);

    /** Every look asks for it. */
    private long nanos() {
        if (Thread.currentThread().getName().equals(THREAD)) {
            if (failing) {
                throw new OutOfMemoryError("injected");
            }
            faults.strike();
        }
        return System.nanoTime();
    }

    static List<Throwable> faults() {
        return Faults.some();
    }

    @BeforeEach
    void start() {
        leakLoop.start();
    }

    @AfterEach
    void stop() {
        leakLoop.stop();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aLeakIsStillFoundAfter(Throwable fault) {
        faults.inject(fault);
        await().until(faults::struck);

        assertALeakIsFound();
    }

    @Test
    void aLeakIsStillFoundAfterErrorsThatTheLogFailsWithToo() {
        try (var _ = new FailingLog(Loop.class.getName())) {
            faults.inject(new OutOfMemoryError("injected"));
            await().until(faults::struck);
            assertALeakIsFound();
        }
    }

    @Test
    void aLeakIsStillFoundAfterAnInterrupt() {
        Faults.interrupt(THREAD);

        assertALeakIsFound();
    }

    private void assertALeakIsFound() {
        Task task = ledger.open("analysis", "report-1", Duration.ZERO, () -> {});
        task.cut();
        await().until(() -> task.state() == State.LEAKED);
        await().until(() -> leakLoop.verdict() == Verdict.LEAKING);
        task.end();
        assertThat(leakLoop.verdict()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    void nothingIsCleanWhileNobodyLooks() {
        var health = new LeakwatchHealth().leakwatchHealthIndicator(ledger, leakLoop);
        assertThat(leakLoop.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(health.health().getStatus().getCode()).isEqualTo("UP");
        failing = true;
        await().until(() -> meters.get("epro.loop.failures").counter().count() > 0);

        now.addAndGet(Duration.ofSeconds(11).toNanos());

        assertThat(leakLoop.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(health.health().getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(health.health().getDetails()).containsEntry("last_look_ms", 11_000L);

        failing = false;
        await().until(() -> leakLoop.verdict() == Verdict.CLEAN);
        assertThat(health.health().getStatus().getCode()).isEqualTo("UP");
    }
}
