package io.eprointake.leakwatch;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.eprointake.leakwatch.LeakwatchReading.Leak;
import io.eprointake.leakwatch.LeakwatchReading.LeakGroup;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Shows what has leaked: each task by name, together with those that hang in the same place. */
@Component
final class Leaks {

    private static final Stack NO_STACK = new Stack(List.of());

    private final Ledger ledger;
    private final InstantSource clock;
    private final int listed;

    Leaks(Ledger ledger, InstantSource clock, LeakwatchProperties settings) {
        this.ledger = ledger;
        this.clock = clock;
        this.listed = settings.maxLeaksListed();
    }

    /** The largest group first. Takes a stack for each task it lists, and for no other. */
    List<LeakGroup> groups() {
        return ledger
                .leaked()
                .limit(listed)
                .collect(groupingBy(Leaks::stack, mapping(this::leak, toList())))
                .entrySet()
                .stream()
                .map(group ->
                        new LeakGroup(
                                group.getKey().fingerprint(),
                                group.getValue().size(),
                                group.getKey(),
                                group.getValue()))
                .sorted(Comparator.comparingInt(LeakGroup::count).reversed())
                .toList();
    }

    private static Stack stack(Task task) {
        Thread thread = task.thread();
        return thread == null ? NO_STACK : Stack.of(thread);
    }

    private Leak leak(Task task) {
        Thread thread = task.thread();
        long overdue = ledger.now() - task.dueAt();
        Instant deadline = clock.instant().minusNanos(overdue);
        return new Leak(
                task.id(),
                task.kind(),
                task.name(),
                task.state(),
                deadline,
                TimeUnit.NANOSECONDS.toMillis(overdue),
                thread == null ? null : thread.getName(),
                thread == null ? null : thread.getState(),
                task.origin());
    }
}
