package io.eprointake;

import io.eprointake.deidentify.Deidentify;
import io.eprointake.security.cli.TokenCommand;
import io.eprointake.settings.CheckConfig;
import java.time.InstantSource;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.metrics.KafkaMetricsAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.kafka.KafkaAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/**
 * Starts the service; with the profile {@code analyzer} it starts the analyzer's end of the wire
 * instead. With the first argument {@code deidentify} or {@code token} it is that command, which is
 * no server and needs none of this; with the option {@code --check-config} it only says whether the
 * settings are right.
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
        if (args.length > 0 && args[0].equals("deidentify")) {
            Deidentify.main(Arrays.copyOfRange(args, 1, args.length));
        } else if (args.length > 0 && args[0].equals("token")) {
            System.exit(
                    TokenCommand.run(
                            InstantSource.system(), Arrays.copyOfRange(args, 1, args.length)));
        } else if (CheckConfig.isIn(args)) {
            System.exit(CheckConfig.run(args));
        } else {
            start(args);
        }
    }

    /** A start that fails has said why; whatever it has begun must not keep the process. */
    private static void start(String... args) {
        try {
            SpringApplication.run(EproIntake.class, args);
        } catch (RuntimeException | Error e) {
            System.exit(1);
        }
    }
}
