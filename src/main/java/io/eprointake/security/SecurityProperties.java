package io.eprointake.security;

import io.eprointake.security.keys.KeySets;
import io.eprointake.security.keys.SigningKey;
import io.eprointake.settings.Settings;
import io.eprointake.settings.SettingsRules;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who is let in. By whose keys people's tokens are checked, Spring's own settings say: {@code
 * spring.security.oauth2.resourceserver.jwt}.
 *
 * @param folder where the service keeps the key and the tokens that it makes for itself when those
 *     settings are empty
 * @param clockSkew by how much the clock of whoever made a token may differ
 * @param claims where a token says what its holder is
 * @param roles the provider's words for the roles; when empty, the words are the service's own
 * @param sites those that there are; what a token says of others counts for nothing. Empty for any
 * @param codeLife how long an activation code may be used
 * @param deviceLife how long a phone's token lasts after it was last used
 * @param sessionLife how long somebody stays signed in at the page, if their token lasts as long
 * @param hearing how often a replica listens for tokens that were revoked elsewhere
 * @param mostKnown tokens that are known at once without looking them up again
 * @param corsOrigins whose pages may call; none when empty
 * @param signIn by the identity provider, at the page
 * @param limits of calls
 */
@Validated
@ConfigurationProperties("epro.security")
record SecurityProperties(
        @DefaultValue("data/tokens") Path folder,
        @DurationMin(millis = 0) @DurationMax(minutes = 2) @DefaultValue("30s") Duration clockSkew,
        @Valid @DefaultValue Claims claims,
        @DefaultValue Map<String, Role> roles,
        @DefaultValue Set<String> sites,
        @DurationMin(minutes = 1) @DurationMax(days = 14) @DefaultValue("14d") Duration codeLife,
        @DurationMin(hours = 1) @DurationMax(days = 400) @DefaultValue("90d") Duration deviceLife,
        @DurationMin(minutes = 1) @DurationMax(hours = 24) @DefaultValue("12h")
                Duration sessionLife,
        @DurationMin(millis = 10) @DurationMax(millis = 1000) @DefaultValue("500ms")
                Duration hearing,
        @Min(1) @Max(10_000_000) @DefaultValue("100000") int mostKnown,
        @DefaultValue List<String> corsOrigins,
        @Valid @DefaultValue SignIn signIn,
        @Valid @DefaultValue Limits limits)
        implements SettingsRules {

    private static final String PROVIDER = "spring.security.oauth2.resourceserver.jwt.";
    private static final String FOLDER = "epro.security.folder";

    @Override
    public void rules(Settings settings) {
        settings.apart("server.port", "management.server.port");
        settings.sslBundle("server.ssl.bundle");
        settings.sslBundle("management.server.ssl.bundle");
        if (settings.isActive("analyzer")) {
            return;
        }
        settings.httpAddress(PROVIDER + "issuer-uri");
        settings.value(PROVIDER + "jwk-set-uri", String.class)
                .ifPresent(uri -> checkKeySet(settings, uri));
        List<String> provider =
                Stream.of("issuer-uri", "jwk-set-uri", "public-key-location")
                        .map(PROVIDER::concat)
                        .filter(settings::isSet)
                        .toList();
        if (!provider.isEmpty()) {
            if (!settings.isSet(PROVIDER + "audiences")) {
                settings.refuse(
                        List.of(provider.getFirst(), PROVIDER + "audiences"),
                        "for whom tokens are made; else every token of the identity provider would be let in, whatever it was made for");
            }
            return;
        }
        for (String address : List.of("server.address", "management.server.address")) {
            if (!settings.isLoopback(address)) {
                settings.refuse(
                        address,
                        "127.0.0.1 as long as no identity provider or key is configured: set %sissuer-uri or jwk-set-uri, and audiences"
                                .formatted(PROVIDER));
            }
        }
        if (signIn.clientId() != null && !settings.isSet(PROVIDER + "issuer-uri")) {
            settings.refuse(
                    "epro.security.sign-in.client-id",
                    "there is no provider",
                    "set with %sissuer-uri, where people sign in".formatted(PROVIDER));
        }
        if (signIn.clientSecretFile() != null && !Files.isRegularFile(signIn.clientSecretFile())) {
            settings.refuse(
                    "epro.security.sign-in.client-secret-file",
                    "it cannot be read",
                    "a file that the service may read, with the secret and nothing else");
        }
        try {
            SigningKey.check(folder);
        } catch (IllegalStateException e) {
            settings.refuse(
                    FOLDER,
                    String.valueOf(e.getMessage()),
                    "a folder whose "
                            + SigningKey.FILE
                            + " is the service's own and only its owner's: chmod 600");
        }
    }

    private static void checkKeySet(Settings settings, String uri) {
        if (uri.startsWith("file:")) {
            try {
                KeySets.check(URI.create(uri));
            } catch (IllegalArgumentException | IOException e) {
                settings.refuse(
                        PROVIDER + "jwk-set-uri",
                        "a file that can be read, with a set of public keys (JWKS), or an http address");
            }
        } else {
            settings.httpAddress(PROVIDER + "jwk-set-uri");
        }
    }

    /**
     * The names of claims; a dotted one goes into objects unless a claim has just that name.
     *
     * @param role one word or several; exactly one of them must be a role
     * @param sites one or several; absent for all, except that a site's staff must have one
     * @param studies one or several; absent for all
     * @param subject a patient's
     * @param may what is granted beside the role
     */
    record Claims(
            @NotBlank @DefaultValue("epro_role") String role,
            @NotBlank @DefaultValue("epro_sites") String sites,
            @NotBlank @DefaultValue("epro_studies") String studies,
            @NotBlank @DefaultValue("epro_subject") String subject,
            @NotBlank @DefaultValue("epro_may") String may) {

        static final Claims DEFAULT =
                new Claims("epro_role", "epro_sites", "epro_studies", "epro_subject", "epro_may");
    }

    /**
     * How people sign in by the provider at {@code issuer-uri}.
     *
     * @param clientId as which the provider knows this service; null when nobody signs in so
     * @param clientSecretFile a file with what it wants to see besides; read each time
     * @param scopes that are asked for; the access token must have the claims and the audience
     * @param name of the provider, as its button says it
     */
    record SignIn(
            @Size(min = 1) @Nullable String clientId,
            @Nullable Path clientSecretFile,
            @NotEmpty @DefaultValue("openid") List<String> scopes,
            @NotBlank @DefaultValue("OpenID Connect") String name) {}

    /**
     * How many calls are taken in a period; the next gets 429.
     *
     * @param period over which they are counted
     * @param patient of one phone
     * @param person of one person: a site's staff, an analyst, operations
     * @param system of one program
     * @param strangers calls with a token or a code that is none, from one address
     */
    record Limits(
            @DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("10s") Duration period,
            @Min(1) @DefaultValue("100") int patient,
            @Min(1) @DefaultValue("500") int person,
            @Min(1) @DefaultValue("50000") int system,
            @Min(1) @DefaultValue("20") int strangers) {

        int of(Role role) {
            return switch (role) {
                case PATIENT -> patient;
                case SITE, ANALYST, OPS -> person;
                case SYSTEM, DASHBOARD -> system;
            };
        }
    }
}
