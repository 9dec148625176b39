package io.eprointake.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.eprointake.security.keys.SigningKey;
import io.eprointake.testing.Client;
import io.eprointake.testing.Patients;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Tokens that somebody forged, bent or found: none lets in, none stores, and none is logged. */
@ExtendWith(OutputCaptureExtension.class)
class ForgedTokensIT {

    private static final String REFUSED = "epro_refused_total{reason=\"unauthenticated\"}";

    /** In each forged token's claims, so that a log that quotes one is found. */
    private static final String MALLORY = "mallory-of-the-forged-tokens";

    @TempDir static Path folder;
    private static RunningService service;
    private static Client client;
    private static HttpServer attackers;
    private static final AtomicInteger asked = new AtomicInteger();
    private static ECKey key;
    private static ECKey another;

    @BeforeAll
    static void start() throws IOException, ParseException, JOSEException {
        attackers =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        attackers.createContext(
                "/",
                call -> {
                    asked.incrementAndGet();
                    call.sendResponseHeaders(404, -1);
                    call.close();
                });
        attackers.start();
        service =
                RunningService.start(
                        folder,
                        "epro.security.sites",
                        "SITE01,SITE03",
                        "epro.security.limits.strangers",
                        "1000000");
        client = service.client();
        key = ECKey.parse(Files.readString(folder.resolve("tokens").resolve(SigningKey.FILE)));
        another = new ECKeyGenerator(Curve.P_256).keyID(key.getKeyID()).generate();
    }

    @AfterAll
    static void stop() {
        service.close();
        attackers.stop(0);
    }

    static Stream<Forged> forged() throws Exception {
        String attacker = "http://127.0.0.1:" + attackers.getAddress().getPort() + "/keys";
        String der = Base64.getEncoder().encodeToString(key.toPublicKey().getEncoded());
        String pem = "-----BEGIN PUBLIC KEY-----\n" + der + "\n-----END PUBLIC KEY-----\n";
        String good = good();
        String payload = good.split("\\.", -1)[1];
        String tampered =
                Base64URL.encode(claims(it -> it.claim("epro_sites", "SITE01")).toString())
                        .toString();
        var encrypted =
                new EncryptedJWT(
                        new JWEHeader(JWEAlgorithm.ECDH_ES, EncryptionMethod.A128GCM), claims());
        encrypted.encrypt(new ECDHEncrypter(key.toPublicJWK()));
        return Stream.of(
                new Forged("unsigned", new PlainJWT(claims()).serialize()),
                new Forged("HS256 by the public key's JSON", mac(key.toPublicJWK().toJSONString())),
                new Forged("HS256 by the public key's PEM", mac(pem)),
                new Forged("HS256 by the public key's Base64", mac(der)),
                new Forged("another key under the known id", signed(claims(), another, it -> {})),
                new Forged("another key, no id", signed(claims(), another, it -> it.keyID(null))),
                new Forged("another audience", by(it -> it.audience("another-service"))),
                new Forged("no audience", by(it -> it.audience((String) null))),
                new Forged("another issuer", by(it -> it.issuer("https://issuer.example"))),
                new Forged("no issuer", by(it -> it.issuer(null))),
                new Forged("expired", by(it -> it.expirationTime(in(-40)))),
                new Forged("not yet valid", by(it -> it.notBeforeTime(in(40)))),
                new Forged("never expires", by(it -> it.expirationTime(null))),
                new Forged(
                        "another payload", good.replace("." + payload + ".", "." + tampered + ".")),
                new Forged("no signature", good.substring(0, good.lastIndexOf('.') + 1)),
                new Forged(
                        "a signature of zeros",
                        good.substring(0, good.lastIndexOf('.') + 1)
                                + Base64URL.encode(new byte[64])),
                new Forged("an id that is a path", foreign(it -> it.keyID("../../../dev/null"))),
                new Forged("an id that is SQL", foreign(it -> it.keyID("' or '1'='1' --"))),
                new Forged("an id that is an address", foreign(it -> it.keyID(attacker))),
                new Forged("jku", foreign(it -> it.jwkURL(URI.create(attacker)))),
                new Forged("x5u", foreign(it -> it.x509CertURL(URI.create(attacker)))),
                new Forged("jwk", foreign(it -> it.jwk(another.toPublicJWK()))),
                new Forged("jwk, no id", foreign(it -> it.keyID(null).jwk(another.toPublicJWK()))),
                new Forged("a logout token", typed("logout+jwt")),
                new Forged("a proof", typed("dpop+jwt")),
                new Forged(
                        "an extension that must be understood",
                        signed(
                                claims(),
                                key,
                                it -> it.criticalParams(Set.of("x")).customParam("x", "y"))),
                new Forged("encrypted", encrypted.serialize()),
                new Forged(
                        "of 7 KB",
                        signed(
                                claims(it -> it.claim("groups", "g".repeat(5000))),
                                another,
                                it -> {})),
                new Forged("no site that there is", by(it -> it.claim("epro_sites", "SITE99"))),
                new Forged(
                        "several roles", by(it -> it.claim("epro_role", List.of("system", "ops")))),
                new Forged("no role", by(it -> it.claim("epro_role", null))),
                new Forged("a role that there is not", by(it -> it.claim("epro_role", "admin"))),
                new Forged("site without sites", by(it -> it.claim("epro_role", "site"))),
                new Forged("something else", "not-a-token"));
    }

