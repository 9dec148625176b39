package io.eprointake.testing;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** A Kafka broker of the tests' own, which its clients reach by a way that can be blocked. */
public final class Kafka implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Map<String, String> ALONE =
            Map.of("auto.create.topics.enable", "false", "offsets.topic.replication.factor", "1");

    private final TcpProxy way;
    private final EmbeddedKafkaKraftBroker broker;
    private final Map<String, Object> clients;

    private Kafka(Map<String, String> settings, Map<String, String> security) {
        clients = Map.copyOf(security);
        int port = ServiceProcess.freePort();
        way = new TcpProxy(port);
        broker = new EmbeddedKafkaKraftBroker(1, 1);
        // Else every service that a later test starts in this JVM would find this broker.
        broker.brokerListProperty("testing.kafka.brokers");
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

    /** One of a test's own, which nobody has sent anything to. */
    public static Kafka start() {
        return start(ALONE, Map.of());
    }

    /**
     * One of a test's own that lets in only whom it knows. Its listener is named EXTERNAL.
     *
     * @param settings of the broker's, which are not about its addresses
     * @param security settings of the test's own clients
     */
    public static Kafka start(Map<String, String> settings, Map<String, String> security) {
        Map<String, String> all = new HashMap<>(ALONE);
        all.putAll(settings);
        return new Kafka(all, security);
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

    /** Ends as a broker that is told to stop; what it holds stays on the disk. */
    public void stop() {
        server().shutdown();
        server().awaitShutdown();
    }

    /** Starts again what was stopped, with what it held; nothing when it was not. */
    public void startAgain() {
        if (server().isShutdown()) {
            SharedThreads.begin(() -> {
                server().startup();
                return this;
            });
        }
    }

    private BrokerServer server() {
        return broker.getCluster().brokers().values().iterator().next();
    }

    /** As if what a group read had not been committed. Nobody of it may be reading. */
    public void rewind(String group, String topic) {
        try (Admin admin = admin()) {
            get(
                    admin.alterConsumerGroupOffsets(
                                    group,
                                    Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(0)))
                            .all());
        }
    }

    /** How many messages of a topic a group has not read, or has not said so. */
    public long unread(String group, String topic) {
        try (var consumer = consumer(connection(), group)) {
            var partitions = partitions(consumer, topic);
            var read = consumer.committed(Set.copyOf(partitions), LIMIT);
            long end =
                    consumer.endOffsets(partitions, LIMIT).values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
            return end
                    - read.values().stream()
                            .filter(Objects::nonNull)
                            .mapToLong(OffsetAndMetadata::offset)
                            .sum();
        }
    }

    /**
     * From now on a topic takes no larger messages.
     *
     * @param bytes null for as much as the broker takes
     */
    public void limit(String topic, @Nullable Integer bytes) {
        var of = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var entry = new ConfigEntry("max.message.bytes", bytes == null ? null : bytes.toString());
        var change =
                new AlterConfigOp(
                        entry,
                        bytes == null ? AlterConfigOp.OpType.DELETE : AlterConfigOp.OpType.SET);
        try (Admin admin = admin()) {
            get(admin.incrementalAlterConfigs(Map.of(of, List.of(change))).all());
        }
        // The controller knows it; the broker's log hears of it a moment later.
        await().atMost(LIMIT)
                .until(() ->
                        bytes == null
                                || server().logManager()
                                                .getLog(new TopicPartition(topic, 0), false)
                                                .get()
                                                .config()
                                                .maxMessageSize()
                                        == bytes);
    }

    public Admin admin() {
        return Admin.create(connection());
    }

    /** One who sends messages, and tries again for two minutes when the broker is away. */
    public KafkaProducer<byte[], byte[]> producer() {
        return producer(connection());
    }

    private Map<String, Object> connection() {
        return with(clients, Map.of("bootstrap.servers", servers()));
    }

    private static Map<String, Object> with(Map<String, Object> some, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> connection) {
        return new KafkaProducer<>(
                with(connection, Map.of("max.request.size", 1_000_000)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends messages of one key, in this order, and waits until the broker has them. */
    public void send(String topic, byte[] key, List<byte[]> values) {
        send(connection(), topic, key, values);
    }

    /** The same, to any broker. */
    public static void send(String servers, String topic, byte[] key, List<byte[]> values) {
        send(Map.of("bootstrap.servers", servers), topic, key, values);
    }

    private static void send(
            Map<String, Object> connection, String topic, byte[] key, List<byte[]> values) {
        try (var producer = producer(connection)) {
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
        return read(connection(), topic);
    }

    /** The same, of any broker. */
    public static List<ConsumerRecord<byte[], byte[]>> read(String servers, String topic) {
        return read(Map.of("bootstrap.servers", servers), topic);
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(
            Map<String, Object> connection, String topic) {
        List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
        try (var consumer = consumer(connection, "reader")) {
            var partitions = partitions(consumer, topic);
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

    private static KafkaConsumer<byte[], byte[]> consumer(
            Map<String, Object> connection, String group) {
        return new KafkaConsumer<>(
                with(connection, Map.of("group.id", group, "enable.auto.commit", false)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(Consumer<?, ?> consumer, String topic) {
        return consumer.partitionsFor(topic, LIMIT).stream()
                .map(p -> new TopicPartition(topic, p.partition()))
                .toList();
    }

    private static <T> T get(KafkaFuture<T> done) {
        try {
            return done.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        broker.destroy();
        way.close();
    }

    private static final class Shared {
        static final Kafka KAFKA = SharedThreads.begin(Kafka::start);
    }
}
