package io.eprointake.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future.State;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Puts aside what cannot be counted, with the reason, for a person to look at. Spring Kafka's own
 * recoverer adds a stack to each, and copies a message that with its headers is too large to send;
 * here such a letter only says where the message is.
 */
final class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final KafkaTemplate<byte[], byte[]> messages;
    private final int mostBytes;

    DeadLetters(KafkaTemplate<byte[], byte[]> messages, int mostBytes) {
        this.messages = messages;
        this.mostBytes = mostBytes;
    }

    /**
     * Returns when the broker has them, or does not take one of them.
     *
     * @return how many it has, from the first on
     */
    int send(List<Letter> letters) {
        List<CompletableFuture<?>> acks = give(letters);
        // Each ends within the time of a delivery, well within the one between two polls.
        CompletableFuture.allOf(acks.toArray(CompletableFuture<?>[]::new))
                .handle((all, failure) -> failure)
                .join();
        int taken = 0;
        while (taken < acks.size() && acks.get(taken).state() == State.SUCCESS) {
            taken++;
        }
        if (taken > 0) {
            Letter first = letters.getFirst();
            log.atWarn()
                    .addKeyValue("count", taken)
                    .addKeyValue("partition", first.message.partition())
                    .addKeyValue("offset", first.message.offset())
                    .addKeyValue(
                            "codes",
                            letters.subList(0, taken).stream()
                                    .map(Letter::reason)
                                    .distinct()
                                    .toList())
                    .log("Enrollment updates are dead letters now");
        }
        return taken;
    }

    /** As many as can be given to the producer: each that cannot takes seconds. */
    private List<CompletableFuture<?>> give(List<Letter> letters) {
        List<CompletableFuture<?>> acks = new ArrayList<>();
        try {
            for (Letter letter : letters) {
                acks.add(messages.send(written(letter)));
            }
        } catch (KafkaException | org.springframework.kafka.KafkaException e) {
            log.debug("The producer takes no more: {}", e.getClass().getName());
        }
        return acks;
    }

    private ProducerRecord<byte[], byte[]> written(Letter letter) {
        var message = letter.message;
        var written =
                new ProducerRecord<>(
                        Topics.DEAD_UPDATES, kept(message.key()), kept(message.value()));
        header(written, "reason", letter.reason);
        header(written, "detail", letter.detail);
        header(written, "topic", message.topic());
        header(written, "partition", Integer.toString(message.partition()));
        header(written, "offset", Long.toString(message.offset()));
        return written;
    }

    @SuppressWarnings("NullAway") // Kafka's keys and values may be null, whatever their types say
    private byte[] kept(byte @Nullable [] bytes) {
        return bytes == null || bytes.length > mostBytes ? null : bytes;
    }

    static void header(ProducerRecord<?, ?> message, String name, String value) {
        message.headers().add(name, value.getBytes(UTF_8));
    }

    /**
     * A message that cannot be counted.
     *
     * @param reason a stable word
     * @param detail one sentence, with nothing of what was sent
     */
    record Letter(ConsumerRecord<byte[], byte[]> message, String reason, String detail) {

        @Override
        public String toString() {
            return "Letter[" + reason + "]";
        }
    }
}
