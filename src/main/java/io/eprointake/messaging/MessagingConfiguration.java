package io.eprointake.messaging;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.audit.AnchorKeeper;
import io.eprointake.enrollment.Enrollment;
import io.eprointake.enrollment.EnrollmentProperties;
import io.eprointake.journal.Outbox;
import io.eprointake.leakwatch.Loops;
import io.eprointake.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.autoconfigure.kafka.KafkaProperties;
import org.springframework.boot.autoconfigure.kafka.SslBundleSslEngineFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.MicrometerConsumerListener;
import org.springframework.kafka.core.MicrometerProducerListener;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.util.StringUtils;

/**
 * All of Kafka, or none. Spring Boot's own configuration of it is left out: it would load what no
 * broker needs, wait for a broker at the start, and log what it could not send.
 */
@Configuration(proxyBeanMethods = false)
@Profile("!analyzer")
@Conditional(MessagingConfiguration.BrokerIsSet.class)
@EnableConfigurationProperties(KafkaProperties.class)
class MessagingConfiguration {

    /** Within which a message is acknowledged or has failed. */
    static final Duration DELIVERY = Duration.ofSeconds(15);

    private static final Duration REQUEST = Duration.ofSeconds(5);
    private static final int MAX_FETCH = 4 << 20;

    @Bean
    DefaultKafkaProducerFactory<byte[], byte[]> producers(
            KafkaProperties kafka, SslBundles bundles, MeterRegistry meters) {
        Map<String, Object> config = kafka.buildProducerProperties(bundles);
        secure(config, kafka, kafka.getProducer().getSsl(), bundles);
        config.putAll(
                Map.of(
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        millis(REQUEST),
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        millis(REQUEST),
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        millis(DELIVERY),
                        CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG,
                        "rebootstrap"));
        var producers =
                new DefaultKafkaProducerFactory<>(
                        config, new ByteArraySerializer(), new ByteArraySerializer());
        producers.setPhysicalCloseTimeout((int) REQUEST.toSeconds());
        producers.addListener(new MicrometerProducerListener<>(meters));
        return producers;
    }

    @Bean
    KafkaTemplate<byte[], byte[]> messages(DefaultKafkaProducerFactory<byte[], byte[]> producers) {
        var messages = new KafkaTemplate<>(producers);
        // The default one logs what could not be sent. Whoever sends is told, and says so.
        messages.setProducerListener(new ProducerListener<>() {});
        return messages;
    }

    @Bean
    AnchorKeeper anchorKeeper(KafkaTemplate<byte[], byte[]> messages) {
        return new KafkaAnchors(messages);
    }

    @Bean
    UpdatesConsumer updatesConsumer(
            KafkaProperties kafka,
            SslBundles bundles,
            MessagingProperties settings,
            EnrollmentUpdates updates,
            Loops loops,
            MeterRegistry meters) {
        Map<String, Object> config = kafka.buildConsumerProperties(bundles);
        secure(config, kafka, kafka.getConsumer().getSsl(), bundles);
        config.putIfAbsent(ConsumerConfig.GROUP_ID_CONFIG, "epro-intake");
        config.putIfAbsent(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.putAll(
                Map.of(
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        settings.batch(),
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                        MAX_FETCH,
                        CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG,
                        "rebootstrap"));
        var consumers =
                new DefaultKafkaConsumerFactory<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumers.addListener(new MicrometerConsumerListener<>(meters));
        Map<String, Object> admin = kafka.buildAdminProperties(bundles);
        secure(admin, kafka, kafka.getAdmin().getSsl(), bundles);
        return new UpdatesConsumer(new Topics(admin, settings), consumers, updates, loops);
    }

    @Bean
    EnrollmentUpdates enrollmentUpdates(
            Enrollment enrollment,
            EnrollmentProperties limits,
            Store store,
            KafkaTemplate<byte[], byte[]> messages,
            MessagingProperties settings,
            MeterRegistry meters) {
        int most = Math.toIntExact(limits.maxBody().toBytes());
        return new EnrollmentUpdates(
                enrollment, store, most, new DeadLetters(messages, most), meters);
    }

    @Bean
    OutcomeRelay outcomeRelay(
            Outbox outbox,
            KafkaTemplate<byte[], byte[]> messages,
            ObjectMapper mapper,
            MessagingProperties settings,
            Loops loops,
            MeterRegistry meters) {
        return new OutcomeRelay(
                outbox,
                messages,
                new OutcomeEvents(settings.source(), mapper),
                settings,
                loops,
                meters);
    }

    /** Spring Boot's own configuration does this; its properties alone leave a bundle out. */
    private static void secure(
            Map<String, Object> config,
            KafkaProperties kafka,
            KafkaProperties.Ssl own,
            SslBundles bundles) {
        Stream.of(own, kafka.getSsl())
                .map(KafkaProperties.Ssl::getBundle)
                .filter(StringUtils::hasText)
                .findFirst()
                .ifPresent(name -> {
                    config.put(
                            SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG,
                            SslBundleSslEngineFactory.class.getName());
                    config.put(SslBundle.class.getName(), bundles.getBundle(name));
                });
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }

    /** Written as a list or as a line; empty is not set. */
    static final class BrokerIsSet implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !Binder.get(context.getEnvironment())
                    .bind("spring.kafka.bootstrap-servers", Bindable.listOf(String.class))
                    .orElse(List.of())
                    .isEmpty();
        }
    }
}
