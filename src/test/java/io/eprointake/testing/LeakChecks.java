package io.eprointake.testing;

import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.OpenTasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Finds what began since a check was opened and is alive when it is closed. Threads are numbered as
 * they are made, so what began earlier, such as what a whole run shares, is none of its business.
 * Where several are open at once, a thread is held against them as soon as no other is left that it
 * may belong to.
 */
final class LeakChecks {

    /** Of this process. */
    static final LeakChecks ALL = new LeakChecks(Duration.ofSeconds(10));

    private final Duration limit;
    private final Set<Check> open = ConcurrentHashMap.newKeySet();

    /** Who may have begun a thread, by its number, while another that is open may have as well. */
    private final Map<Long, Set<String>> suspects = new ConcurrentHashMap<>();

    /**
     * By itself, as a test needs it.
     *
     * @param limit within which ends what was told to, and is no leak
     */
    LeakChecks(Duration limit) {
        this.limit = limit;
    }

    Check open(String name) {
        var check = new Check(name);
        open.add(check);
        return check;
    }

    /** A service is about to be started: whoever does it is held to ending it. */
    void holdAll() {
        open.forEach(Check::hold);
    }

    /** The tasks of a service that was started. */
    void watch(Ledger ledger) {
        open.forEach(check -> check.ledgers.add(ledger));
    }

    final class Check implements AutoCloseable {

        private final String name;
        private final Set<Ledger> ledgers = ConcurrentHashMap.newKeySet();
        private final long begin = new Thread(() -> {}).threadId();
        private volatile boolean held;

        private Check(String name) {
            this.name = name;
        }

        /** Without it, it looks for nothing of its own. */
        void hold() {
            held = true;
        }

        /**
         * Looks, and looks again for a while.
         *
         * @throws AssertionError that names each thread and task, and where it hangs
         */
        @Override
        public void close() {
            open.remove(this);
            if (!held && suspects.isEmpty()) {
                return;
            }
            List<String> last = new ArrayList<>();
            try {
                Awaitility.await()
                        .atMost(limit)
                        .until(() -> {
                            last.clear();
                            last.addAll(leaked());
                            return last.isEmpty();
                        });
            } catch (ConditionTimeoutException e) {
                // Told once.
                suspects.keySet().removeIf(thread -> !maybeAnothers(thread));
                throw new AssertionError(
                        "What %s began is alive after it:\n%s"
                                .formatted(name, String.join("\n", last)),
                        e);
            }
        }

        private List<String> leaked() {
            List<String> leaked = new ArrayList<>();
            Map<Long, Set<String>> alive = new HashMap<>();
            Set<Long> shared = SharedThreads.ids();
            for (LiveThread thread : LiveThread.all()) {
                Set<String> whose = new TreeSet<>(suspects.getOrDefault(thread.id(), Set.of()));
                if (held && thread.id() > begin) {
                    whose.add(name);
                }
                if (whose.isEmpty() || shared.contains(thread.id()) || Tolerated.is(thread)) {
                    continue;
                }
                alive.put(thread.id(), whose);
                if (!maybeAnothers(thread.id())) {
                    leaked.add(
                            whose.size() == 1 ? thread.toString() : thread + " of one of " + whose);
                }
            }
            suspects.keySet().retainAll(alive.keySet());
            suspects.putAll(alive);
            ledgers.stream()
                    .filter(ledger -> open.stream().noneMatch(it -> it.ledgers.contains(ledger)))
                    .flatMap(OpenTasks::of)
                    .forEach(leaked::add);
            return leaked;
        }
    }

    private boolean maybeAnothers(long thread) {
        return open.stream().anyMatch(check -> thread > check.begin);
    }
}
