package io.eprointake.deidentify.vault;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read, where the file system knows rights. */
final class OwnFile {

    private static final Set<PosixFilePermission> OWNERS =
            PosixFilePermissions.fromString("rw-------");

    private OwnFile() {}

    /**
     * Makes it, never through a link: not even one that leads nowhere.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is a file or a link
     */
    static FileChannel create(Path file) throws IOException {
        Set<OpenOption> made = Set.of(CREATE_NEW, WRITE);
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? FileChannel.open(file, made, PosixFilePermissions.asFileAttribute(OWNERS))
                : FileChannel.open(file, made);
    }

    /** Takes all others' rights away; those of a link's target stay as they are. */
    static void close(Path file) throws IOException {
        var rights =
                Files.getFileAttributeView(
                        file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (rights != null) {
            rights.setPermissions(OWNERS);
        }
    }
}
