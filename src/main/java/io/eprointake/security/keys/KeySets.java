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
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    /** Within which an identity provider is asked twice at the most. */
    private static final long BETWEEN = Duration.ofSeconds(10).toMillis();

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
     * Reads a file of them once.
     *
     * @throws IOException when it cannot be read, or holds none
     * @throws IllegalArgumentException when the address is none of a file
     */
    public static void check(URI file) throws IOException {
        try {
            JWKSet.load(Path.of(file).toFile());
        } catch (ParseException e) {
            throw new IOException("no set of keys", e);
        }
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

    private static JWKSource<SecurityContext> remote(Read source) {
        return remote(source, FRESH, BETWEEN);
    }

    static JWKSource<SecurityContext> remote(Read source, long fresh, long between) {
        var known =
                JWKSourceBuilder.create(source)
                        .cache(fresh, 2L * TIMEOUT)
                        .refreshAheadCache(false)
                        .rateLimited(between)
                        .outageTolerant(WITHOUT_ANSWER)
                        .build();
        return (selector, context) -> {
            List<JWK> keys;
            try {
                keys = known.get(selector, context);
            } catch (RateLimitReachedException e) {
                keys = List.of(); // It was asked a moment ago.
            }
            // The library says of an unknown key that it is none, though nobody could be asked.
            if (keys.isEmpty() && source.failed) {
                throw new JWKSetUnavailableException("no such key when it last answered");
            }
            return keys;
        };
    }

    /** What an address says, within a time and a size, however slowly it says it. */
    private static String fetch(HttpRequest request) throws IOException {
        var asked =
                Web.CLIENT.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
        try {
            HttpResponse<String> answer = asked.get(TIMEOUT, TimeUnit.MILLISECONDS);
            if (answer.statusCode() != 200) {
                throw new IOException("status " + answer.statusCode());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(e);
        } finally {
            asked.cancel(true); // It would read on.
        }
    }

    private static HttpRequest get(URI address) {
        return HttpRequest.newBuilder(address).build();
    }

    /** Made when it is first needed. */
    private static final class Web {
        static final HttpClient CLIENT =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .proxy(ProxySelector.getDefault())
                        .build();
    }

    /** Something that is read whole, each time. */
    abstract static class Read implements JWKSetSource<SecurityContext> {

        /** Whether it failed when it was last tried. */
        private volatile boolean failed;

        abstract String read() throws IOException, ParseException;

        @Override
        public JWKSet getJWKSet(
                JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
                throws KeySourceException {
            try {
                JWKSet keys = JWKSet.parse(read()).toPublicJWKSet();
                failed = false;
                return keys;
            } catch (IOException | ParseException | RuntimeException e) {
                failed = true;
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
        private final HttpRequest keys;

        At(URI address) {
            this.keys = get(address);
        }

        @Override
        String read() throws IOException {
            return fetch(keys);
        }
    }

    /** By OpenID Connect Discovery 1.0. */
    private static final class OfIssuer extends Read {
        private final String issuer;
        private final HttpRequest document;
        private volatile @Nullable HttpRequest keys;

        OfIssuer(String issuer) {
            this.issuer = issuer;
            this.document =
                    get(
                            URI.create(
                                    (issuer.endsWith("/") ? issuer : issuer + "/")
                                            + ".well-known/openid-configuration"));
        }

        @Override
        String read() throws IOException, ParseException {
            HttpRequest found = keys;
            if (found == null) {
                found = discover();
                keys = found;
            }
            return fetch(found);
        }

        private HttpRequest discover() throws IOException, ParseException {
            Map<String, Object> says = JSONObjectUtils.parse(fetch(document));
            if (!issuer.equals(says.get("issuer"))) {
                throw new IOException("another issuer answers");
            }
            String at = JSONObjectUtils.getString(says, "jwks_uri");
            return get(URI.create(Objects.requireNonNull(at, "jwks_uri")));
        }
    }
}
