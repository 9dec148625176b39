package io.eprointake.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Files that only their owner may read, where the file system knows rights; whole or not there,
 * also after a crash.
 */
public final class OwnerOnly {

    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");

    private OwnerOnly() {}

    public static void folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            try {
                Files.createDirectory(folder, rights(folder, FOLDER));
            } catch (FileAlreadyExistsException e) {
                // Another replica was first.
            }
        }
    }

    /**
     * @throws FileAlreadyExistsException when it is there and must not be replaced
     */
    public static void write(Path file, String text, boolean replace) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Path part = Files.createTempFile(folder, ".", ".part", rights(folder, FILE));
        try {
            try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                for (var bytes = ByteBuffer.wrap(text.getBytes(UTF_8)); bytes.hasRemaining(); ) {
                    written.write(bytes);
                }
                written.force(true);
            }
            if (replace) {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } else {
                // A link fails where a move would replace.
                Files.createLink(file, part);
            }
            try (FileChannel entries = FileChannel.open(folder)) {
                entries.force(true);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * @throws IllegalStateException when others may read or write it
     */
    public static void check(Path file) throws IOException {
        if (knowsRights(file)) {
            Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            others.removeAll(FOLDER);
            if (!others.isEmpty()) {
                throw new IllegalStateException(
                        file + " may be read or written by others than its owner: chmod 600");
            }
        }
    }

    private static FileAttribute<?>[] rights(Path at, Set<PosixFilePermission> rights) {
        return knowsRights(at)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
                : new FileAttribute<?>[0];
    }

    private static boolean knowsRights(Path at) {
        return at.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
