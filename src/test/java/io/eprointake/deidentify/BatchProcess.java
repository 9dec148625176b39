package io.eprointake.deidentify;

import io.eprointake.testing.QuickStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The batch command of the packaged jar, in a process of its own. */
final class BatchProcess implements AutoCloseable {

    private static final Path ENV = Path.of("/usr/bin/env");

    private final Process process;
    private final Path out;
    private final Path err;

    private BatchProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** What starts it, without its arguments; quick to start. */
    static List<String> command(String... jvm) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(QuickStart.program(jvm));
        command.add("deidentify");
        return command;
    }

    /** What it prints goes to a folder. */
    static BatchProcess start(Path folder, List<String> command) {
        try {
            Path out = Files.createTempFile(folder, "out-", ".txt");
            Path err = Files.createTempFile(folder, "err-", ".txt");
            Process process =
                    new ProcessBuilder(heeding(command))
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            return new BatchProcess(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A build in a shell's background ignores SIGINT, and so would all that it starts. */
    private static List<String> heeding(List<String> command) {
        if (!System.getProperty("os.name").equals("Linux") || !Files.isExecutable(ENV)) {
            return command;
        }
        List<String> heeding = new ArrayList<>(List.of(ENV.toString(), "--default-signal=INT"));
        heeding.addAll(command);
        return heeding;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9}: it gets no chance to do anything. */
    void kill() {
        process.destroyForcibly();
    }

    /** Ctrl-C. */
    void interrupt() {
        signal("-INT");
    }

    /** Holds it where it is. */
    void pause() {
        signal("-STOP");
    }

    void goOn() {
        signal("-CONT");
    }

    private void signal(String which) {
        try {
            var kill = new ProcessBuilder("kill", which, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("it has ended already");
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** It fails when the process does not end by itself in time. */
    Ended awaitEnd(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("it did not end within " + atMost);
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (InterruptedException | IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
        awaitEnd(Duration.ofSeconds(10));
    }
}
