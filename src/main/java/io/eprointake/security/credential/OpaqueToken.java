package io.eprointake.security.credential;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A token that says nothing: 256 random bits after a word that says whose it is. Only its digest is
 * stored, and at 256 bits that needs no salt.
 */
public final class OpaqueToken {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;
    private static final int LETTERS = 43;

    private OpaqueToken() {}

    /** A new one; it is told once, and then known to whoever was told. */
    public static String make(String prefix) {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether it may be one of that kind. */
    public static boolean is(String prefix, String token) {
        return token.length() == prefix.length() + LETTERS && token.startsWith(prefix);
    }

    /** As it is stored: SHA-256, in hexadecimal. */
    public static String digest(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(secret.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