    @ParameterizedTest
    @MethodSource("forged")
    void aForgedTokenLetsNobodyIn(Forged forged, CapturedOutput output) {
        double before = client.metric(REFUSED);
        UUID id = UUID.randomUUID();

        HttpResponse<String> answer =
                post(id, "/reports", "Authorization", "Bearer " + forged.token);

        assertRefused(answer, id);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer error=\"invalid_token\"");
        assertThat(client.metric(REFUSED)).isEqualTo(before + 1);
        assertThat(output.getAll()).contains("A caller was not let in why=");
        assertNothingOf(forged.token, output.getAll());
        assertNothingOf(forged.token, answer.body());
        assertThat(asked).hasValue(0);
    }

    @Test
    void theSameWithNothingForgedLetsIn() throws Exception {
        for (String token :
                List.of(
                        good(),
                        typed("at+jwt"),
                        by(it -> it.expirationTime(in(-20))), // clocks differ
                        by(it -> it.notBeforeTime(in(20))),
                        by(it -> it.claim("groups", "g".repeat(5000))))) {
            UUID id = UUID.randomUUID();

            assertThat(post(id, "/reports", "Authorization", "Bearer " + token).statusCode())
                    .isEqualTo(202);
            assertThat(client.get("/reports/" + id).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theReasonIsInTheLogOnly(CapturedOutput output) throws Exception {
        Map<String, String> reasons =
                Map.of(
                        "several roles", by(it -> it.claim("epro_role", List.of("system", "ops"))),
                        "no role", by(it -> it.claim("epro_role", List.of("admin"))),
                        "no sites", by(it -> it.claim("epro_role", "site")),
                        "no site or study that there is",
                                by(it -> it.claim("epro_sites", List.of("SITE99"))));
        reasons.forEach((reason, token) -> {
            HttpResponse<String> answer =
                    post(UUID.randomUUID(), "/reports", "Authorization", "Bearer " + token);

            assertThat(Client.tree(answer).path("detail").asText())
                    .isEqualTo("The token lets nobody in.");
            assertThat(output.getAll()).contains("A caller was not let in why=\"" + reason + "\"");
        });
    }

    @Test
    void ofTwoTokensNeitherIsTaken(CapturedOutput output) throws Exception {
        double before = client.metric(REFUSED);
        UUID id = UUID.randomUUID();

        HttpResponse<String> answer =
                post(
                        id,
                        "/reports",
                        "Authorization",
                        "Bearer " + good(),
                        "Authorization",
                        client.bearer("ops"));

        assertRefused(answer, id);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer error=\"invalid_request\"");
        assertThat(client.metric(REFUSED)).isEqualTo(before + 1);
        assertNothingOf(good(), output.getAll());
    }

    @Test
    void aTokenThatIsNotInItsHeaderIsNone(CapturedOutput output) throws Exception {
        UUID id = UUID.randomUUID();
        double before = client.metric(REFUSED);

        assertRefused(post(id, "/reports?access_token=" + good(), "Authorization", ""), id);
        assertRefused(
                post(id, "/reports", "Authorization", "", "Cookie", "access_token=" + good()), id);
        assertRefused(
                client.post(
                        "/reports",
                        "application/x-www-form-urlencoded",
                        ("access_token=" + good()).getBytes(StandardCharsets.UTF_8),
                        "Authorization",
                        ""),
                id);
        assertThat(client.metric(REFUSED)).isEqualTo(before + 3);
        assertNothingOf(good(), output.getAll());
    }

    @Test
    void aTokenOfMoreThanEightThousandCharactersIsNotLookedAt(CapturedOutput output)
            throws Exception {
        String token = by(it -> it.claim("groups", "g".repeat(7_000)));
        UUID id = UUID.randomUUID();

        HttpResponse<String> answer = post(id, "/reports", "Authorization", "Bearer " + token);

        assertRefused(answer, id);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer error=\"invalid_request\"");
        assertNothingOf(token, output.getAll());
    }

    @Test
    void whatIsTooLongForAHeaderIsRefusedByTheContainer(CapturedOutput output) throws Exception {
        String token = by(it -> it.claim("groups", "g".repeat(75_000)));
        UUID id = UUID.randomUUID();

        HttpResponse<String> answer = post(id, "/reports", "Authorization", "Bearer " + token);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Client.tree(answer).path("code").asText()).isEqualTo("malformed");
        assertThat(client.get("/reports/" + id).statusCode()).isEqualTo(404);
        assertNothingOf(token, output.getAll());
    }

    private static HttpResponse<String> post(UUID id, String path, String... headers) {
        byte[] report = Client.json(Patients.withoutNarrative(id, Patients.subject()));
        return client.post(path, "application/json", report, headers);
    }

    private static void assertRefused(HttpResponse<String> answer, UUID id) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
        assertThat(Client.tree(answer).path("code").asText()).isEqualTo("unauthenticated");
        assertThat(client.get("/reports/" + id).statusCode()).isEqualTo(404);
    }

    /** No claim of it, and no 16 characters in a row. */
    private static void assertNothingOf(String token, String text) {
        assertThat(text).doesNotContain(MALLORY);
        for (String part : token.split("\\.", -1)) {
            for (int i = 0; i + 16 <= part.length(); i += 8) {
                assertThat(text).doesNotContain(part.substring(i, i + 16));
            }
        }
    }

    private static String good() throws JOSEException, ParseException {
        return signed(claims(), key, it -> {});
    }

    /** By the right key. */
    private static String by(Consumer<JWTClaimsSet.Builder> change)
            throws JOSEException, ParseException {
        return signed(claims(change), key, it -> {});
    }

    private static String foreign(Consumer<JWSHeader.Builder> header)
            throws JOSEException, ParseException {
        return signed(claims(), another, header);
    }

    private static String typed(String type) throws JOSEException, ParseException {
        return signed(claims(), key, it -> it.type(new JOSEObjectType(type)));
    }

    private static String mac(String secret) throws JOSEException, ParseException {
        return signed(
                claims(),
                new MACSigner(secret.getBytes(StandardCharsets.UTF_8)),
                JWSAlgorithm.HS256,
                it -> {});
    }

    private static String signed(JWTClaimsSet claims, ECKey by, Consumer<JWSHeader.Builder> header)
            throws JOSEException {
        return signed(claims, new ECDSASigner(by), JWSAlgorithm.ES256, header);
    }

    private static String signed(
            JWTClaimsSet claims,
            JWSSigner by,
            JWSAlgorithm algorithm,
            Consumer<JWSHeader.Builder> change)
            throws JOSEException {
        var header = new JWSHeader.Builder(algorithm).keyID(key.getKeyID());
        change.accept(header);
        var token = new SignedJWT(header.build(), claims);
        token.sign(by);
        return token.serialize();
    }

    private static JWTClaimsSet claims() throws ParseException {
        return claims(it -> {});
    }

    /** What the service says of a system, and a change. */
    private static JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change)
            throws ParseException {
        String own = client.bearer("system").substring("Bearer ".length());
        var claims = new JWTClaimsSet.Builder(SignedJWT.parse(own).getJWTClaimsSet());
        claims.subject(MALLORY).issueTime(in(-3600));
        change.accept(claims);
        return claims.build();
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plus(Duration.ofSeconds(seconds)));
    }

    /** What {@code name} says of it. */
    record Forged(String name, String token) {
        @Override
        public String toString() {
            return name;
        }
    }
}
