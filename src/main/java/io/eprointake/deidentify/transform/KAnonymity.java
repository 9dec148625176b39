package io.eprointake.deidentify.transform;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Counts how many rows share each combination of quasi-identifiers: k is the least such number
 * (Samarati and Sweeney, 1998). What is kept for each row is a hash, in a file beside the output.
 * It is read as often as it takes for the combinations of one reading to fit into memory: the count
 * is exact, and memory does not grow with the file.
 */
public final class KAnonymity implements AutoCloseable {

    /** Combinations that are counted at once: with their counts, 24 MB. */
    public static final int AT_ONCE = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private final int atOnce;
    private long rows;

    public KAnonymity(Path file, int atOnce) throws IOException {
        this.file = file;
        this.atOnce = atOnce;
        this.channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
    }

    /** A row, by the hash of its quasi-identifiers. */
    public void add(long combination) throws IOException {
        if (!buffer.hasRemaining()) {
            write();
        }
        buffer.putLong(combination);
        rows++;
    }

    /**
     * @param k the fewest rows that share a combination; 0 when there are no rows
     * @param uniqueRows rows that share theirs with no other
     * @param combinations how many there are
     */
    public record Count(long k, long uniqueRows, long combinations) {

        static final Count NONE = new Count(0, 0, 0);

        Count and(Count other) {
            return new Count(
                    k == 0 ? other.k : other.k == 0 ? k : Math.min(k, other.k),
                    uniqueRows + other.uniqueRows,
                    combinations + other.combinations);
        }
    }

    public Count count() throws IOException {
        write();
        for (long parts = 1; ; parts *= 2) {
            Count all = Count.NONE;
            long part = 0;
            for (var counts = new Counts(atOnce);
                    part < parts && read(part, parts, counts);
                    part++) {
                all = all.and(counts.sum());
                counts.clear();
            }
            if (part == parts) {
                return all;
            }
        }
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

    /** Counts one part of the combinations; false when it is too many. */
    private boolean read(long part, long parts, Counts counts) throws IOException {
        channel.position(0);
        for (long left = rows; left > 0; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), left * Long.BYTES));
            while (buffer.hasRemaining()) {
                channel.read(buffer);
            }
            buffer.flip();
            for (; buffer.hasRemaining(); left--) {
                long combination = buffer.getLong();
                if ((combination & parts - 1) == part && !counts.add(combination)) {
                    return false;
                }
            }
        }
        buffer.clear();
        return true;
    }

    /** A count for each of a bounded number of hashes. */
    private static final class Counts {

        private final int limit;
        private final long[] hashes;
        private final int[] counts;
        private int size;

        Counts(int limit) {
            this.limit = limit;
            int places = Integer.highestOneBit(limit) << 1;
            this.hashes = new long[places];
            this.counts = new int[places];
        }

        boolean add(long hash) {
            int at = (int) (hash >>> 32) & hashes.length - 1;
            while (counts[at] != 0 && hashes[at] != hash) {
                at = at + 1 & hashes.length - 1;
            }
            if (counts[at] == 0 && ++size > limit) {
                return false;
            }
            hashes[at] = hash;
            // Two thousand million rows alike are as good as more.
            counts[at] = Math.max(counts[at], counts[at] + 1);
            return true;
        }

        Count sum() {
            Count sum = Count.NONE;
            for (int count : counts) {
                if (count > 0) {
                    sum = sum.and(new Count(count, count == 1 ? 1 : 0, 1));
                }
            }
            return sum;
        }

        void clear() {
            Arrays.fill(counts, 0);
            size = 0;
        }
    }
}
