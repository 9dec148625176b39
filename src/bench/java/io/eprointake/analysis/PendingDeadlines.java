package io.eprointake.analysis;

import io.eprointake.leakwatch.Deadline;
import io.eprointake.leakwatch.LeakwatchProperties;
import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.PermitPools;
import io.eprointake.leakwatch.Permits;
import io.eprointake.leakwatch.Threads;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/** What calls cost that are open and wait: thread, stack, timer, permit and the ledger's entry. */
public final class PendingDeadlines {

    private PendingDeadlines() {}

    /** Megabytes of heap that so many open calls hold; the stacks of virtual threads are in it. */
    public static double weigh(int calls) throws InterruptedException {
        var meters = new SimpleMeterRegistry();
        var ledger = new Ledger(LeakwatchProperties.defaults(), meters);
        Permits permits = new PermitPools(meters).open("bench", calls, () -> {});
        ThreadFactory threads = new Threads(meters).virtual("bench-");
        var end = new CountDownLatch(1);
        var begun = new CountDownLatch(calls);
        List<Deadline<Integer>> open = new ArrayList<>(calls);
        long before = used();
        for (int i = 0; i < calls; i++) {
            open.add(
                    Deadline.start(
                            ledger,
                            threads,
                            Objects.requireNonNull(permits.tryAcquire()),
                            "bench",
                            UUID.randomUUID().toString(),
                            Duration.ofMinutes(10),
                            () -> {
                                begun.countDown();
                                end.await();
                                return 1;
                            }));
        }
        begun.await();
        double megabytes = (used() - before) / 1e6;
        end.countDown();
        for (Deadline<Integer> call : open) {
            call.outcome().join();
        }
        return megabytes;
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
