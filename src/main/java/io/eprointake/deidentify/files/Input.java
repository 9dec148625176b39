package io.eprointake.deidentify.files;

import io.eprointake.deidentify.report.FileReport.Content;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** A file being read: counted, digested, and ended when the run is to stop. */
public final class Input extends FilterInputStream {

    private final LongConsumer progress;
    private final BooleanSupplier stopped;
    private final MessageDigest digest = Sha256.digest();
    private final long size;
    private long count;

    /**
     * @param size as far as is read: a file that grows would never end
     */
    public Input(InputStream in, long size, LongConsumer progress, BooleanSupplier stopped) {
        super(in);
        this.size = size;
        this.progress = progress;
        this.stopped = stopped;
    }

    /** What was read; the rest is read first, if there is any. */
    public Content content() throws IOException {
        transferTo(OutputStream.nullOutputStream());
        return new Content(count, Sha256.hex(digest));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (stopped.getAsBoolean()) {
            throw new InterruptedIOException("told to stop");
        }
        if (count == size) {
            return -1;
        }
        int read = super.read(into, offset, (int) Math.min(length, size - count));
        if (read > 0) {
            count += read;
            digest.update(into, offset, read);
            progress.accept(read);
        }
        return read;
    }
}
