package io.eprointake.security.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.eprointake.sealing.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;

/** A key of the service's own, for whoever has no identity provider yet: P-256, for ES256. */
public final class SigningKey {

    /** The private key's file. */
    public static final String FILE = "signing-key.json";

    private final ECKey key;

    private SigningKey(ECKey key) {
        this.key = key;
    }

    /**
     * The key of a folder, made if there is none. Of two that make it at once one is made.
     *
     * @throws IllegalStateException when others than its owner may read it, or it is no key
     */
    public static SigningKey in(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            OwnerOnly.folder(folder);
            if (!Files.exists(file)) {
                try {
                    OwnerOnly.write(file, made().toJSONString(), false);
                } catch (FileAlreadyExistsException e) {
                    // Another replica was first.
                }
            }
            return read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Refuses what {@link #in} would, and makes nothing.
     *
     * @throws IllegalStateException as there
     */
    public static void check(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            if (Files.exists(file)) {
                read(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read");
        }
    }

    private static SigningKey read(Path file) throws IOException {
        OwnerOnly.check(file);
        try {
            return new SigningKey(ECKey.parse(Files.readString(file)));
        } catch (ParseException e) {
            // The parser's words would quote the key.
            throw new IllegalStateException(file + " is no key");
        }
    }

    private static ECKey made() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("every JVM makes P-256 keys", e);
        }
    }

    /** What checks its tokens. */
    public JWKSet publicKeys() {
        return new JWKSet(key).toPublicJWKSet();
    }

    /** A token that says this. */
    public String sign(JWTClaimsSet claims) {
        try {
            var token =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                            claims);
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a P-256 key signs", e);
        }
    }

    /** Puts what checks its tokens into a folder; that is no secret. */
    public void writePublic(Path folder) {
        try {
            Files.writeString(folder.resolve("keys.json"), publicKeys().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a token into a file, for its owner's eyes. */
    public void write(Path file, String token) {
        try {
            OwnerOnly.write(file, token, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It never prints itself. */
    @Override
    public String toString() {
        return "SigningKey[redacted]";
    }
}
