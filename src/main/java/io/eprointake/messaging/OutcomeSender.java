package io.eprointake.messaging;

import io.eprointake.journal.Outbox;
import io.eprointake.journal.Outbox.Claimed;
import io.eprointake.journal.Outbox.Outcome;
import io.eprointake.logging.FaultWords;
import io.eprointake.logging.Faults;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future.State;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Gives claimed outcomes to Kafka, and takes note of what became of each. What never can be sent is
 * put where it stops none of the others: one of which no event can be made is set aside, and for
 * one that is too large for Kafka a letter goes out that says so.
 */
final class OutcomeSender {

    private static final Logger log = LoggerFactory.getLogger(OutcomeSender.class);

    private final Faults faults =
            new Faults(log, Level.WARN, "Kafka does not take outcomes; they wait in the outbox");
    private final Outbox outbox;
    private final KafkaTemplate<byte[], byte[]> messages;
    private final OutcomeEvents events;
    private final Counter sent;
    private final Counter deadLetters;
    private final Counter failed;

    OutcomeSender(
            Outbox outbox,
            KafkaTemplate<byte[], byte[]> messages,
            OutcomeEvents events,
            MeterRegistry meters) {
        this.outbox = outbox;
        this.messages = messages;
        this.events = events;
        this.sent = counter("sent", meters);
        this.deadLetters = counter("dead_letter", meters);
        this.failed = counter("failed", meters);
    }

    private static Counter counter(String outcome, MeterRegistry meters) {
        return Counter.builder("epro.outbox.sends")
                .description("Outcomes given to Kafka, by whether it took them")
                .tag("outcome", outcome)
                .register(meters);
    }

    /** Whether none of them must be sent again. */
    boolean send(Claimed claimed) {
        List<Message> written = write(claimed.outcomes());
        List<Given> given = give(written);
        boolean goesOn = await(given);
        List<Message> letters =
                given.stream().filter(Given::isTooLarge).map(it -> letter(it.message)).toList();
        List<Given> instead = give(letters);
        if (goesOn && !letters.isEmpty()) {
            await(instead);
        }
        List<Given> all =
                Stream.concat(
                                given.stream().filter(Predicate.not(Given::isTooLarge)),
                                instead.stream())
                        .toList();
        return noted(claimed, all);
    }

    private boolean noted(Claimed claimed, List<Given> all) {
        List<Given> taken = all.stream().filter(it -> it.ack.state() == State.SUCCESS).toList();
        outbox.sent(taken.stream().map(Given::outcome).toList());
        int letters = (int) taken.stream().filter(it -> it.message.isLetter).count();
        deadLetters.increment(letters);
        sent.increment(taken.size() - letters);
        // One that is neither may still arrive; its lease keeps others from overtaking it.
        List<Outcome> back = all.stream().filter(Given::isRefused).map(Given::outcome).toList();
        outbox.handBack(claimed, back);
        failed.increment(back.size());
        if (taken.size() < all.size()) {
            faults.came(fault(all));
        } else {
            faults.stayedAway();
        }
        return taken.size() == all.size();
    }

    /** Of the first that was not taken; those behind it were not tried. */
    private static String fault(List<Given> all) {
        return all.stream()
                .filter(it -> it.ack.state() == State.FAILED)
                .findFirst()
                .map(it -> it.ack.exceptionNow())
                .map(e ->
                        e instanceof org.apache.kafka.common.errors.TimeoutException
                                        || e.getCause()
                                                instanceof
                                                org.apache.kafka.common.errors.TimeoutException
                                ? "kafka unreachable"
                                : FaultWords.of(e))
                .orElse("kafka does not answer");
    }

    private List<Message> write(List<Outcome> outcomes) {
        List<Message> written = new ArrayList<>();
        List<Outcome> unwritable = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            try {
                written.add(new Message(outcome, events.message(outcome), false));
            } catch (RuntimeException e) {
                log.atError()
                        .addKeyValue("report_id", outcome.reportId())
                        .addKeyValue("fault", FaultWords.of(e))
                        .log("No event can be made of an outcome");
                unwritable.add(outcome);
            }
        }
        outbox.setAside(unwritable);
        return written;
    }

    private Message letter(Message message) {
        int size = message.record.value().length;
        log.atError()
                .addKeyValue("report_id", message.outcome.reportId())
                .addKeyValue("seq", message.outcome.seq())
                .addKeyValue("bytes", size)
                .log("An outcome is too large for Kafka, and a dead letter goes out for it");
        return new Message(message.outcome, events.tooLarge(message.outcome, size), true);
    }

    /** Behind one that the producer does not take none is tried: each would take seconds. */
    private List<Given> give(List<Message> all) {
        List<Given> given = new ArrayList<>();
        boolean takes = true;
        for (Message message : all) {
            var one = new Given(message, takes ? give(message.record) : notTried());
            given.add(one);
            takes = takes && (!one.isRefused() || one.isTooLarge());
        }
        return given;
    }

    private CompletableFuture<?> give(ProducerRecord<byte[], byte[]> record) {
        try {
            return messages.send(record);
        } catch (KafkaException | org.springframework.kafka.KafkaException e) {
            log.debug("The producer does not take it: {}", e.getClass().getName());
            return CompletableFuture.failedFuture(e);
        }
    }

    private static CompletableFuture<?> notTried() {
        return CompletableFuture.failedFuture(new KafkaException("not tried"));
    }

    /** Returns false when it is to end. */
    private static boolean await(List<Given> given) {
        try {
            CompletableFuture.allOf(
                            given.stream().map(Given::ack).toArray(CompletableFuture<?>[]::new))
                    .get(MessagingConfiguration.DELIVERY.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("Not all outcomes were taken: {}", e.getClass().getName());
        } catch (InterruptedException e) {
            log.debug("The relay ends when it is stopped, and takes note of what was taken");
            return false;
        }
        return true;
    }

    /**
     * What is to be sent for an outcome.
     *
     * @param isLetter whether it only says that the outcome is too large
     */
    private record Message(
            Outcome outcome, ProducerRecord<byte[], byte[]> record, boolean isLetter) {}

    private record Given(Message message, CompletableFuture<?> ack) {

        Outcome outcome() {
            return message.outcome;
        }

        boolean isRefused() {
            return ack.state() == State.FAILED || ack.state() == State.CANCELLED;
        }

        /** The client says so, or the broker; a letter that is would be tried again. */
        boolean isTooLarge() {
            return !message.isLetter
                    && ack.state() == State.FAILED
                    && Stream.iterate(ack.exceptionNow(), Objects::nonNull, Throwable::getCause)
                            .anyMatch(RecordTooLargeException.class::isInstance);
        }
    }
}
