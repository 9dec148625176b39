package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Prints what the ledger costs, and holds it far below what would hurt. */
class ReadingCostTest {

    private static final int PENDING = 10_000;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LeakwatchProperties settings = LeakwatchProperties.defaults();
    private final Ledger ledger = new Ledger(settings, meters);

    @Test
    void tenThousandPendingTasksCostLittle() {
        LeakwatchReader reader = reader();
        Runnable nothing = () -> {};
        List<Task> tasks = new ArrayList<>(PENDING);
        double opening =
                micros(
                                40,
                                () -> {
                                    tasks.forEach(Task::end);
                                    tasks.clear();
                                    open(tasks, nothing);
                                })
                        / PENDING;
        double bytes = bytesEach(tasks, nothing);
        double look = micros(200, ledger::look);
        double counts = micros(2_000, reader::tasks);
        double whole = micros(2_000, reader::read);

        System.out.printf(
                "%d pending tasks: open and end %.2f us, %.0f bytes each;"
                        + " a look %.0f us, its counts %.1f us, a whole reading %.0f us%n",
                PENDING, opening, bytes, look, counts, whole);
        assertThat(bytes).isLessThan(300);
        assertThat(counts).isLessThan(100);
        assertThat(whole).isLessThan(2_000);
    }

    /** The least of some, since what else the JVM does meanwhile only ever adds, or nearly. */
    private double bytesEach(List<Task> tasks, Runnable cut) {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            tasks.forEach(Task::end);
            tasks.clear();
            long before = usedHeap();
            open(tasks, cut);
            least = Math.min(least, (usedHeap() - before) / (double) PENDING);
        }
        return least;
    }

    private void open(List<Task> tasks, Runnable cut) {
        for (int i = 0; i < PENDING; i++) {
            tasks.add(ledger.open("analysis", "one report", Duration.ofMinutes(1), cut));
        }
    }

    private LeakwatchReader reader() {
        InstantSource clock = InstantSource.system();
        var deadlines = new Deadlines(new Threads(meters));
        return new LeakwatchReader(
                ledger,
                new LeakLoop(ledger, deadlines, new Loops(meters, () -> {}), settings),
                new Leaks(ledger, clock, settings),
                new Threads(meters),
                new PermitPools(meters),
                deadlines,
                new Jvm(settings),
                clock);
    }

    /** The median, since other work on the machine only ever adds. */
    private static double micros(int times, Runnable work) {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            work.run();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[times / 2] / 1e3;
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
