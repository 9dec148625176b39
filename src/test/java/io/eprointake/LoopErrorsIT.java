package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.Client;
import io.eprointake.testing.Faults;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

/** Whatever strikes a loop of the whole service, its work is done after it. */
@Tag("soak")
class LoopErrorsIT {

    private static final String CLAIMS = "analysis-claims";
    private static final String RELAY = "outcome-relay";
    private static final String KEEPER = "kafka-updates-keeper";

    /** In this order, but for the first five, which no one waits for. */
    private static final List<String> STOPPED =
            List.of(
                    "ClaimLoop",
                    "UpdatesConsumer",
                    "EnrollmentRefresh",
                    "Escalations",
                    "Revocations",
                    "WebServerGracefulShutdownLifecycle",
                    "WebServerStartStopLifecycle",
                    "Drain",
                    "OutcomeRelay",
                    "NoticeLoop",
                    "GroupCommit",
                    "LeakLoop");

    @TempDir Path folder;

    @Test
    void everyLoopOfTheServiceOutlivesErrorsAndInterrupts() {
        try (var service =
                RunningService.start(
                        WithFaults.class,
                        folder,
                        "spring.kafka.bootstrap-servers",
                        "no-such-host.invalid:9092",
                        // Else a place that is free takes the report past the loop.
                        "epro.analysis.poll",
                        "100ms",
                        "epro.messaging.poll",
                        "50ms")) {
            Client client = service.client();
            var struck = service.bean(Struck.class);
            for (Throwable fault : Faults.all()) {
                struck.claims.inject(fault);
                waiting().until(struck.claims::struck);
                assertAnalyzedAndSent(client, struck);

                // What was just given to the broker may be on its way, and waits for its lease.
                struck.relay.inject(fault);
                assertAnalyzed(client, struck);
                waiting().until(struck.relay::struck);
                assertAnalyzedAndSent(client, struck);
            }
            for (int i = 0; i < 10; i++) {
                for (String loop : new String[] {CLAIMS, RELAY, KEEPER, "leakwatch"}) {
                    Faults.interrupt(loop);
                }
                assertAnalyzedAndSent(client, struck);
            }
            for (String loop : new String[] {CLAIMS, RELAY}) {
                assertThat(client.metric("epro_loop_failures_total{loop=\"%s\"}".formatted(loop)))
                        .as(loop)
                        .isEqualTo(Faults.all().size());
            }
            var loops =
                    Client.tree(client.manage("/actuator/health")).at("/components/loops/details");
            assertThat(loops.properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactlyInAnyOrder(
                            CLAIMS,
                            RELAY,
                            KEEPER,
                            "leakwatch",
                            "enrollment-refresh",
                            "alert-escalations",
                            "store-commit-waits",
                            "store-checkpoints",
                            "store-committer",
                            "store-lock-waiters",
                            "page-changes",
                            "revocations",
                            "notices",
                            "audit-links");
            assertThat(loops).allMatch(loop -> loop.at("/state").asText().equals("working"));
            assertStopsInOrder(service);
        }
    }

    /** New work first, then who still answers, then what is open, then what writes it. */
    private static void assertStopsInOrder(RunningService service) {
        List<String> names =
                service.lifecycles().stream()
                        .map(it -> it.getClass().getSimpleName())
                        .filter(STOPPED::contains)
                        .toList();
        assertThat(names).hasSameSizeAs(STOPPED);
        assertThat(names.subList(0, 5)).hasSameElementsAs(STOPPED.subList(0, 5));
        assertThat(names.subList(5, names.size())).isEqualTo(STOPPED.subList(5, STOPPED.size()));
    }

    /** A report that the loop has to claim, since it is not taken from the journal at once. */
    private static UUID assertAnalyzed(Client client, Struck struck) {
        UUID id = UUID.randomUUID();
        struck.leftToTheLoop = true;
        assertThat(
                        client.post(
                                        Patients.report(
                                                id,
                                                Patients.subject(),
                                                Patients.says("My hands have gone numb")))
                                .statusCode())
                .isEqualTo(202);
        struck.leftToTheLoop = false;
        waiting().until(() -> client.report(id).at("/state").asText().equals("analyzed"));
        return id;
    }

    private static void assertAnalyzedAndSent(Client client, Struck struck) {
        String id = assertAnalyzed(client, struck).toString();
        waiting().until(() -> struck.sent.contains(id));
    }

    private static ConditionFactory waiting() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
    }

    /** What strikes, and what came through. */
    static final class Struck {
        private final Faults claims = new Faults();
        private final Faults relay = new Faults();
        private final Queue<String> sent = new ConcurrentLinkedQueue<>();
        private volatile boolean leftToTheLoop;

        private boolean permission(CircuitBreaker circuit) {
            boolean loop = Thread.currentThread().getName().equals(CLAIMS);
            if (loop) {
                claims.strike();
            }
            return (loop || !leftToTheLoop) && circuit.tryAcquirePermission();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(EproIntake.class)
    static class WithFaults {

        @Bean
        static Struck struck() {
            return new Struck();
        }

        @Bean
        static BeanPostProcessor injecting(Struck struck) {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return switch (bean) {
                        case CircuitBreakerRegistry registry -> registry(registry, struck);
                        case KafkaTemplate<?, ?> _ -> new Broker(struck);
                        default -> bean;
                    };
                }
            };
        }
    }

    private static CircuitBreakerRegistry registry(CircuitBreakerRegistry real, Struck struck) {
        return proxy(
                CircuitBreakerRegistry.class,
                real,
                "circuitBreaker",
                result ->
                        proxy(
                                CircuitBreaker.class,
                                (CircuitBreaker) result.get(),
                                "tryAcquirePermission",
                                _ -> struck.permission((CircuitBreaker) result.get())));
    }

    private interface Real {
        Object get();
    }

    private interface Instead {
        Object of(Real real);
    }

    @SuppressWarnings("unchecked")
    private static <T> T proxy(Class<T> type, T real, String method, Instead instead) {
        return (T)
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, called, arguments) -> {
                            Real call =
                                    () -> {
                                        try {
                                            return called.invoke(real, arguments);
                                        } catch (IllegalAccessException
                                                | InvocationTargetException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    };
                            return called.getName().equals(method) ? instead.of(call) : call.get();
                        });
    }

    /** Takes everything, unless it is struck. */
    private static final class Broker extends KafkaTemplate<byte[], byte[]> {

        private final Struck struck;

        Broker(Struck struck) {
            super(new DefaultKafkaProducerFactory<>(Map.of()));
            this.struck = struck;
        }

        @Override
        public CompletableFuture<SendResult<byte[], byte[]>> send(
                ProducerRecord<byte[], byte[]> message) {
            struck.relay.strike(RELAY);
            struck.sent.add(new String(message.key(), java.nio.charset.StandardCharsets.UTF_8));
            return CompletableFuture.completedFuture(null);
        }
    }
}
