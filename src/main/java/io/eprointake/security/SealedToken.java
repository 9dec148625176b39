package io.eprointake.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import io.eprointake.security.credential.OpaqueToken;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;

/** A token, sealed by a secret that whoever reads the store does not have: the cookie's. */
final class SealedToken {

    private static final byte[] BOUND_TO = "epro session".getBytes(US_ASCII);

    private SealedToken() {}

    static String seal(String token, String cookie) {
        try {
            return Base64.getEncoder()
                    .encodeToString(key(cookie).encrypt(token.getBytes(UTF_8), BOUND_TO));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has AES-GCM", e);
        }
    }

    /**
     * @throws IllegalStateException when it was not sealed by this cookie's secret
     */
    static String open(String sealed, String cookie) {
        try {
            return new String(
                    key(cookie).decrypt(Base64.getDecoder().decode(sealed), BOUND_TO), UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a session's token is not as it was sealed");
        }
    }

    /** Its digest is stored, so the key is another one of the same 256 random bits. */
    private static Aead key(String cookie) throws GeneralSecurityException {
        return new AesGcmJce(HexFormat.of().parseHex(OpaqueToken.digest("key " + cookie)));
    }
}
