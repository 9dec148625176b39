package io.eprointake.leakwatch;

import io.eprointake.leakwatch.LeakwatchReading.Counts;
import io.eprointake.leakwatch.Task.State;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Takes a reading. */
@Component
public final class LeakwatchReader {

    private final Ledger ledger;
    private final LeakLoop leakLoop;
    private final Leaks leaks;
    private final Threads threads;
    private final PermitPools permits;
    private final Deadlines deadlines;
    private final Jvm jvm;
    private final InstantSource clock;

    LeakwatchReader(
            Ledger ledger,
            LeakLoop leakLoop,
            Leaks leaks,
            Threads threads,
            PermitPools permits,
            Deadlines deadlines,
            Jvm jvm,
            InstantSource clock) {
        this.ledger = ledger;
        this.leakLoop = leakLoop;
        this.leaks = leaks;
        this.threads = threads;
        this.permits = permits;
        this.deadlines = deadlines;
        this.jvm = jvm;
        this.clock = clock;
    }

    /** As {@code /actuator/leakwatch} answers it; it takes microseconds. */
    public LeakwatchReading read() {
        return new LeakwatchReading(
                clock.instant(),
                leakLoop.verdict(),
                new LeakwatchReading.AllThreads(jvm.platformThreads(), virtualThreads()),
                tasks(),
                new LeakwatchReading.PendingDeadlines(
                        deadlines.pending(), deadlines.lag().toNanos() / 1e6),
                permits.numbers(),
                jvm.openFileDescriptors());
    }

    private LeakwatchReading.VirtualThreads virtualThreads() {
        Map<String, Long> byName = threads.live();
        return new LeakwatchReading.VirtualThreads(
                byName.values().stream().mapToLong(Long::longValue).sum(),
                jvm.mounted(),
                jvm.queued(),
                jvm.carriers(),
                byName);
    }

    LeakwatchReading.Tasks tasks() {
        Map<String, Counts> byKind = new TreeMap<>();
        for (TaskKind kind : ledger.kinds()) {
            byKind.put(kind.name(), counts(kind));
        }
        Counts all = byKind.values().stream().reduce(new Counts(0, 0, 0, 0, 0, 0), Counts::plus);
        return new LeakwatchReading.Tasks(
                all.running(),
                all.cut(),
                all.leaked(),
                all.ended(),
                all.freed(),
                all.freedLate(),
                ledger.oldestAge().toMillis(),
                byKind,
                leaks.groups());
    }

    private static Counts counts(TaskKind kind) {
        return new Counts(
                kind.count(State.RUNNING),
                kind.count(State.CUT),
                kind.count(State.OVERDUE) + kind.count(State.LEAKED),
                kind.count(State.ENDED),
                kind.count(State.FREED),
                kind.count(State.FREED_LATE));
    }
}
