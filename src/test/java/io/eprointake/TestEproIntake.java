package io.eprointake;

import io.eprointake.testing.Postgres;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.utils.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ConfigurableBootstrapContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * What {@code mvn process-test-classes spring-boot:test-run} starts: the service over a PostgreSQL
 * server and a Kafka broker of its own, on free ports of this machine. They start empty, stop after
 * the service has, and leave nothing. After {@code kill -9} the server runs on.
 */
// Of several programs among the test classes, the plugin takes the one that is marked so. It is
// abstract since no scan then takes it for a configuration.
@SpringBootApplication
abstract class TestEproIntake {

    private static final Logger log = LoggerFactory.getLogger(TestEproIntake.class);

    private TestEproIntake() {}

    public static void main(String[] args) {
        try {
            SpringApplication.withHook(TestEproIntake::stack, () -> EproIntake.main(args));
        } catch (RuntimeException e) {
            // Spring has logged it. The broker's threads would keep the process.
            System.exit(1);
        }
    }

    private static SpringApplicationRunListener stack(SpringApplication service) {
        service.setDefaultProperties(
                Map.of(
                        "logging.level.kafka", "warn",
                        "logging.level.org.apache.kafka", "warn",
                        // Of the broker's own clients, which it closes twice.
                        "logging.level.org.apache.kafka.clients.NetworkClient", "error",
                        "logging.level.state.change.logger", "warn",
                        "logging.level.io.zonky", "warn"));
        return new Stack();
    }

    /** Starts when the logging has its levels, and before anything asks where the store is. */
    private static final class Stack implements SpringApplicationRunListener {

        private String postgres = "";
        private String kafka = "";

        @Override
        public void environmentPrepared(
                ConfigurableBootstrapContext bootstrap, ConfigurableEnvironment environment) {
            postgres = postgres();
            kafka = kafka();
            Map<String, Object> settings =
                    Map.of(
                            "spring.datasource.url", postgres,
                            "spring.kafka.bootstrap-servers", kafka,
                            "epro.messaging.create-topics", true);
            // Below the environment and the command line, where a person may say otherwise.
            environment
                    .getPropertySources()
                    .addAfter(
                            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                            new MapPropertySource("stack", settings));
        }

        @Override
        public void started(ConfigurableApplicationContext context, Duration timeTaken) {
            log.info("PostgreSQL: {}", postgres);
            log.info("Kafka: {}", kafka);
        }

        // What is handed to Spring as a handler stops after the service, the last one first. Hooks
        // of the JVM's own would run beside the service's end.

        private static String postgres() {
            Postgres server = Postgres.startWithoutHook();
            SpringApplication.getShutdownHandlers().add(server::close);
            return server.database();
        }

        private static String kafka() {
            var broker = new EmbeddedKafkaKraftBroker(1, 1);
            broker.brokerProperties(
                    Map.of(
                            "auto.create.topics.enable", "false",
                            "offsets.topic.num.partitions", "1",
                            "offsets.topic.replication.factor", "1",
                            "group.initial.rebalance.delay.ms", "0"));
            // The broker's own hook deletes its folder.
            Exit.setShutdownHookAdder(
                    (name, delete) -> SpringApplication.getShutdownHandlers().add(delete));
            broker.afterPropertiesSet();
            Exit.resetShutdownHookAdder();
            SpringApplication.getShutdownHandlers().add(broker::destroy);
            return broker.getBrokersAsString();
        }
    }
}
