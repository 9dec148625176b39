package io.eprointake.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.testing.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("soak")
class NoBrokerIT {

    @TempDir Path folder;

    @Test
    void withoutABrokerNoClassOfKafkaIsLoaded() throws IOException {
        Path loaded = folder.resolve("classes.txt");
        try (var service =
                ServiceProcess.startProgram(
                        folder,
                        List.of(
                                "-Xmx512m",
                                "-Xlog:class+load:file=" + loaded,
                                "-jar",
                                ServiceProcess.jar().toString()))) {
            assertThat(service.ready()).isTrue();
        }

        assertThat(Files.readAllLines(loaded))
                .anyMatch(line -> line.contains("io.eprointake.journal.Outbox"))
                .noneMatch(line ->
                        line.contains("org.apache.kafka.")
                                || line.contains("org.springframework.kafka.")
                                || line.contains("io.cloudevents."));
    }
}
