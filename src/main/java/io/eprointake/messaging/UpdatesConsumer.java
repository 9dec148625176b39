package io.eprointake.messaging;

import io.eprointake.leakwatch.Loop;
import io.eprointake.leakwatch.LoopLifecycle;
import io.eprointake.leakwatch.Loops;
import io.eprointake.leakwatch.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Keeps the consumer of updates at work: starts it when the broker and the topics are there, which
 * may be long after the service started, and again when it died.
 */
final class UpdatesConsumer implements LoopLifecycle {

    private static final Logger log = LoggerFactory.getLogger(UpdatesConsumer.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration LAST_BATCH = Duration.ofSeconds(10);

    private final Topics topics;
    private final SimpleAsyncTaskScheduler monitor = new SimpleAsyncTaskScheduler();
    private final ConcurrentMessageListenerContainer<byte[], byte[]> container;
    private String told = "";
    private final Loop loop;

    UpdatesConsumer(
            Topics topics,
            ConsumerFactory<byte[], byte[]> consumers,
            BatchMessageListener<byte[], byte[]> updates,
            Loops loops) {
        this.topics = topics;
        monitor.setThreadNamePrefix("kafka-monitor-");
        var properties = new ContainerProperties(Topics.UPDATES);
        properties.setMessageListener(updates);
        properties.setAckMode(AckMode.BATCH); // after the listener, which waits for the commits
        properties.setShutdownTimeout(LAST_BATCH.toMillis());
        properties.setAuthExceptionRetryInterval(LOOK);
        properties.setScheduler(monitor);
        container = new ConcurrentMessageListenerContainer<>(consumers, properties);
        container.setBeanName("kafka-updates");
        container.setCommonErrorHandler(again());
        loop = loops.loop("kafka-updates-keeper", Phase.NEW_WORK, LAST_BATCH.plus(LOOK), this);
    }

    /**
     * What the listener throws is never the message's fault, so the same messages are tried until
     * they are counted. What is before the one that failed is committed, and the rest is read again
     * after a pause, which begins anew with each that is the first. A batch and a pause are short
     * beside the time that Kafka allows between two polls, so the consumer stays in its group.
     */
    private static DefaultErrorHandler again() {
        var pauses = new ExponentialBackOff(500, 2);
        pauses.setMaxInterval(10_000);
        var handler =
                new DefaultErrorHandler(
                        (message, failure) -> {
                            throw new IllegalStateException("no update is given up");
                        },
                        pauses);
        handler.setClassifications(Map.of(), true);
        handler.setLogLevel(
                org.springframework.kafka.KafkaException.Level
                        .DEBUG); // the listener says so, without a stack
        return handler;
    }

    @Override
    public Duration round() throws InterruptedException {
        if (!container.isRunning()) {
            begin();
        }
        return LOOK;
    }

    /** A start that outlasted the wait of stop() leaves no consumer behind. */
    @Override
    public void last() {
        container.stop();
    }

    private void begin() throws InterruptedException {
        try {
            List<String> missing = topics.missing();
            if (missing.isEmpty()) {
                container.start();
                tell("Enrollment updates are taken from Kafka");
            } else {
                tell(
                        "Kafka has no topics %s: create them, or set epro.messaging.create-topics"
                                .formatted(missing));
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            tell("Kafka cannot be used yet: " + e.getClass().getName() + ", " + e.getMessage());
        }
    }

    /** Once, however often it is found. */
    private void tell(String what) {
        if (!what.equals(told)) {
            log.warn("{}", what);
            told = what;
        }
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void stop() {
        loop.end();
        loop.interrupt();
        LoopLifecycle.super.stop();
        container.stop();
        monitor.close();
    }
}
