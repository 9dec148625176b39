package io.eprointake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of the system's own, which {@code .ci/run} installs and a developer may not have. */
public final class Program {

    private Program() {}

    /** Where the first of them is; without any the test that asks is skipped, and says why. */
    public static Path installed(String... names) {
        // Debian keeps servers where only root's shell looks.
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        Optional<Path> program =
                Arrays.stream(names)
                        .flatMap(name ->
                                Arrays.stream(path.split(File.pathSeparator, -1))
                                        .map(folder -> Path.of(folder, name)))
                        .filter(Files::isExecutable)
                        .findFirst();
        assumeTrue(program.isPresent(), "NOT TRIED: " + names[0] + " is not installed here");
        return program.orElseThrow();
    }

    /** Runs a command to its end; it fails when that takes more than 30 seconds. */
    public static Ended run(List<String> command) {
        try {
            Path output = Files.createTempFile("program", ".out");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("it did not end: " + command.getFirst());
            }
            var ended = new Ended(process.exitValue(), Files.readString(output, UTF_8));
            Files.delete(output);
            return ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Finds it, and runs it. */
    public static Ended run(String name, String... arguments) {
        return run(
                Stream.concat(Stream.of(installed(name).toString()), Arrays.stream(arguments))
                        .toList());
    }

    /** How it ended, and what it printed. */
    public record Ended(int code, String output) {}
}
