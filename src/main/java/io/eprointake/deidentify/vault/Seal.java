package io.eprointake.deidentify.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * AES-256-GCM under the vault's key. What is sealed for one place opens at no other, nor in another
 * vault. The length of what was sealed is no secret.
 */
final class Seal {

    private final Aead cipher;
    private final String vault;

    /**
     * @param vault its name; empty for one that was made before vaults had names
     */
    @AccessesPartialKey
    Seal(Key key, String vault) {
        this.vault = vault;
        try {
            var aes256Gcm =
                    AesGcmParameters.builder()
                            .setKeySizeBytes(32)
                            .setIvSizeBytes(12)
                            .setTagSizeBytes(16)
                            .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                            .build();
            var derived = SecretBytes.copyFrom(key.vault(), InsecureSecretKeyAccess.get());
            var imported =
                    AesGcmKey.builder().setParameters(aes256Gcm).setKeyBytes(derived).build();
            cipher =
                    KeysetHandle.newBuilder()
                            .addEntry(KeysetHandle.importKey(imported).withFixedId(1).makePrimary())
                            .build()
                            .getPrimitive(AeadConfig2026.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-256-GCM", e);
        }
    }

    /**
     * @param place where it will be kept
     */
    byte[] seal(String text, String... place) {
        try {
            return cipher.encrypt(text.getBytes(UTF_8), framed(place));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed", e);
        }
    }

    /**
     * What was sealed; null when it was changed, or sealed for another place or vault, or by
     * another key.
     */
    @Nullable String open(byte[] sealed, String... place) {
        try {
            return new String(cipher.decrypt(sealed, framed(place)), UTF_8);
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    /**
     * The vault's name, if it has one, and the texts; each behind its length, so that no two lists
     * of texts have the same bytes.
     */
    byte[] framed(String... texts) {
        var bytes = new ByteArrayOutputStream();
        if (!vault.isEmpty()) {
            frame(vault, bytes);
        }
        for (String text : texts) {
            frame(text, bytes);
        }
        return bytes.toByteArray();
    }

    private static void frame(String text, ByteArrayOutputStream bytes) {
        byte[] utf8 = text.getBytes(UTF_8);
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
        bytes.writeBytes(utf8);
    }
}
