package io.eprointake.security;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.eprointake.security.keys.KeySets;
import io.eprointake.security.keys.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.security.oauth2.resource.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** How people's tokens are checked: by the identity provider's keys, or by the service's own. */
@Configuration(proxyBeanMethods = false)
class PeopleConfiguration {

    private static final Logger log = LoggerFactory.getLogger(PeopleConfiguration.class);

    /**
     * What is signed with a public and a private key; nothing with a shared one, and not nothing.
     */
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    @Bean
    JwtDecoder jwtDecoder(
            OAuth2ResourceServerProperties provider,
            SecurityProperties settings,
            InstantSource clock) {
        var jwt = provider.getJwt();
        if (jwt.getIssuerUri() == null
                && jwt.getJwkSetUri() == null
                && jwt.getPublicKeyLocation() == null) {
            var key = SigningKey.in(settings.folder());
            new LocalTokens(key, settings.claims(), clock.instant()).write(settings.folder());
            log.info(
                    "Only this machine can reach the service. Its tokens, one a role, are in {}",
                    settings.folder());
            return decoder(
                    new ImmutableJWKSet<>(key.publicKeys()),
                    LocalTokens.ISSUER,
                    List.of(LocalTokens.AUDIENCE),
                    settings.clockSkew(),
                    clock);
        }
        return decoder(
                keys(jwt), jwt.getIssuerUri(), jwt.getAudiences(), settings.clockSkew(), clock);
    }

    private static JWKSource<SecurityContext> keys(OAuth2ResourceServerProperties.Jwt jwt) {
        if (jwt.getJwkSetUri() != null) {
            return KeySets.at(URI.create(jwt.getJwkSetUri()));
        }
        if (jwt.getPublicKeyLocation() != null) {
            try {
                return KeySets.ofPem(jwt.readPublicKey());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return KeySets.ofIssuer(jwt.getIssuerUri());
    }

    /**
     * @param issuer null for any that these keys sign for
     */
    private static JwtDecoder decoder(
            JWKSource<SecurityContext> keys,
            @Nullable String issuer,
            List<String> audiences,
            Duration skew,
            InstantSource clock) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        // What it says is checked below.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        var decoder = new NimbusJwtDecoder(processor);
        var times = new JwtTimestampValidator(skew);
        times.setClock(clock.withZone(ZoneOffset.UTC));
        decoder.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(
                        new JwtClaimValidator<>(JwtClaimNames.EXP, ends -> ends != null),
                        times,
                        new JwtClaimValidator<>(
                                JwtClaimNames.ISS,
                                iss -> issuer == null || issuer.equals(String.valueOf(iss))),
                        new JwtClaimValidator<List<String>>(
                                JwtClaimNames.AUD,
                                aud -> aud != null && aud.stream().anyMatch(audiences::contains))));
        return decoder;
    }
}
