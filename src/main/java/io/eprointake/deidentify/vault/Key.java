package io.eprointake.deidentify.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of a study. It is never used itself: each purpose has a key derived from it by
 * HKDF-SHA256 (RFC 5869, no salt, the purpose as info), so that none tells anything about another.
 */
public final class Key {

    private static final int DERIVED_BYTES = 32;
    private static final int FINGERPRINT_BYTES = 8;

    private final SecretKey material;
    private final Optional<String> warning;

    private Key(byte[] material, Optional<String> warning) {
        this.material = new SecretKeySpec(material, "Generic");
        this.warning = warning;
    }

    /**
     * Makes a new key, from 32 random bytes, and its file: readable by its owner only.
     *
     * @throws Unusable when it cannot be made, or there is a file already
     */
    public static Key make(Path file) {
        KeyFile.make(file);
        return read(file, true);
    }

    /**
     * Reads a key file: its bytes as they are, or, where they are text, without the newline that
     * ends it.
     *
     * @param shared whether others than its owner may have rights on it
     * @throws Unusable when it cannot be read or is no key, with how to make one; and when others
     *     may read or write it, unless it is shared
     */
    public static Key read(Path file, boolean shared) {
        byte[] material = KeyFile.read(file);
        return new Key(material, KeyFile.exposure(file, shared));
    }

    /** One line to print when others than the owner may read the file, or that cannot be told. */
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
    Hmac pseudonyms(String domain) {
        return hmac("pseudonym/" + domain);
    }

    /** An HMAC-SHA256 under the key for date shifts. */
    Hmac dateShifts() {
        return hmac("date-shift");
    }

    /** An HMAC-SHA256 under the key for the audit trail. */
    Hmac audit() {
        return hmac("audit");
    }

    /** The 256-bit key of the vault's cipher. */
    byte[] vault() {
        return derive("vault").getEncoded();
    }

    private Hmac hmac(String purpose) {
        return new Hmac(derive(purpose).getEncoded());
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

    @Override
    public String toString() {
        return "Key[" + fingerprint() + "]";
    }
}
