package io.eprointake.security;

import com.nimbusds.jwt.JWTClaimsSet;
import io.eprointake.report.Scope;
import io.eprointake.report.Subject;
import io.eprointake.security.SecurityProperties.Claims;
import io.eprointake.security.keys.SigningKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that are signed with a key of one's own, for whoever has no identity provider: on the
 * machine where the service runs, or for the containers of one.
 */
public final class LocalTokens {

    static final String ISSUER = "urn:epro-intake:local";

    /** For whom they are made: what {@code audiences} must be where they are configured. */
    public static final String AUDIENCE = "epro-intake";

    /** Those that are made for each role. */
    public static final Duration LIFE = Duration.ofDays(90);

    /** Of the README's examples. */
    private static final Scope SITES = new Scope(null, Set.of("SITE01", "SITE03"), null);

    private static final Scope PHONE = Scope.of("ONC-301", "SITE03", "SITE03-0042");

    private final SigningKey key;
    private final Claims names;
    private final Instant now;

    LocalTokens(SigningKey key, Claims names, Instant now) {
        this.key = key;
        this.names = names;
        this.now = now;
    }

    /**
     * Tokens of a folder's key, which is made if there is none.
     *
     * @throws IllegalStateException when others than its owner may read the key, or it is none
     */
    public static LocalTokens in(Path folder, Instant now) {
        return new LocalTokens(SigningKey.in(folder), Claims.DEFAULT, now);
    }

    /**
     * Puts into the folder what checks the tokens, and a fresh token for each role: a phone's and a
     * site's are those of the README, a system's may all.
     */
    public void write(Path folder) {
        key.writePublic(folder);
        for (Role role : Role.values()) {
            Scope scope =
                    switch (role) {
                        case PATIENT -> PHONE;
                        case SITE -> SITES;
                        default -> Scope.ALL;
                    };
            Set<May> may = role == Role.SYSTEM ? Set.of(May.values()) : Set.of();
            key.write(
                    folder.resolve(role.word() + ".jwt"),
                    sign("local " + role.word(), role, may, scope, LIFE));
        }
    }

    /** A token that says this. */
    public String sign(String name, Role role, Set<May> may, Scope scope, Duration life) {
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(AUDIENCE)
                        .subject(name)
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(life)))
                        .claim(names.role(), role.word())
                        .claim(names.may(), may.stream().map(May::word).sorted().toList())
                        .claim(names.studies(), list(scope.studies()))
                        .claim(names.sites(), list(scope.sites()));
        Subject subject = scope.subject();
        return key.sign(
                claims.claim(names.subject(), subject == null ? null : subject.id()).build());
    }

    /** What is null is no claim. */
    private static @Nullable List<String> list(@Nullable Set<String> names) {
        return names == null ? null : names.stream().sorted().toList();
    }
}
