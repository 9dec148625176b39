package io.eprointake.audit;

import io.eprointake.audit.Act.What;
import io.eprointake.sealing.StudyKeys;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a chain, as it is stored, but for its hash.
 *
 * @param number 1, 2, … of the chain
 * @param at in milliseconds since 1970
 * @param why closed, like {@code changes}
 */
record Entry(
        long chain,
        long number,
        long at,
        String what,
        Actor actor,
        @Nullable String study,
        @Nullable String record,
        byte @Nullable [] bodySha256,
        byte @Nullable [] why,
        byte @Nullable [] changes) {

    /** In the order of {@link #row} and {@link #read}. */
    static final String COLUMNS =
            "chain, number, at, what, actor, role, sites, device, origin, study, record,"
                    + " body_sha256, why, changes, hash";

    /** What stands before the first hash of a chain. */
    static final byte[] NOTHING = new byte[32];

    private static final byte[] NULL = {-1, -1, -1, -1};

    static Entry read(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getString(4),
                new Actor(
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getString(9)),
                row.getString(10),
                row.getString(11),
                row.getBytes(12),
                row.getBytes(13),
                row.getBytes(14));
    }

    static byte[] hash(ResultSet row) throws SQLException {
        return row.getBytes(15);
    }

    @Nullable Object[] row(byte[] hash) {
        return new @Nullable Object[] {
            chain,
            number,
            at,
            what,
            actor.name(),
            actor.role(),
            actor.sites(),
            actor.device(),
            actor.origin(),
            study,
            record,
            bodySha256,
            why,
            changes,
            hash
        };
    }

    /** As messages name it. */
    String place() {
        return "chain %d, entry %d".formatted(chain, number);
    }

    /** What is closed in one of its columns. */
    byte @Nullable [] open(StudyKeys keys, String column, byte @Nullable [] closed) {
        return closed == null || study == null
                ? closed
                : keys.open(StudyKeys.NO_STUDY, column + chain + ":" + number, closed);
    }

    boolean is(What kind) {
        return what.equals(kind.word());
    }

    /** Over the hash before it and all that it says, see {@code src/docs/audit.md}. */
    byte[] hash(byte[] previous) {
        var said = new ByteArrayOutputStream(512);
        said.writeBytes(previous);
        add(said, Long.toString(chain));
        add(said, Long.toString(number));
        add(said, Long.toString(at));
        add(said, what);
        add(said, actor.name());
        add(said, actor.role());
        add(said, actor.sites());
        add(said, actor.device());
        add(said, actor.origin());
        add(said, study);
        add(said, record);
        add(said, bodySha256);
        add(said, why);
        add(said, changes);
        return sha256(said.toByteArray());
    }

    private static void add(ByteArrayOutputStream said, @Nullable String text) {
        add(said, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(ByteArrayOutputStream said, byte @Nullable [] bytes) {
        if (bytes == null) {
            said.writeBytes(NULL);
        } else {
            said.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            said.writeBytes(bytes);
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "Entry[" + chain + ":" + number + " " + what + "]";
    }
}
