package io.eprointake;

import java.time.InstantSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.metrics.KafkaMetricsAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.kafka.KafkaAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/**
 * Starts the service; with the profile {@code analyzer} it starts the analyzer's end of the wire
 * instead.
 */
@SpringBootApplication(
        exclude = {KafkaAutoConfiguration.class, KafkaMetricsAutoConfiguration.class})
@ConfigurationPropertiesScan
public class EproIntake {

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    public static void main(String[] args) {
        SpringApplication.run(EproIntake.class, args);
    }
}
