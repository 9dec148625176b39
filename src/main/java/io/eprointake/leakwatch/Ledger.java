package io.eprointake.leakwatch;

import io.eprointake.leakwatch.Task.State;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Every asynchronous task that has not really ended. It holds no finished one, and no more than the
 * work that is open: what bounds that is the permit each caller takes.
 */
@Component
public final class Ledger {

    private static final Comparator<Task> BY_AGE =
            (one, other) -> Long.signum(one.openedAt() - other.openedAt());

    private final Set<Task> tasks = ConcurrentHashMap.newKeySet();
    private final Map<String, TaskKind> kinds = new ConcurrentHashMap<>();
    private final Origins origins = new Origins();
    private final AtomicLong numbers = new AtomicLong();
    private final MeterRegistry meters;
    private final long grace;
    private final LongSupplier nanos;
    private final LeakLog leakLog;
    private volatile @Nullable Task oldest;

    /** A ledger by itself, as a test of a caller needs it: nobody looks it over. */
    @Autowired
    public Ledger(LeakwatchProperties settings, MeterRegistry meters) {
        this(settings, meters, System::nanoTime, new LeakLog());
    }

    /** Time is monotonic here: a wall clock set forward must not look like a leak. */
    Ledger(
            LeakwatchProperties settings,
            MeterRegistry meters,
            LongSupplier nanos,
            LeakLog leakLog) {
        this.leakLog = leakLog;
        this.grace = settings.grace().toNanos();
        this.meters = meters;
        this.nanos = nanos;
    }

    /**
     * Opens a task, running from now.
     *
     * @param kind what it is, one of a few constant words; a metric tag
     * @param name what it works on, for example a report id; never patient data
     * @param allowance how long it may take until its deadline
     * @param cancel ends the work: completes its future exceptionally, closes, interrupts. Run when
     *     operations or {@link Task#cancel} cancel it
     */
    public Task open(String kind, String name, Duration allowance, Runnable cancel) {
        return open(kind, name, allowance, cancel, Ledger.class);
    }

    /**
     * Opens a task as above, for others.
     *
     * @param opener a class that others have open their tasks: what called it is the task's origin
     */
    public Task open(
            String kind, String name, Duration allowance, Runnable cancel, Class<?> opener) {
        TaskKind counts = kinds.computeIfAbsent(kind, k -> new TaskKind(k, meters));
        Task task =
                new Task(
                        this,
                        counts,
                        numbers.incrementAndGet(),
                        name,
                        origins.caller(opener),
                        allowance,
                        cancel);
        try {
            tasks.add(task);
        } catch (Throwable e) {
            // Without memory it may be in the set all the same, and nobody would ever end it.
            tasks.remove(task);
            throw e;
        }
        counts.opened();
        return task;
    }

    void forget(Task task) {
        tasks.remove(task);
        if (task.equals(oldest)) {
            oldest = null;
        }
    }

    /** Looks every open task over: what overstayed its grace is leaked from now on. */
    void look() {
        long now = now();
        Task first = null;
        for (Task task : tasks) {
            task.look(now, grace);
            first = first == null || BY_AGE.compare(task, first) < 0 ? task : first;
        }
        oldest = first;
        // It may have ended, and been forgotten, just before that line.
        if (first != null && first.state().over()) {
            oldest = null;
        }
    }

    Verdict verdict() {
        if (anyLeaked()) {
            return leaked().anyMatch(task -> task.looks() > 1) ? Verdict.LEAKING : Verdict.SUSPECT;
        }
        return count(State.CUT) > 0 ? Verdict.SUSPECT : Verdict.CLEAN;
    }

    Stream<Task> open() {
        return tasks.stream();
    }

    /** Goes through all that is open, but only when there is one to be found. */
    Stream<Task> leaked() {
        return anyLeaked() ? open().filter(task -> task.state().leaked()) : Stream.empty();
    }

    private boolean anyLeaked() {
        return count(State.LEAKED) + count(State.OVERDUE) > 0;
    }

    /** The open tasks with this id, or else with this name. */
    Stream<Task> find(String idOrName) {
        return open().filter(task -> task.name().equals(idOrName) || task.id().equals(idOrName));
    }

    /** Zero when nothing is open. */
    Duration oldestAge() {
        Task known = oldest;
        Task first = known != null ? known : open().min(BY_AGE).orElse(null);
        return first == null ? Duration.ZERO : Duration.ofNanos(now() - first.openedAt());
    }

    Collection<TaskKind> kinds() {
        return kinds.values();
    }

    long count(State state) {
        return kinds.values().stream().mapToLong(kind -> kind.count(state)).sum();
    }

    LeakLog leakLog() {
        return leakLog;
    }

    long now() {
        return nanos.getAsLong();
    }
}
