package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.testing.Program;
import io.eprointake.testing.QuickStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code train}, by which the image's AOT cache is made. */
class TrainIT {

    /** Where it runs, and where what is temporary goes. */
    @TempDir Path here;

    private Path temporary;

    @BeforeEach
    void makeFolder() throws IOException {
        temporary = Files.createDirectory(here.resolve("temporary"));
    }

    @Test
    void itsPostsAreAcknowledgedAndNothingIsLeftWhateverIsSetAroundIt() throws IOException {
        Files.writeString(here.resolve("application.yaml"), "epro.no-such-setting: true\n");

        Program.Ended trained = train(temporary, "--posts=100");

        // 99 of one report, and a batch of 20.
        assertThat(trained.output())
                .endsWith("Trained: 100 posts, 119 reports acknowledged.\n")
                .doesNotContain("WARN", "ERROR");
        assertThat(trained.code()).isZero();
        // ONNX Runtime leaves the folder that its library was in, as in any service.
        assertThat(files(here)).allMatch(file -> file.startsWith("temporary/onnxruntime-java"));
    }

    @Test
    void itSaysWhatFailed() {
        Program.Ended failed = train(here.resolve("missing"), "--posts=100");

        assertThat(failed.output()).contains("train failed: ").contains("missing");
        assertThat(failed.code()).isEqualTo(1);
    }

    /** As a service's own would be run whose store must not be touched, and is not even there. */
    private Program.Ended train(Path temporary, String option) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "env",
                                "--chdir=" + here,
                                "SPRING_DATASOURCE_URL=jdbc:postgresql://127.0.0.1:1/epro",
                                "EPRO_ANALYSIS_URL=http://127.0.0.1:1",
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString()));
        command.addAll(QuickStart.program("-Djava.io.tmpdir=" + temporary));
        command.addAll(List.of("train", option));
        return Program.run(command);
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !path.equals(folder) && !path.endsWith("temporary"))
                    .map(path -> folder.relativize(path).toString())
                    .filter(name -> !name.equals("application.yaml"))
                    .toList();
        }
    }
}
