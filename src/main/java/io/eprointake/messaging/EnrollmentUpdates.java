package io.eprointake.messaging;

import io.eprointake.enrollment.Enrollment;
import io.eprointake.enrollment.EnrollmentUpdate;
import io.eprointake.enrollment.Outcome;
import io.eprointake.messaging.DeadLetters.Letter;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.store.Store;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.listener.BatchMessageListener;

/**
 * Counts updates as {@code POST /enrollment} does. It returns when all of them are counted or dead
 * letters; only then their offsets are committed. Counting one again changes nothing.
 */
final class EnrollmentUpdates implements BatchMessageListener<byte[], byte[]> {

    private static final String DEAD = "dead_letter";

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
        for (String outcome : List.of(Outcome.APPLIED.tag(), Outcome.REPEATED.tag(), DEAD)) {
            consumed.withTag("outcome", outcome);
        }
    }

    /**
     * Begun together, they share commits.
     *
     * @throws Refused when one of them cannot be counted now, whatever is in it; then all of them
     *     must come again
     */
    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> messages) {
        List<CompletableFuture<Enrollment.Result>> begun =
                messages.stream().map(this::begin).toList();
        long patience = store.patience();
        List<String> counted = new ArrayList<>();
        List<Letter> dead = new ArrayList<>();
        for (int i = 0; i < begun.size(); i++) {
            try {
                var result = store.await(begun.get(i), patience).counted();
                counted.add(result.outcome().tag());
            } catch (Refused refused) {
                // What is not the message's fault passes, and must not cost the message.
                if (!refused.problem().status().is4xxClientError()) {
                    throw refused;
                }
                dead.add(new Letter(messages.get(i), refused));
            }
        }
        deadLetters.send(dead);
        counted.forEach(outcome -> consumed.withTag("outcome", outcome).increment());
        consumed.withTag("outcome", DEAD).increment(dead.size());
    }

    private CompletableFuture<Enrollment.Result> begin(ConsumerRecord<byte[], byte[]> message) {
        try {
            return enrollment.applyTaken(read(message.value()));
        } catch (Refused refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @SuppressWarnings("NullAway") // a message may have no value, whatever its type says
    private EnrollmentUpdate read(byte[] value) {
        if (value == null) {
            throw new Refused(Problem.UNREADABLE, "The message has no value.");
        }
        if (value.length > mostBytes) {
            throw new Refused(Problem.TOO_LARGE, "More than " + mostBytes + " bytes.");
        }
        return EnrollmentUpdate.read(value);
    }
}
