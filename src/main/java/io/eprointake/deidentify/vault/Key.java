package io.eprointake.deidentify.vault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of a study. It is never used itself: each purpose has a key derived from it by
 * HKDF-SHA256 (RFC 5869, no salt, the purpose as info), so that none tells anything about another.
 */
public final class Key {

    /** In bytes. Shorter ones could be guessed. */
    static final int SHORTEST = 32;

    /** In bytes. Nothing longer was meant to be a key. */
    static final int LONGEST = 4096;

    /** With fewer different bytes than this it was not made by chance: a file of zeros, say. */
    private static final int FEWEST_DIFFERENT = 8;

    private static final int DERIVED_BYTES = 32;
    private static final int FINGERPRINT_BYTES = 8;
    private static final String MAKE_ONE =
            "; make one with: head -c 32 /dev/urandom > KEY, or: openssl rand -hex 32 > KEY";
    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private final SecretKey material;
    private final Optional<String> warning;

    private Key(byte[] material, Optional<String> warning) {
        this.material = new SecretKeySpec(material, "Generic");
        this.warning = warning;
    }

    /**
     * Reads a key file: its bytes as they are, or, where they are text, without the newline that
     * ends it.
     *
     * @throws Unusable when it cannot be read or is no key, with how to make one
     */
    public static Key read(Path file) {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST + 1);
        } catch (NoSuchFileException e) {
            throw new Unusable("There is no key file " + file + MAKE_ONE, e);
        } catch (IOException e) {
            throw new Unusable("The key file " + file + " cannot be read", e);
        }
        if (bytes.length > LONGEST) {
            throw new Unusable("The key file " + file + " has more than " + LONGEST + " bytes");
        }
        byte[] key = withoutNewline(bytes);
        if (key.length < SHORTEST) {
            throw new Unusable(
                    "The key in %s has %d bytes, and needs at least %d"
                                    .formatted(file, key.length, SHORTEST)
                            + MAKE_ONE);
        }
        if (different(key) < FEWEST_DIFFERENT) {
            throw new Unusable("The key in " + file + " was not made by chance" + MAKE_ONE);
        }
        return new Key(key, exposure(file));
    }

    /** One line to print when others than the owner may read the file. */
    public Optional<String> warning() {
        return warning;
    }

    /**
     * A public name of this key, 16 hexadecimal digits, which tells two keys apart. It is derived
     * as the other keys are, and so is no help in finding them.
     */
    public String fingerprint() {
        byte[] derived = derive("fingerprint").getEncoded();
        return HexFormat.of().formatHex(derived, 0, FINGERPRINT_BYTES);
    }

    /** An HMAC-SHA256 under the key for pseudonyms in one domain. */
    Mac pseudonyms(String domain) {
        return mac("pseudonym/" + domain);
    }

    /** An HMAC-SHA256 under the key for date shifts. */
    Mac dateShifts() {
        return mac("date-shift");
    }

    /** An HMAC-SHA256 under the key for the audit trail. */
    Mac audit() {
        return mac("audit");
    }

    /** The 256-bit key of the vault's cipher. */
    byte[] vault() {
        return derive("vault").getEncoded();
    }

    private Mac mac(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(derive(purpose));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA256", e);
        }
    }

    private SecretKey derive(String purpose) {
        byte[] info = ("io.eprointake.deidentify/1/" + purpose).getBytes(UTF_8);
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "HmacSHA256",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(material)
                                    .thenExpand(info, DERIVED_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HKDF-SHA256", e);
        }
    }

    /** Of text only: the last of 32 random bytes is a newline once in 256 times. */
    private static byte[] withoutNewline(byte[] bytes) {
        int end = bytes.length;
        if (end > 0 && bytes[end - 1] == '\n') {
            end--;
            if (end > 0 && bytes[end - 1] == '\r') {
                end--;
            }
        }
        byte[] line = Arrays.copyOf(bytes, end);
        for (byte b : line) {
            if (b < ' ' || b > '~') {
                return bytes;
            }
        }
        return line;
    }

    private static long different(byte[] bytes) {
        return new String(bytes, ISO_8859_1).chars().distinct().count();
    }

    private static Optional<String> exposure(Path file) {
        try {
            Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
            return OWNERS.containsAll(granted)
                    ? Optional.empty()
                    : Optional.of(
                            "Others than the owner have rights on the key file "
                                    + file
                                    + "; take them away with: chmod 600 "
                                    + file);
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.of("It cannot be told who may read the key file " + file);
        }
    }

    @Override
    public String toString() {
        return "Key[" + fingerprint() + "]";
    }
}
