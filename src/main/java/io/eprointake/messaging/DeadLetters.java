package io.eprointake.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.eprointake.problem.Refused;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
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
     * Returns when the broker has them.
     *
     * @throws RuntimeException when it does not take one of them
     */
    void send(List<Letter> letters) {
        if (letters.isEmpty()) {
            return;
        }
        // Each ends within the time of a delivery, well within the one between two polls.
        CompletableFuture.allOf(
                        letters.stream()
                                .map(letter -> messages.send(written(letter)))
                                .toArray(CompletableFuture<?>[]::new))
                .join();
        Letter first = letters.getFirst();
        log.warn(
                "{} enrollment updates are dead letters now, from partition {} offset {} on: {}",
                letters.size(),
                first.message.partition(),
                first.message.offset(),
                letters.stream().map(l -> l.refused.problem().code()).distinct().toList());
    }

    private ProducerRecord<byte[], byte[]> written(Letter letter) {
        var message = letter.message;
        var written =
                new ProducerRecord<>(
                        Topics.DEAD_UPDATES, kept(message.key()), kept(message.value()));
        header(written, "reason", letter.refused.problem().code());
        header(written, "detail", Objects.requireNonNullElse(letter.refused.getMessage(), ""));
        header(written, "topic", message.topic());
        header(written, "partition", Integer.toString(message.partition()));
        header(written, "offset", Long.toString(message.offset()));
        return written;
    }

    @SuppressWarnings("NullAway") // Kafka's keys and values may be null, whatever their types say
    private byte[] kept(byte @Nullable [] bytes) {
        return bytes == null || bytes.length > mostBytes ? null : bytes;
    }

    private static void header(ProducerRecord<?, ?> message, String name, String value) {
        message.headers().add(name, value.getBytes(UTF_8));
    }

    record Letter(ConsumerRecord<byte[], byte[]> message, Refused refused) {

        @Override
        public String toString() {
            return "Letter[" + refused.problem() + "]";
        }
    }
}
