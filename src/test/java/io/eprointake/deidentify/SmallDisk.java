package io.eprointake.deidentify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder that is a disk of its own, as small as is wanted: full, it says what every full disk
 * says. Only processes that are started on it see it; it goes with the test.
 */
final class SmallDisk implements AutoCloseable {

    private static final Path UNSHARE = Path.of("/usr/bin/unshare");

    private final Path folder;
    private final Process holder;

    private SmallDisk(Path folder, Process holder) {
        this.folder = folder;
        this.holder = holder;
    }

    /** Skips the test where nobody may make one: it takes Linux, and the right to namespaces. */
    static SmallDisk at(Path folder, int kib) throws IOException {
        assumeTrue(Files.isExecutable(UNSHARE), "unshare is Linux's");
        Files.createDirectories(folder);
        Process holder =
                new ProcessBuilder(
                                UNSHARE.toString(),
                                "--user",
                                "--map-root-user",
                                "--mount",
                                "sh",
                                "-c",
                                "mount -t tmpfs -o size=%dk none \"$0\" && echo made && exec cat"
                                        .formatted(kib),
                                folder.toString())
                        .redirectErrorStream(true)
                        .start();
        var said = new String(holder.getInputStream().readNBytes(5), UTF_8);
        assumeTrue(said.equals("made\n"), "no disk may be made here: " + said);
        return new SmallDisk(folder, holder);
    }

    /** What starts a program on it. */
    List<String> command(List<String> program) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "/usr/bin/nsenter",
                                "--user",
                                "--mount",
                                "--preserve-credentials",
                                "--target=" + holder.pid()));
        command.addAll(program);
        return command;
    }

    /** Leaves no room for anything. */
    void fill() {
        run("sh", "-c", "cat /dev/zero > \"$0\" 2>&-; true", folder.resolve("full").toString());
    }

    /** Makes room, all that is needed. */
    void makeRoom() {
        run("mount", "-o", "remount,size=64m", folder.toString());
    }

    /** A file or folder on it, as this process gets at it. */
    Path seen(Path file) {
        return Path.of("/proc/" + holder.pid() + "/root" + file.toAbsolutePath());
    }

    private void run(String... program) {
        try {
            int code = new ProcessBuilder(command(List.of(program))).inheritIO().start().waitFor();
            if (code != 0) {
                throw new AssertionError("it ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        holder.destroy();
    }
}
