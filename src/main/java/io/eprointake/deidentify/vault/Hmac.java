package io.eprointake.deidentify.vault;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC-SHA256 (RFC 2104) of many short values. {@link javax.crypto.Mac} digests the padded key anew
 * for each, twice; here it is digested once, and what the digests are then is copied. The values
 * are the same.
 */
final class Hmac {

    private static final int BLOCK = 64;

    private final MessageDigest inner;
    private final MessageDigest outer;

    Hmac(byte[] key) {
        byte[] block = key.length > BLOCK ? sha256().digest(key) : key;
        inner = keyed(block, 0x36);
        outer = keyed(block, 0x5c);
    }

    byte[] of(byte[] value) {
        return copy(outer).digest(copy(inner).digest(value));
    }

    private static MessageDigest keyed(byte[] key, int pad) {
        byte[] padded = Arrays.copyOf(key, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            padded[i] ^= (byte) pad;
        }
        MessageDigest digest = sha256();
        digest.update(padded);
        return digest;
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException never) {
            throw new IllegalStateException("this Java's SHA-256 can't be copied", never);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("every JVM has SHA-256", never);
        }
    }
}
