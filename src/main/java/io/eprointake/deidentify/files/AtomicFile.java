package io.eprointake.deidentify.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Files that are there whole or not at all, whenever the power fails. */
public final class AtomicFile {

    private AtomicFile() {}

    /** Writes a file, in the place of one that may be there, and has it on the disk. */
    public static void write(Path file, byte[] content) throws IOException {
        Path folder = folder(file);
        Path beside = FileName.in(folder, "." + FileName.of(folder, file) + ".new");
        try (var channel =
                FileChannel.open(
                        beside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS)) {
            for (var bytes = ByteBuffer.wrap(content); bytes.hasRemaining(); ) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException unwritten) {
            // Where there is no room, a half of it would take what little there is.
            Files.deleteIfExists(beside);
            throw unwritten;
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        sync(file);
    }

    /** A file's new name is on the disk only when its folder is. */
    static void sync(Path file) throws IOException {
        try (var channel = FileChannel.open(folder(file), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }
}
