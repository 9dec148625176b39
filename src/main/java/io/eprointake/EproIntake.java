package io.eprointake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.eprointake.backup.BackupCommands;
import io.eprointake.deidentify.Deidentify;
import io.eprointake.logging.CommandLogging;
import io.eprointake.security.cli.TokenCommand;
import io.eprointake.settings.CheckConfig;
import java.time.InstantSource;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.logging.otlp.OtlpLoggingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.KafkaMetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.jackson.Jackson2ObjectMapperBuilderCustomizer;
import org.springframework.boot.autoconfigure.kafka.KafkaAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/**
 * Starts the service; with the profile {@code analyzer} it starts the analyzer's end of the wire
 * instead. With the first argument {@code deidentify}, {@code token}, {@code backup}, {@code
 * restore}, {@code verify}, {@code audit} or {@code keys} it is that command, which is no server
 * and needs none of this; {@code train} starts all of it, and ends by itself; with the option
 * {@code --check-config} it only says whether the settings are right.
 */
@SpringBootApplication(
        exclude = {
            KafkaAutoConfiguration.class,
            KafkaMetricsAutoConfiguration.class,
            // Traces are made by package tracing, and neither logs nor metrics are sent.
            OpenTelemetryAutoConfiguration.class,
            OpenTelemetryLoggingAutoConfiguration.class,
            OtlpLoggingAutoConfiguration.class
        })
@ConfigurationPropertiesScan
public class EproIntake {

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    /** Jackson keeps its buffers by thread, and here each call has a thread of its own. */
    @Bean
    Jackson2ObjectMapperBuilderCustomizer jsonBuffers() {
        return json ->
                json.factory(
                        JsonFactory.builder()
                                .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
                                .build());
    }

    public static void main(String[] args) {
        String word = args.length == 0 ? "" : args[0];
        boolean backs = BackupCommands.has(word);
        if (backs || word.equals("deidentify") || word.equals("token")) {
            CommandLogging.toStandardError();
            String[] typed = Arrays.copyOfRange(args, 1, args.length);
            System.exit(
                    backs
                            ? BackupCommands.run(word, typed)
                            : word.equals("token")
                                    ? TokenCommand.run(InstantSource.system(), typed)
                                    : Deidentify.run(typed));
        } else if (word.equals("train")) {
            System.exit(Train.run(Arrays.copyOfRange(args, 1, args.length)));
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
