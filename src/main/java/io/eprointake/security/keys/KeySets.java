package io.eprointake.security.keys;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where public keys come from. They are asked for again when a token names one that is not known,
 * but not at whatever rate such tokens come; and those that are known hold while nobody answers.
 */
public final class KeySets {

    private static final int TIMEOUT = Math.toIntExact(Duration.ofSeconds(2).toMillis());
    private static final int MOST_BYTES = 256 * 1024;
    private static final long FRESH = Duration.ofMinutes(5).toMillis();
    private static final long FRESH_FILE = Duration.ofSeconds(10).toMillis();
    private static final long WITHOUT_ANSWER = Duration.ofHours(4).toMillis();

    private KeySets() {}

    /** Those that an identity provider says are its own; it is asked when they are needed. */
    public static JWKSource<SecurityContext> ofIssuer(String issuer) {
        return remote(new OfIssuer(issuer));
    }

    /** Those at an address, or in a file. */
    public static JWKSource<SecurityContext> at(URI address) {
        return "file".equals(address.getScheme())
                ? JWKSourceBuilder.create(new InFile(Path.of(address)))
                        .cache(FRESH_FILE, TIMEOUT)
                        .refreshAheadCache(false)
                        .rateLimited(false)
                        .build()
                : remote(new At(address));
    }

    /**
     * The one of a PEM file: an RSA key, or one on a curve of NIST.
     *
     * @throws IllegalStateException when it is neither
     */
    public static JWKSource<SecurityContext> ofPem(String pem) {
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        JWK key = rsa(der).or(() -> ec(der)).orElse(null);
        if (key == null) {
            throw new IllegalStateException("the public key's file is no PEM of an RSA or EC key");
        }
        return new ImmutableJWKSet<>(new JWKSet(key));
    }

    private static Optional<JWK> rsa(byte[] der) {
        return key("RSA", der).map(key -> new RSAKey.Builder((RSAPublicKey) key).build());
    }

    private static Optional<JWK> ec(byte[] der) {
        return key("EC", der)
                .map(ECPublicKey.class::cast)
                .map(key ->
                        new ECKey.Builder(Curve.forECParameterSpec(key.getParams()), key).build());
    }

    private static Optional<PublicKey> key(String algorithm, byte[] der) {
        try {
            return Optional.of(
                    KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static JWKSource<SecurityContext> remote(JWKSetSource<SecurityContext> source) {
        return JWKSourceBuilder.create(source)
                .cache(FRESH, 2L * TIMEOUT)
                .refreshAheadCache(false)
                .rateLimited(true)
                .outageTolerant(WITHOUT_ANSWER)
                .build();
    }

    private static ResourceRetriever retriever() {
        return new DefaultResourceRetriever(TIMEOUT, TIMEOUT, MOST_BYTES);
    }

    /** Something that is read whole, each time. */
    private abstract static class Read implements JWKSetSource<SecurityContext> {

        abstract String read() throws IOException, ParseException;

        @Override
        public JWKSet getJWKSet(
                JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
                throws KeySourceException {
            try {
                return JWKSet.parse(read()).toPublicJWKSet();
            } catch (IOException | ParseException | RuntimeException e) {
                // Its own words may quote an answer.
                throw new JWKSetUnavailableException("no keys: " + e.getClass().getSimpleName());
            }
        }

        @Override
        public void close() {}
    }

    private static final class InFile extends Read {
        private final Path file;

        InFile(Path file) {
            this.file = file;
        }

        @Override
        String read() throws IOException {
            return Files.readString(file);
        }
    }

    private static final class At extends Read {
        private final URI address;

        At(URI address) {
            this.address = address;
        }

        @Override
        String read() throws IOException {
            return retriever().retrieveResource(address.toURL()).getContent();
        }
    }

    /** By OpenID Connect Discovery 1.0. */
    private static final class OfIssuer extends Read {
        private final String issuer;
        private volatile @Nullable URL keys;

        OfIssuer(String issuer) {
            this.issuer = issuer;
        }

        @Override
        String read() throws IOException, ParseException {
            URL found = keys;
            if (found == null) {
                found = discover();
                keys = found;
            }
            return retriever().retrieveResource(found).getContent();
        }

        private URL discover() throws IOException, ParseException {
            String base = issuer.endsWith("/") ? issuer : issuer + "/";
            URL document = URI.create(base + ".well-known/openid-configuration").toURL();
            Map<String, Object> says =
                    JSONObjectUtils.parse(retriever().retrieveResource(document).getContent());
            if (!issuer.equals(says.get("issuer"))) {
                throw new IOException("another issuer answers");
            }
            String at = JSONObjectUtils.getString(says, "jwks_uri");
            return URI.create(Objects.requireNonNull(at, "jwks_uri")).toURL();
        }
    }
}
