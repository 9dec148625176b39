package io.eprointake.messaging;

import io.eprointake.enrollment.Enrollment;
import io.eprointake.enrollment.EnrollmentUpdate;
import io.eprointake.enrollment.InvalidUpdate;
import io.eprointake.enrollment.InvalidUpdate.Why;
import io.eprointake.enrollment.UpdateOutcome;
import io.eprointake.logging.FaultWords;
import io.eprointake.logging.Faults;
import io.eprointake.messaging.DeadLetters.Letter;
import io.eprointake.store.Store;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.BatchMessageListener;

/**
 * Counts updates as {@code POST /enrollment} does. It returns when all of them are counted or dead
 * letters, or says up to which they are; only then their offsets are committed. Counting one again
 * changes nothing.
 */
final class EnrollmentUpdates implements BatchMessageListener<byte[], byte[]> {

    private static final Logger log = LoggerFactory.getLogger(EnrollmentUpdates.class);
    private static final String DEAD = "dead_letter";

    private final Faults faults =
            new Faults(log, Level.WARN, "Enrollment updates are not counted, and read again");
    private final Enrollment enrollment;
    private final Store store;
    private final int mostBytes;
    private final DeadLetters deadLetters;
    private final MeterProvider<Counter> consumed;

    EnrollmentUpdates(
            Enrollment enrollment,
            Store store,
            int mostBytes,
            DeadLetters deadLetters,
            MeterRegistry meters) {
        this.enrollment = enrollment;
        this.store = store;
        this.mostBytes = mostBytes;
        this.deadLetters = deadLetters;
        this.consumed =
                Counter.builder("epro.messaging.updates")
                        .description("Updates taken from Kafka, by what became of them")
                        .withRegistry(meters);
        for (String outcome :
                List.of(UpdateOutcome.APPLIED.tag(), UpdateOutcome.REPEATED.tag(), DEAD)) {
            consumed.withTag("outcome", outcome);
        }
    }

    /**
     * Begun together, they share commits.
     *
     * @throws BatchListenerFailedException when one of them cannot be counted now, whatever is in
     *     it; then it must come again, and all behind it, but none before it
     */
    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> messages) {
        var begun = begin(messages);
        long deadline = store.deadline();
        List<String> became = new ArrayList<>();
        List<Letter> dead = new ArrayList<>();
        RuntimeException failure = null;
        while (failure == null && became.size() < begun.size()) {
            int next = became.size();
            try {
                var result = store.await(begun.get(next), deadline);
                String outcome = result.outcome().tag();
                String inTheWay = result.inTheWay();
                if (inTheWay != null) {
                    dead.add(new Letter(messages.get(next), outcome, inTheWay));
                }
                became.add(inTheWay == null ? outcome : DEAD);
            } catch (InvalidUpdate invalid) {
                String detail = String.valueOf(invalid.getMessage());
                dead.add(new Letter(messages.get(next), invalid.why().word(), detail));
                became.add(DEAD);
            } catch (RuntimeException e) {
                // It is not the message's fault, so it passes, and must not cost the message.
                failure = e;
            }
        }
        int taken = deadLetters.send(dead);
        int done =
                taken == dead.size() ? became.size() : messages.indexOf(dead.get(taken).message());
        became.subList(0, done)
                .forEach(outcome -> consumed.withTag("outcome", outcome).increment());
        if (done < messages.size()) {
            throw notAll(done, failure);
        }
        faults.stayedAway();
    }

    /** Up to one that the store does not take now: those behind it must not overtake it. */
    private List<CompletableFuture<Enrollment.Result>> begin(
            List<ConsumerRecord<byte[], byte[]>> messages) {
        List<CompletableFuture<Enrollment.Result>> begun = new ArrayList<>();
        boolean takes = true;
        for (int i = 0; takes && i < messages.size(); i++) {
            try {
                begun.add(enrollment.applyTaken(read(messages.get(i).value())));
            } catch (RuntimeException e) {
                begun.add(CompletableFuture.failedFuture(e));
                takes = e instanceof InvalidUpdate;
            }
        }
        return begun;
    }

    private BatchListenerFailedException notAll(int done, @Nullable RuntimeException failure) {
        String why =
                switch (failure) {
                    case null -> "kafka takes no dead letter";
                    default -> FaultWords.of(failure);
                };
        faults.came(why);
        return new BatchListenerFailedException(why, done);
    }

    @SuppressWarnings("NullAway") // a message may have no value, whatever its type says
    private EnrollmentUpdate read(byte[] value) {
        if (value == null) {
            throw new InvalidUpdate(Why.UNREADABLE, "The message has no value.");
        }
        if (value.length > mostBytes) {
            throw new InvalidUpdate(Why.TOO_LARGE, "More than " + mostBytes + " bytes.");
        }
        return enrollment.read(value);
    }
}
