package io.eprointake.messaging;

import io.eprointake.journal.Outbox;
import io.eprointake.journal.Outbox.Claimed;
import io.eprointake.journal.Outbox.Outcome;
import io.eprointake.leakwatch.Loop;
import io.eprointake.leakwatch.Loops;
import io.eprointake.problem.Refused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Sends what the outbox holds, and takes it out once the broker has it: at least once, and of one
 * report in order, since its next outcome is not claimed before that. While the broker is away the
 * outbox keeps what waits, and nobody else notices.
 */
final class OutcomeRelay implements SmartLifecycle, Loop.Work {

    private static final Logger log = LoggerFactory.getLogger(OutcomeRelay.class);

    /** Longer than what is claimed can be on its way, so that no two replicas send the same. */
    private static final Duration LEASE = MessagingConfiguration.DELIVERY.multipliedBy(3);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(10);
    private static final Duration LAST_ROUND = Duration.ofSeconds(3);

    private final Outbox outbox;
    private final KafkaTemplate<byte[], byte[]> messages;
    private final OutcomeEvents events;
    private final Duration poll;
    private final int batch;
    private final Counter sent;
    private final Counter failed;
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
        this.messages = messages;
        this.events = events;
        this.poll = settings.poll();
        this.batch = settings.batch();
        this.sent = counter("sent", meters);
        this.failed = counter("failed", meters);
        this.loop = loops.loop("outcome-relay", this);
        outbox.open();
    }

    private static Counter counter(String outcome, MeterRegistry meters) {
        return Counter.builder("epro.outbox.sends")
                .description("Outcomes given to Kafka, by whether it took them")
                .tag("outcome", outcome)
                .register(meters);
    }

    @Override
    public Duration round() {
        failing = true;
        try {
            Claimed claimed = outbox.holdsAny() ? outbox.claim(batch, LEASE) : null;
            if (claimed == null || claimed.outcomes().isEmpty()) {
                failing = false;
                return poll;
            }
            if (relay(claimed)) {
                failing = false;
                pause = FIRST_PAUSE;
                return Duration.ZERO;
            }
        } catch (Refused refused) {
            log.warn("The outbox cannot be read or written: {}", refused.problem().code());
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

    /** Whether the broker took them all. */
    private boolean relay(Claimed claimed) {
        List<Outcome> outcomes = claimed.outcomes();
        List<CompletableFuture<?>> acks = send(outcomes);
        await(acks);
        List<Outcome> done = new ArrayList<>();
        List<Outcome> back = new ArrayList<>(outcomes.subList(acks.size(), outcomes.size()));
        for (int i = 0; i < acks.size(); i++) {
            // One that is neither may still arrive; its lease keeps others from overtaking it.
            switch (acks.get(i).state()) {
                case SUCCESS -> done.add(outcomes.get(i));
                case FAILED, CANCELLED -> back.add(outcomes.get(i));
                case RUNNING -> {}
            }
        }
        outbox.sent(done);
        sent.increment(done.size());
        outbox.handBack(claimed, back);
        failed.increment(back.size());
        if (done.size() < outcomes.size()) {
            log.warn(
                    "Kafka took {} of {} outcomes; the others wait in the outbox",
                    done.size(),
                    outcomes.size());
        }
        return done.size() == outcomes.size();
    }

    /** As many as can be given to the producer: each that cannot takes seconds. */
    private List<CompletableFuture<?>> send(List<Outcome> outcomes) {
        List<CompletableFuture<?>> acks = new ArrayList<>();
        try {
            for (Outcome outcome : outcomes) {
                acks.add(messages.send(events.message(outcome)));
            }
        } catch (KafkaException | org.springframework.kafka.KafkaException e) {
            log.debug("The producer takes no more: {}", e.getClass().getName());
        }
        return acks;
    }

    private static void await(List<CompletableFuture<?>> acks) {
        try {
            CompletableFuture.allOf(acks.toArray(CompletableFuture<?>[]::new))
                    .get(MessagingConfiguration.DELIVERY.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("Not all outcomes were taken: {}", e.getClass().getName());
        } catch (InterruptedException e) {
            log.debug("The relay ends when it is stopped, and takes note of what was taken");
        }
    }

    @Override
    public void start() {
        hurried = false;
        loop.start();
    }

    /** A round that hangs is interrupted: what it sent and was not told of is sent again. */
    @Override
    public void stop() {
        if (!loop.end(LAST_ROUND)) {
            hurried = true;
            loop.interrupt();
            if (!loop.end(LAST_ROUND)) {
                log.error("The relay of outcomes did not end");
            }
        }
    }

    @Override
    public boolean isRunning() {
        return loop.running();
    }

    /** After the drain, whose outcomes are sent too, and before the store. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 8192;
    }
}
