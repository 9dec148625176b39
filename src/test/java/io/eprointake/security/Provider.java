package io.eprointake.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.eprointake.testing.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.OAuth2HttpRequest;
import no.nav.security.mock.oauth2.http.OAuth2HttpResponse;
import no.nav.security.mock.oauth2.http.Route;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.KeyProvider;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** An institution's identity provider, which rolls its keys, goes away, hangs and comes back. */
final class Provider implements AutoCloseable {

    /** For whom its tokens are made. */
    static final String AUDIENCE = "epro";

    private static final Duration LIFE = Duration.ofMinutes(30);

    private final List<RSAKey> keys = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final int port = freePort();
    private final TcpProxy way = new TcpProxy(port);
    private MockOAuth2Server server = server();
    private boolean running;

    /** One that is away until it is started. */
    Provider() {
        roll();
    }

    static Provider started() {
        var provider = new Provider();
        provider.start();
        return provider;
    }

    String issuer() {
        return "http://127.0.0.1:" + way.port() + "/hospital";
    }

    /** What a service that trusts it is started with, and more. */
    String[] settings(String... more) {
        var all =
                new ArrayList<>(
                        List.of(
                                "spring.security.oauth2.resourceserver.jwt.issuer-uri",
                                issuer(),
                                "spring.security.oauth2.resourceserver.jwt.audiences",
                                AUDIENCE,
                                // All of a test come from one address.
                                "epro.security.limits.strangers",
                                "1000000"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** How often somebody asked for its keys. */
    int asked() {
        return asked.get();
    }

    /** From now on it signs by another key; those before are still told. */
    void roll() {
        try {
            keys.add(
                    new RSAKeyGenerator(2048)
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(JWSAlgorithm.RS256)
                            .keyID(UUID.randomUUID().toString())
                            .generate());
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /** Tells only the newest key. */
    void withdraw() {
        keys.subList(0, keys.size() - 1).clear();
    }

    /** A token that says this, as the header has it. */
    String bearer(String role, Map<String, Object> claims) {
        var all = new HashMap<>(claims);
        all.put("epro_role", role);
        all.putIfAbsent("aud", AUDIENCE);
        all.putIfAbsent("sub", "a-person");
        return "Bearer " + server.anyToken(HttpUrl.get(issuer()), all, LIFE).serialize();
    }

    /** Whoever signs in next is this, and its token says so. */
    void signsIn(String role, Map<String, Object> claims) {
        var all = new HashMap<>(claims);
        all.put("epro_role", role);
        server.enqueueCallback(
                new DefaultOAuth2TokenCallback(
                        "hospital", "a-person", "JWT", List.of(AUDIENCE), all, LIFE.toSeconds()));
    }

    void start() {
        try {
            server.start(InetAddress.getLoopbackAddress(), port);
            running = true;
        } catch (RuntimeException e) {
            throw new AssertionError(e);
        }
    }

    void stop() {
        if (running) {
            server.shutdown();
            running = false;
            server = server();
        }
    }

    void hang() {
        way.block();
    }

    void goOn() {
        way.unblock();
    }

    private MockOAuth2Server server() {
        var signs =
                new KeyProvider() {
                    @Override
                    public JWK signingKey(String issuer) {
                        return keys.getLast();
                    }
                };
        return new MockOAuth2Server(
                new OAuth2Config(false, null, null, false, new OAuth2TokenProvider(signs)),
                new Keys());
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        way.close();
        stop();
    }

    /** All of them: the server itself would tell the one that signs. */
    private final class Keys implements Route {
        @Override
        public boolean match(OAuth2HttpRequest request) {
            return request.getUrl().encodedPath().endsWith("/jwks");
        }

        @Override
        public OAuth2HttpResponse invoke(@Nullable OAuth2HttpRequest request) {
            asked.incrementAndGet();
            return new OAuth2HttpResponse(
                    Headers.of("Content-Type", "application/json"),
                    200,
                    new JWKSet(List.<JWK>copyOf(keys)).toString(),
                    null);
        }
    }
}
