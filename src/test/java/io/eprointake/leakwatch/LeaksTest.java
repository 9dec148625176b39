package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.eprointake.leakwatch.LeakwatchReading.LeakGroup;
import io.eprointake.testing.FailingLog;
import io.eprointake.testing.LoggedLines;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaksTest {

    private static final Instant WALL = Instant.parse("2026-03-01T10:00:00Z");

    private final Threads threads = new Threads(new SimpleMeterRegistry());
    private long now;
    private final Ledger ledger =
            new Ledger(
                    LeakwatchProperties.defaults(),
                    new SimpleMeterRegistry(),
                    () -> now,
                    new LeakLog());
    private final Leaks leaks = new Leaks(ledger, () -> WALL, LeakwatchProperties.defaults());
    private volatile boolean released;

    private final LoggedLines lines = new LoggedLines(LeakLog.class.getName());

    @AfterEach
    void letThemGo() {
        lines.close();
        released = true;
    }

    @Test
    void whatIgnoresItsCancelIsNamedWithItsStackAndItsOrigin() {
        Task task = deaf("report-1");

        tick(Duration.ofSeconds(5));
        task.cancel();
        tick(Duration.ofSeconds(2));
        ledger.look();

        await().untilAsserted(() ->
                assertThat(leaks.groups())
                        .flatExtracting(group -> group.stack().frames())
                        .anyMatch(f -> f.contains("LeaksTest.ignoreInterrupts")));
        assertThat(leaks.groups())
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.tasks())
                            .singleElement()
                            .satisfies(leak -> {
                                assertThat(leak.id()).isEqualTo(task.id());
                                assertThat(leak.name()).isEqualTo("report-1");
                                assertThat(leak.deadline()).isEqualTo(WALL.minusSeconds(2));
                                assertThat(leak.overdueMs()).isEqualTo(2_000);
                                assertThat(leak.thread()).isEqualTo(task.id());
                                assertThat(leak.origin()).contains("LeaksTest.deaf(");
                            });
                });

        released = true;
        await().until(() -> leaks.groups().isEmpty());
        assertThat(task.state()).isEqualTo(Task.State.FREED_LATE);
    }

    @Test
    void aLeakIsLoggedWhenItIsFoundAndWhenItFrees() {
        Task task = deaf("report-1");
        tick(Duration.ofSeconds(5));
        task.cancel();
        tick(Duration.ofSeconds(2));

        ledger.look();
        ledger.look();

        assertThat(lines.all())
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.getMessage()).isEqualTo("A leak was found");
                    assertThat(keys(line))
                            .containsEntry("task", task.id())
                            .containsEntry("name", "report-1")
                            .containsEntry("state", "leaked")
                            .containsEntry("overdue_ms", 2_000L)
                            .containsEntry("thread", task.id());
                    assertThat(keys(line).get("origin")).asString().contains("LeaksTest.java:");
                });

        released = true;
        await().until(() -> task.state() == Task.State.FREED_LATE && lines.all().size() == 2);
        assertThat(lines.all().getLast().getMessage()).isEqualTo("A leak has freed");
        assertThat(keys(lines.all().getLast()))
                .containsEntry("task", task.id())
                .containsEntry("duration_ms", 7_000L);
    }

    @Test
    void whatIsCutAfterItLeakedAndThenEndsIsLoggedAsFreed() {
        Task task = ledger.open("export", "one", Duration.ofSeconds(5), () -> {});
        tick(Duration.ofSeconds(7));
        ledger.look();

        task.cut();
        task.end();

        assertThat(task.state()).isEqualTo(Task.State.FREED);
        assertThat(lines.all())
                .extracting(ILoggingEvent::getMessage)
                .containsExactly("A leak was found", "A leak has freed");
    }

    @Test
    void aTaskThatOthersBeginHasTheirLineForItsOrigin() {
        class Opener {
            Task open() {
                return ledger.open("export", "one", Duration.ZERO, () -> {}, Opener.class);
            }
        }
        Task task = new Opener().open();

        assertThat(task.origin()).contains("aTaskThatOthersBeginHasTheirLineForItsOrigin(");
    }

    @Test
    void aLogThatFailsEndsNoLook() {
        deaf("report-1").cancel();
        deaf("report-2").cancel();
        tick(Duration.ofSeconds(2));

        try (var _ = new FailingLog(LeakLog.class.getName())) {
            ledger.look();
        }

        assertThat(ledger.leaked()).hasSize(2);
    }

    private static Map<String, Object> keys(ILoggingEvent line) {
        return line.getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
    }

    @Test
    void thoseThatHangInTheSamePlaceAreOneGroup() {
        deaf("report-1").cancel();
        deaf("report-2").cancel();
        ledger.open("export", "report-3", Duration.ofSeconds(5), () -> {}).cancel();
        tick(Duration.ofSeconds(2));
        ledger.look();

        // The two are alike once both have come to their loop.
        await().untilAsserted(() ->
                assertThat(leaks.groups()).extracting(LeakGroup::count).containsExactly(2, 1));
    }

    @Test
    void noMoreAreListedThanIsSet() {
        for (int i = 0; i < 100; i++) {
            ledger.open("export", "report-" + i, Duration.ZERO, () -> {});
        }
        tick(Duration.ofSeconds(2));
        ledger.look();

        assertThat(ledger.leaked().count()).isEqualTo(100);
        assertThat(leaks.groups()).singleElement().extracting(LeakGroup::count).isEqualTo(20);
    }

    private Task deaf(String name) {
        Thread[] worker = new Thread[1];
        Task task =
                ledger.open("analysis", name, Duration.ofSeconds(5), () -> worker[0].interrupt());
        worker[0] =
                threads.virtual("deaf-")
                        .newThread(() -> {
                            ignoreInterrupts();
                            task.end();
                        });
        task.startedOn(worker[0]);
        worker[0].start();
        return task;
    }

    private void ignoreInterrupts() {
        while (!released) {
            boolean _ = Thread.interrupted();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void tick(Duration step) {
        now += step.toNanos();
    }
}
