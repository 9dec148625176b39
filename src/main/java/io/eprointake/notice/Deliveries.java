package io.eprointake.notice;

import io.eprointake.leakwatch.Deadline;
import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.Permits;
import io.eprointake.leakwatch.Permits.Permit;
import io.eprointake.leakwatch.Signal;
import io.eprointake.leakwatch.Threads;
import io.eprointake.logging.Faults;
import io.eprointake.notice.NoticeQueue.Claimed;
import io.eprointake.study.Recipient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Makes deliveries, each under its deadline on a thread of its own, and writes what came of them.
 */
final class Deliveries {

    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

    private final Faults faults =
            new Faults(log, Level.WARN, "Notices were not delivered, and are tried again");
    private final Faults unwritten =
            new Faults(log, Level.ERROR, "What came of a delivery was not stored; it is repeated");
    private final Map<String, Deadline<Boolean>> open = new ConcurrentHashMap<>();
    private final Signal ended = new Signal();
    private final NoticeQueue queue;
    private final Recipients recipients;
    private final Channels channels;
    private final Circuits circuits;
    private final Permits permits;
    private final Ledger ledger;
    private final ThreadFactory threads;
    private final Duration deadline;
    private final NoticeMeters meters;
    private final Signal wake;
    private volatile boolean stopping;

    /**
     * Delivers nothing yet.
     *
     * @param wake raised when a delivery has ended
     */
    Deliveries(
            NoticeQueue queue,
            Recipients recipients,
            Channels channels,
            Circuits circuits,
            Permits permits,
            Ledger ledger,
            Threads threads,
            Duration deadline,
            NoticeMeters meters,
            Signal wake) {
        this.queue = queue;
        this.recipients = recipients;
        this.channels = channels;
        this.circuits = circuits;
        this.permits = permits;
        this.ledger = ledger;
        this.threads = threads.virtual("notice-");
        this.deadline = deadline;
        this.meters = meters;
        this.wake = wake;
    }

    void begin() {
        stopping = false;
    }

    /** How many more can be open. */
    int free() {
        return permits.numbers().available();
    }

    boolean isOpen(String recipient) {
        return open.containsKey(recipient);
    }

    /** Begins one; whatever cannot begin comes back when its lease ends. */
    void deliver(Claimed claimed) {
        Permit permit = permits.tryAcquire();
        if (permit == null) {
            circuits.release(claimed.recipient());
            return;
        }
        Deadline<Boolean> call;
        try {
            call =
                    Deadline.start(
                            ledger,
                            threads,
                            permit,
                            "notice",
                            claimed.recipient(),
                            deadline,
                            () -> {
                                send(claimed);
                                return true;
                            });
        } catch (Throwable notBegun) {
            permit.close();
            circuits.release(claimed.recipient());
            throw notBegun;
        }
        open.put(claimed.recipient(), call);
        try {
            call.onDecided((_, failure) -> {
                try {
                    told(claimed, failure);
                } catch (RuntimeException | Error e) {
                    unwritten.came(e);
                } finally {
                    end(claimed.recipient());
                }
            });
        } catch (Throwable nobodyWouldHear) {
            call.cancel();
            circuits.release(claimed.recipient());
            end(claimed.recipient());
            throw nobodyWouldHear;
        }
    }

    private void end(String recipient) {
        open.remove(recipient);
        ended.raise();
        wake.raise();
    }

    private void send(Claimed claimed) throws Exception {
        Recipient recipient = recipients.find(claimed.recipient());
        if (recipient == null) {
            throw NotDelivered.because(NotDelivered.NO_RECIPIENT);
        }
        channels.send(recipient, claimed.notices());
    }

    private void told(Claimed claimed, @Nullable Throwable failure) {
        Channel channel = claimed.notices().getFirst().channel();
        int all = claimed.notices().size();
        String word = failure == null ? null : NotDelivered.word(failure);
        if (word == null) {
            circuits.succeeded(claimed.recipient());
            queue.sent(claimed);
            meters.sent(channel, all);
            faults.stayedAway();
            log.atInfo()
                    .addKeyValue("recipient", claimed.recipient())
                    .addKeyValue("notice_id", claimed.notices().getFirst().id())
                    .addKeyValue("attempt", claimed.notices().getFirst().attempt())
                    .addKeyValue("notices", all)
                    .log("Notices were delivered");
        } else if (word.equals(NotDelivered.CANCELLED) && stopping) {
            circuits.release(claimed.recipient());
            queue.handBack(claimed);
        } else if (word.equals(NotDelivered.GONE)) {
            circuits.succeeded(claimed.recipient());
            setAside(channel, claimed.recipient(), word, queue.gone(claimed));
        } else {
            circuits.failed(claimed.recipient(), failure);
            faults.came(word);
            setAside(channel, claimed.recipient(), word, queue.failed(claimed, word));
            meters.failed(channel, all);
        }
    }

    private void setAside(Channel channel, String recipient, String why, int notices) {
        if (notices > 0) {
            meters.setAside(channel, notices);
            log.atError()
                    .addKeyValue("recipient", recipient)
                    .addKeyValue("why", why)
                    .addKeyValue("notices", notices)
                    .log("Notices are set aside until somebody sends them again");
        }
    }

    /** Waits for what is open; then cuts it, and hands it back. */
    void drain(Duration budget, Duration handBack) throws InterruptedException {
        stopping = true;
        await(open::isEmpty, budget);
        List<Deadline<Boolean>> overdue = List.copyOf(open.values());
        overdue.forEach(Deadline::cancel);
        await(() -> open.isEmpty() && permits.numbers().cutNotFreed() == 0, handBack);
        if (!overdue.isEmpty()) {
            log.atInfo()
                    .addKeyValue("cut", overdue.size())
                    .addKeyValue("not_freed", permits.numbers().cutNotFreed())
                    .log("Deliveries were cut by the stop, and their notices handed back");
        }
    }

    private void await(BooleanSupplier done, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!done.getAsBoolean() && System.nanoTime() - end < 0) {
            ended.await(Duration.ofMillis(20));
        }
    }
}
