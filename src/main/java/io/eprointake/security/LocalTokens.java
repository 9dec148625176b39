package io.eprointake.security;

import com.nimbusds.jwt.JWTClaimsSet;
import io.eprointake.security.keys.SigningKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Tokens that the service signs itself, one a role, for whoever has no identity provider: on the
 * machine where it runs, or for the containers of one.
 */
final class LocalTokens {

    static final String ISSUER = "urn:epro-intake:local";
    static final String AUDIENCE = "epro-intake";

    private static final Duration LIFE = Duration.ofDays(90);

    /** Of the README's examples. */
    private static final List<String> STUDIES = List.of("ONC-301");

    private static final List<String> SITES = List.of("SITE01", "SITE03");

    private static final String PHONES_SITE = "SITE03";
    private static final String PHONES_SUBJECT = "SITE03-0042";

    private LocalTokens() {}

    /** Makes the key if there is none, and a fresh token for each role beside it. */
    static SigningKey make(Path folder, SecurityProperties.Claims names, Instant now) {
        SigningKey key = SigningKey.in(folder);
        for (var role : claims(names).entrySet()) {
            String word = role.getKey().word();
            key.write(folder.resolve(word + ".jwt"), sign(key, word, role.getValue(), names, now));
        }
        return key;
    }

    private static Map<Role, Map<String, Object>> claims(SecurityProperties.Claims names) {
        Map<Role, Map<String, Object>> claims = new EnumMap<>(Role.class);
        claims.put(
                Role.PATIENT,
                Map.of(
                        names.studies(), STUDIES,
                        names.sites(), PHONES_SITE,
                        names.subject(), PHONES_SUBJECT));
        claims.put(Role.SITE, Map.of(names.sites(), SITES));
        claims.put(
                Role.SYSTEM,
                Map.of(names.may(), List.of("reports", "enrollment", "metrics", "narratives")));
        claims.put(Role.DASHBOARD, Map.of());
        claims.put(Role.ANALYST, Map.of());
        claims.put(Role.OPS, Map.of());
        return claims;
    }

    private static String sign(
            SigningKey key,
            String role,
            Map<String, Object> its,
            SecurityProperties.Claims names,
            Instant now) {
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(AUDIENCE)
                        .subject("local " + role)
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFE)))
                        .claim(names.role(), role);
        its.forEach(claims::claim);
        return key.sign(claims.build());
    }
}
