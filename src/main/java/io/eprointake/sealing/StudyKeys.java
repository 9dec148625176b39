package io.eprointake.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ConcurrentLruCache;

/**
 * Seals what is stored of a study by AES-256-GCM under the study's data key, and opens it again.
 * What is sealed for one report and column opens at no other. Data keys are stored beside what they
 * seal, each wrapped by a key that is not: whoever has the store alone can open nothing.
 *
 * <p>For platform threads: a cipher is kept for each thread, and making one costs more than ten
 * seals.
 */
public final class StudyKeys {

    /**
     * The store's own key, which is there from the start: it shows whether the wrapping key fits,
     * and seals what belongs to no study alone.
     */
    public static final String NO_STUDY = "";

    /** Of each a kilobyte or two. */
    private static final int MOST_KEPT = 1000;

    private final DataKeys rows;
    private final Aead wrapping;
    private final ConcurrentLruCache<String, DataKey> known =
            new ConcurrentLruCache<>(MOST_KEPT, this::load);

    /**
     * Over the data keys of a store.
     *
     * @param wrapping by which they are wrapped
     */
    public StudyKeys(DataKeys rows, Aead wrapping) {
        this.rows = rows;
        this.wrapping = wrapping;
    }

    static KeysetHandle newKeyset() {
        try {
            return withNewKey(KeysetHandle.newBuilder());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java makes no AES-256 key", e);
        }
    }

    /** Further, and the one to seal by from then on. */
    static KeysetHandle withNewKey(KeysetHandle.Builder keys) throws GeneralSecurityException {
        return keys.setConfiguration(AeadConfig2026.get())
                .addEntry(
                        KeysetHandle.generateEntryFromParameters(
                                        PredefinedAeadParameters.AES256_GCM)
                                .withRandomId()
                                .makePrimary())
                .build();
    }

    /**
     * Makes sure that the study has a data key, which is durable then; what is sealed by a key that
     * a crash took with it would never open.
     *
     * @throws io.eprointake.store.StoreRefusal when it has none, and none can be stored now
     */
    public void prepare(String study) {
        if (!known.contains(study) && rows.find(study) == null) {
            rows.add(study, wrapped(study, newKeyset()));
        }
    }

    /**
     * Seals a column of a report.
     *
     * @param study which was prepared
     */
    public byte[] seal(String study, UUID reportId, String column, byte[] plain) {
        return seal(study, place(reportId, column), plain);
    }

    /** Seals what is stored in another place. */
    public byte[] seal(String study, String place, byte[] plain) {
        return seal(study, place.getBytes(UTF_8), plain);
    }

    private byte[] seal(String study, byte[] place, byte[] plain) {
        try {
            return known.get(study).aead.encrypt(plain, place);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed", e);
        }
    }

    /** Seals a text. */
    public byte[] seal(String study, UUID reportId, String column, String plain) {
        return seal(study, reportId, column, plain.getBytes(UTF_8));
    }

    /**
     * Opens what was sealed for this report and column.
     *
     * @throws IllegalStateException when it was changed, or sealed for another place or by another
     *     key
     */
    public byte[] open(String study, UUID reportId, String column, byte[] sealed) {
        byte[] opened = open(study, place(reportId, column), sealed);
        if (opened == null) {
            throw new IllegalStateException(
                    "%s of report %s does not open: it was changed, or sealed elsewhere"
                            .formatted(column, reportId));
        }
        return opened;
    }

    /**
     * Opens what was sealed for another place.
     *
     * @throws IllegalStateException as above
     */
    public byte[] open(String study, String place, byte[] sealed) {
        byte[] opened = open(study, place.getBytes(UTF_8), sealed);
        if (opened == null) {
            throw new IllegalStateException(
                    "%s does not open: it was changed, or sealed elsewhere".formatted(place));
        }
        return opened;
    }

    private byte @Nullable [] open(String study, byte[] place, byte[] sealed) {
        DataKey key = known.get(study);
        try {
            return key.aead.decrypt(sealed, place);
        } catch (GeneralSecurityException e) {
            return openAnew(study, key, place, sealed);
        }
    }

    /** Opens a text. */
    public String openText(String study, UUID reportId, String column, byte[] sealed) {
        return new String(open(study, reportId, column, sealed), UTF_8);
    }

