package io.eprointake.messaging;

import io.eprointake.journal.Outbox;
import io.eprointake.journal.Outbox.Claimed;
import io.eprointake.leakwatch.Loop;
import io.eprointake.leakwatch.LoopLifecycle;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.Phase;
import io.eprointake.logging.Faults;
import io.eprointake.store.StoreRefusal;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Sends what the outbox holds, and takes it out once the broker has it: at least once, and of one
 * report in order, since its next outcome is not claimed before that. While the broker is away the
 * outbox keeps what waits, and nobody else notices.
 */
final class OutcomeRelay implements LoopLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OutcomeRelay.class);

    /** Longer than what is claimed can be on its way, so that no two replicas send the same. */
    private static final Duration LEASE = MessagingConfiguration.DELIVERY.multipliedBy(3);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(10);
    private static final Duration LAST_ROUND = Duration.ofSeconds(3);

    private final Faults faults =
            new Faults(log, Level.WARN, "The outbox cannot be read or written");
    private final Outbox outbox;
    private final OutcomeSender sender;
    private final Duration poll;
    private final int batch;
    private Duration pause = FIRST_PAUSE;
    private boolean failing;
    private final Loop loop;
    private volatile boolean hurried;

    OutcomeRelay(
            Outbox outbox,
            KafkaTemplate<byte[], byte[]> messages,
            OutcomeEvents events,
            MessagingProperties settings,
            Loops loops,
            MeterRegistry meters) {
        this.outbox = outbox;
        this.sender = new OutcomeSender(outbox, messages, events, meters);
        this.poll = settings.poll();
        this.batch = settings.batch();
        this.loop = loops.loop("outcome-relay", Phase.OUTCOMES, LAST_ROUND, this);
        outbox.open();
    }

    @Override
    public Duration round() {
        failing = true;
        try {
            Claimed claimed = outbox.holdsAny() ? outbox.claim(batch, LEASE) : null;
            if (claimed == null || claimed.outcomes().isEmpty()) {
                failing = false;
                faults.stayedAway();
                return poll;
            }
            if (sender.send(claimed)) {
                failing = false;
                pause = FIRST_PAUSE;
                return Duration.ZERO;
            }
        } catch (StoreRefusal refused) {
            faults.came(refused);
        }
        Duration now = pause;
        pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) < 0 ? pause.multipliedBy(2) : MAX_PAUSE;
        return now;
    }

    /** What the drain came to. A broker or a store that is away is not waited for. */
    @Override
    public void last() {
        while (!failing && !hurried && round().isZero()) {}
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void start() {
        hurried = false;
        LoopLifecycle.super.start();
    }

    /** A round that hangs is interrupted: what it sent and was not told of is sent again. */
    @Override
    public void stop() {
        if (!loop.end(LAST_ROUND)) {
            hurried = true;
            loop.interrupt();
            LoopLifecycle.super.stop();
        }
    }
}
