package io.eprointake.deidentify.files;

import io.eprointake.deidentify.report.FileReport.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Where a file's output goes: counted, digested, and on the disk before its content is told. */
public final class Output extends OutputStream {

    private final byte[] buffer = new byte[1 << 16];
    private final MessageDigest digest = Sha256.digest();
    private final @Nullable FileChannel disk;
    private final OutputStream out;
    private int buffered;
    private long count;

    private Output(@Nullable FileChannel disk) {
        this.disk = disk;
        this.out = disk == null ? nullOutputStream() : Channels.newOutputStream(disk);
    }

    static Output nowhere() {
        return new Output(null);
    }

    static Output to(Path part) throws IOException {
        return new Output(
                FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS));
    }

    /** What was written, after it has reached the disk. */
    public Content content() throws IOException {
        drain();
        if (disk != null) {
            disk.force(true);
        }
        return new Content(count, Sha256.hex(digest));
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        if (length > buffer.length - buffered) {
            drain();
        }
        if (length > buffer.length) {
            put(from, offset, length);
        } else {
            System.arraycopy(from, offset, buffer, buffered, length);
            buffered += length;
        }
    }

    @Override
    public void close() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    private void drain() throws IOException {
        put(buffer, 0, buffered);
        buffered = 0;
    }

    private void put(byte[] from, int offset, int length) throws IOException {
        digest.update(from, offset, length);
        out.write(from, offset, length);
        count += length;
    }
}
