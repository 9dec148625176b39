package io.eprointake.sealing;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * The key-encryption key, in a file for its owner's eyes: a Tink keyset in JSON. It wraps data keys
 * and nothing else. A rotation puts a new one before the former ones, which stay: a backup of
 * before has data keys that they wrapped.
 *
 * <p>Whoever keeps such keys in a key management service has an {@link Aead} of its instead.
 */
public final class WrappingKeys implements Aead {

    private final Path file;
    private volatile @Nullable Aead read;

    /** Of a file, which is read when it is needed. */
    public WrappingKeys(Path file) {
        this.file = file;
    }

    /** Whether there is a file. */
    boolean exists() {
        return Files.exists(file);
    }

    /**
     * Makes the file with one key, unless it is there; of two that make it at once one is made.
     *
     * @throws IllegalStateException when it cannot be made
     */
    void makeIfMissing() {
        if (!exists()) {
            try {
                make();
            } catch (FileAlreadyExistsException e) {
                // Another replica was first.
            } catch (IOException e) {
                throw refused("the key file %s cannot be made".formatted(file), e);
            }
        }
    }

    /**
     * Makes the file with one key.
     *
     * @throws FileAlreadyExistsException when it is there
     */
    public void make() throws IOException {
        OwnerOnly.folder(folder());
        OwnerOnly.write(file, json(StudyKeys.newKeyset()), false);
    }

    /**
     * Puts a new key before those of this file.
     *
     * @throws IllegalStateException when the keys cannot be read, or not written
     */
    public void extend() {
        extend(file, true);
        read = null;
    }

    /**
     * Writes a new key and those of this file into another.
     *
     * @throws IllegalStateException when the keys cannot be read, or not written, or it is there
     */
    public void extendTo(Path other) {
        extend(other, false);
    }

    private void extend(Path to, boolean replace) {
        KeysetHandle keys = keyset();
        try {
            KeysetHandle more = StudyKeys.withNewKey(KeysetHandle.newBuilder(keys));
            OwnerOnly.write(to, json(more), replace);
        } catch (FileAlreadyExistsException e) {
            throw new IllegalStateException(to + " is there already; nothing is overwritten", e);
        } catch (IOException e) {
            throw refused("the key file %s cannot be written".formatted(to), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java makes no AES-256 key", e);
        }
    }

    private Path folder() {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    private static String json(KeysetHandle keys) {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(
                    keys, AeadConfig2026.get(), InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a keyset cannot be written", e);
        }
    }

    @Override
    public byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
        return aead().encrypt(plaintext, associatedData);
    }

    /** Where the keys at hand do not fit, the file is read again: a rotation may have been. */
    @Override
    public byte[] decrypt(byte[] ciphertext, byte[] associatedData)
            throws GeneralSecurityException {
        try {
            return aead().decrypt(ciphertext, associatedData);
        } catch (GeneralSecurityException e) {
            read = null;
            return aead().decrypt(ciphertext, associatedData);
        }
    }

    private Aead aead() throws GeneralSecurityException {
        Aead aead = read;
        if (aead == null) {
            aead = keyset().getPrimitive(AeadConfig2026.get(), Aead.class);
            read = aead;
        }
        return aead;
    }

    private KeysetHandle keyset() {
        try {
            OwnerOnly.check(file);
            return TinkJsonProtoKeysetFormat.parseKeyset(
                    Files.readString(file), AeadConfig2026.get(), InsecureSecretKeyAccess.get());
        } catch (IOException e) {
            throw refused("the key file %s cannot be read".formatted(file), e);
        } catch (IllegalStateException e) {
            throw refused(String.valueOf(e.getMessage()), e);
        } catch (GeneralSecurityException e) {
            // Its words may quote the key.
            throw refused("%s is no key file, or is damaged".formatted(file), null);
        }
    }

    private static IllegalStateException refused(String why, @Nullable Exception cause) {
        return new IllegalStateException(
                "%s; %s must name the key file of this store, which only its owner may read"
                        .formatted(why, SealingProperties.KEY_FILE),
                cause instanceof UncheckedIOException ? cause.getCause() : null);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
