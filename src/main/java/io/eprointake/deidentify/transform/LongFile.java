package io.eprointake.deidentify.transform;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Numbers kept in a file until it is closed, to be read as often as needed. Of one thread. */
final class LongFile implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private long size;

    LongFile(Path file) throws IOException {
        this.file = file;
        this.channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
    }

    interface Reader {

        /** False when no more are wanted. */
        boolean accept(long one) throws IOException;
    }

    void add(long one) throws IOException {
        if (!buffer.hasRemaining()) {
            write();
        }
        buffer.putLong(one);
        size++;
    }

    long size() {
        return size;
    }

    /** Reads all in their order; false when the reader wanted no more. None may be added then. */
    boolean read(Reader reader) throws IOException {
        write();
        channel.position(0);
        for (long left = size; left > 0; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), left * Long.BYTES));
            while (buffer.hasRemaining()) {
                channel.read(buffer);
            }
            buffer.flip();
            for (; buffer.hasRemaining(); left--) {
                if (!reader.accept(buffer.getLong())) {
                    buffer.clear();
                    return false;
                }
            }
        }
        buffer.clear();
        return true;
    }

    void clear() throws IOException {
        channel.truncate(0);
        channel.position(0);
        buffer.clear();
        size = 0;
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(file);
        }
    }

    private void write() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }
}
