package io.eprointake.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** A Kafka broker of the tests' own, which its clients reach by a way that can be blocked. */
public final class Kafka implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TcpProxy way;
    private final EmbeddedKafkaKraftBroker broker;

    private Kafka(Map<String, String> settings) {
        int port = freePort();
        way = new TcpProxy(port);
        broker = new EmbeddedKafkaKraftBroker(1, 1);
        broker.brokerProperties(settings);
        broker.brokerProperties(
                Map.of(
                        "listeners",
                        "EXTERNAL://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:0",
                        "advertised.listeners",
                        "EXTERNAL://127.0.0.1:" + way.port(),
                        "offsets.topic.num.partitions",
                        "1",
                        "group.initial.rebalance.delay.ms",
                        "0"));
        broker.afterPropertiesSet();
    }

    /** One of a test's own, with settings of the broker's that are not about its addresses. */
    public static Kafka start(Map<String, String> settings) {
        return new Kafka(settings);
    }

    /** The one that this JVM's tests share; it ends with the JVM. */
    public static Kafka shared() {
        return Shared.KAFKA;
    }

    /** For {@code spring.kafka.bootstrap-servers}. */
    public String servers() {
        return "127.0.0.1:" + way.port();
    }

    /** From now on it does not answer, and closes nothing. */
    public void block() {
        way.block();
    }

    public void unblock() {
        way.unblock();
    }

    /** As if what a group read had not been committed. Nobody of it may be reading. */
    public void rewind(String group, String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            get(
                    admin.alterConsumerGroupOffsets(
                                    group,
                                    Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(0)))
                            .all()
                            .toCompletionStage()
                            .toCompletableFuture());
        }
    }

    /** Sends messages of one key, in this order, and waits until the broker has them. */
    public void send(String topic, byte[] key, List<byte[]> values) {
        try (var producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers(), "max.request.size", 1_000_000),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            var sent =
                    values.stream()
                            .map(v -> producer.send(new ProducerRecord<>(topic, key, v)))
                            .toList();
            producer.flush();
            if (!sent.stream().allMatch(ack -> ack.state() == Future.State.SUCCESS)) {
                throw new AssertionError("the broker did not take all of them");
            }
        }
    }

    /** All that is in a topic by now. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of("bootstrap.servers", servers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            var partitions =
                    consumer.partitionsFor(topic, LIMIT).stream()
                            .map(p -> new TopicPartition(topic, p.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LIMIT);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey(), LIMIT) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(messages::add);
            }
        }
        return messages;
    }

    @Override
    public void close() {
        broker.destroy();
        way.close();
    }

    private static void get(CompletableFuture<?> done) {
        try {
            done.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        static final Kafka KAFKA =
                start(
                        Map.of(
                                "auto.create.topics.enable",
                                "false",
                                "offsets.topic.replication.factor",
                                "1"));
    }
}