    /** A rotation may have given the study a further key. */
    private byte @Nullable [] openAnew(String study, DataKey before, byte[] place, byte[] sealed) {
        known.remove(study);
        DataKey now = known.get(study);
        if (!Arrays.equals(before.wrapped, now.wrapped)) {
            try {
                return now.aead.decrypt(sealed, place);
            } catch (GeneralSecurityException e) {
                // As below.
            }
        }
        return null;
    }

    private static byte[] place(UUID reportId, String column) {
        byte[] name = column.getBytes(UTF_8);
        return ByteBuffer.allocate(2 * Long.BYTES + name.length)
                .putLong(reportId.getMostSignificantBits())
                .putLong(reportId.getLeastSignificantBits())
                .put(name)
                .array();
    }

    private DataKey load(String study) {
        byte[] wrapped = rows.find(study);
        if (wrapped == null) {
            throw new IllegalStateException("a study has no data key");
        }
        try {
            Aead aead = unwrapped(study, wrapped).getPrimitive(AeadConfig2026.get(), Aead.class);
            return new DataKey(wrapped, aead);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a study's data key was wrapped by another key");
        }
    }

    /**
     * Makes sure that this is the key by which all data keys are wrapped; an empty store takes the
     * key that there is, or a new one.
     *
     * @throws IllegalStateException when it is another, or there is none
     */
    public void check() {
        if (!rows.kept()) {
            return; // an earlier schema was asked for
        }
        boolean empty = rows.studies().isEmpty();
        if (empty) {
            begin();
        } else if (wrapping instanceof WrappingKeys file && !file.exists()) {
            throw refused("there is no key file %s, and what is stored is sealed by its key");
        }
        if (rows.find(NO_STUDY) == null) {
            rows.addApart(NO_STUDY, wrapped(NO_STUDY, newKeyset()));
        }
        mustFit();
    }

    /** A store that has no data keys takes the wrapping key that there is, or a new one. */
    void begin() {
        if (wrapping instanceof WrappingKeys file) {
            file.makeIfMissing();
        }
    }

    /**
     * Unwraps every data key.
     *
     * @throws IllegalStateException when one is wrapped by another key, or the store has none yet
     */
    public void mustFit() {
        List<String> studies = rows.studies();
        if (studies.isEmpty()) {
            throw new IllegalStateException(
                    "the store has no data keys: no service ran over it yet");
        }
        for (String study : studies) {
            byte[] wrapped = rows.find(study);
            try {
                if (wrapped != null) {
                    unwrapped(study, wrapped);
                }
            } catch (GeneralSecurityException e) {
                throw refused("%s is another key than that by which what is stored is sealed");
            }
        }
    }

    private IllegalStateException refused(String why) {
        return new IllegalStateException(
                (why
                                + "; nothing that patients said can be read or taken in without it. Put that file back from where you keep it; %s must name it")
                        .formatted(wrapping, SealingProperties.KEY_FILE));
    }

    /**
     * Wraps every data key by the newest wrapping key, and gives each study a further data key, by
     * which it seals from then on. Services may be at work meanwhile.
     *
     * @return how many there are
     */
    public int rotate() {
        int rotated = 0;
        for (String study : rows.studies()) {
            boolean done = false;
            while (!done) {
                byte[] before = rows.find(study);
                done = before == null || rows.replace(study, before, rotated(study, before));
            }
            rotated++;
        }
        return rotated;
    }

    private byte[] rotated(String study, byte[] wrapped) {
        try {
            KeysetHandle keys = unwrapped(study, wrapped);
            return wrapped(study, withNewKey(KeysetHandle.newBuilder(keys)));
        } catch (GeneralSecurityException e) {
            throw refused("%s is another key than that by which what is stored is sealed");
        }
    }

    private byte[] wrapped(String study, KeysetHandle keys) {
        try {
            return TinkProtoKeysetFormat.serializeEncryptedKeyset(
                    keys, wrapping, study.getBytes(UTF_8), AeadConfig2026.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a data key cannot be wrapped", e);
        }
    }

    private KeysetHandle unwrapped(String study, byte[] wrapped) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.parseEncryptedKeyset(
                wrapped, wrapping, study.getBytes(UTF_8), AeadConfig2026.get());
    }

    /**
     * A study's, ready for use.
     *
     * @param wrapped as it is stored
     */
    private record DataKey(byte[] wrapped, Aead aead) {

        @Override
        public String toString() {
            return "DataKey";
        }
    }
}
