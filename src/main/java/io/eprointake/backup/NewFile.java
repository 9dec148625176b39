package io.eprointake.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A file that has its name when it is whole and on the disk, and never before; until then it has
 * another beside it, for its owner's eyes, and if it does not come to be, that is gone too.
 */
final class NewFile implements AutoCloseable {

    private final Path path;
    private final Path folder;
    private final Path part;
    private final Path journal;

    /**
     * Begins one.
     *
     * @throws IllegalStateException when there is one of its name, or its folder is not there
     */
    NewFile(Path path) throws IOException {
        this.path = path.toAbsolutePath();
        this.folder = Objects.requireNonNull(this.path.getParent());
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException("there is no folder " + folder);
        }
        mustBeFree();
        this.part = Files.createTempFile(folder, path.getFileName() + ".", ".part");
        this.journal = part.resolveSibling(part.getFileName() + "-journal"); // SQLite's, of it
        for (Path made : new Path[] {part, journal}) {
            made.toFile().deleteOnExit(); // also when it is interrupted
        }
    }

    private void mustBeFree() {
        if (Files.exists(path)) {
            throw new IllegalStateException(path + " is there already; nothing is overwritten");
        }
    }

    /** Where it is made. */
    Path part() {
        return part;
    }

    /** Puts it where it belongs, so that it is there after a crash too. */
    void keep() throws IOException {
        try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        mustBeFree();
        Files.move(part, path);
        try (FileChannel entries = FileChannel.open(folder)) {
            entries.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(journal);
    }
}
