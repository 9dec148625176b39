package io.eprointake.notice;

import io.eprointake.leakwatch.Loop;
import io.eprointake.leakwatch.LoopLifecycle;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.Phase;
import io.eprointake.leakwatch.Signal;
import io.eprointake.logging.Faults;
import io.eprointake.notice.NoticeQueue.Claimed;
import io.eprointake.notice.NoticeQueue.Taken;
import io.eprointake.notice.NoticeQueue.Waiting;
import io.eprointake.store.StoreRefusal;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sends what waits, at least once: what is not known to have been delivered is sent again, under
 * the same id, by whichever replica is alive.
 */
final class NoticeLoop implements LoopLifecycle {

    private static final Logger log = LoggerFactory.getLogger(NoticeLoop.class);

    /** How long those that were delivered can be looked up. */
    static final Duration KEPT = Duration.ofDays(30);

    private static final Duration PRUNED_EVERY = Duration.ofHours(1);
    private static final int PRUNED_AT_ONCE = 500;
    private static final Duration ROUND = Duration.ofSeconds(3);
    private static final Duration HAND_BACK = Duration.ofSeconds(3);

    private final Faults faults =
            new Faults(log, Level.WARN, "Notices cannot be read or claimed; they wait");
    private final NoticeQueue queue;
    private final Deliveries deliveries;
    private final Circuits circuits;
    private final NoticeMeters meters;
    private final Duration poll;
    private final Duration drain;
    private final LongSupplier nanos;
    private final Loop loop;
    private long pruneAt;

    /**
     * Sends nothing before it is started.
     *
     * @param drain how long a stop waits for open deliveries before it cuts them
     */
    NoticeLoop(
            NoticeQueue queue,
            Deliveries deliveries,
            Circuits circuits,
            NoticeMeters meters,
            Duration poll,
            Duration drain,
            LongSupplier nanos,
            Signal wake,
            Loops loops) {
        this.queue = queue;
        this.deliveries = deliveries;
        this.circuits = circuits;
        this.meters = meters;
        this.poll = poll;
        this.drain = drain;
        this.nanos = nanos;
        this.pruneAt = nanos.getAsLong();
        this.loop = loops.loop("notices", Phase.OUTCOMES, ROUND, wake, this);
    }

    @Override
    public Duration round() {
        try {
            prune();
            Map<String, Waiting> waiting = queue.waiting();
            meters.saw(waiting.values());
            boolean began = !waiting.isEmpty() && begin(waiting);
            faults.stayedAway();
            return began ? Duration.ZERO : poll;
        } catch (StoreRefusal refused) {
            faults.came(refused);
            return poll;
        }
    }

    /** Whether any delivery was begun. */
    private boolean begin(Map<String, Waiting> waiting) {
        int free = deliveries.free();
        var may = new TreeSet<String>();
        try {
            for (String recipient : waiting.keySet()) {
                if (free > 0 && !deliveries.isOpen(recipient) && circuits.tryAcquire(recipient)) {
                    may.add(recipient);
                }
            }
            if (may.isEmpty()) {
                return false;
            }
            Taken taken = queue.claim(may, free);
            for (Claimed claimed : taken.claimed()) {
                may.remove(claimed.recipient());
                deliveries.deliver(claimed);
            }
            return !taken.claimed().isEmpty();
        } finally {
            may.forEach(circuits::release);
        }
    }

    private void prune() {
        if (nanos.getAsLong() - pruneAt >= 0
                && queue.prune(KEPT, PRUNED_AT_ONCE) < PRUNED_AT_ONCE) {
            pruneAt = nanos.getAsLong() + PRUNED_EVERY.toNanos();
        }
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void start() {
        deliveries.begin();
        LoopLifecycle.super.start();
    }

    @Override
    public void stop() {
        LoopLifecycle.super.stop();
        try {
            deliveries.drain(drain, HAND_BACK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
