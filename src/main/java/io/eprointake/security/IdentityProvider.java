package io.eprointake.security;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.eprointake.leakwatch.Deadline;
import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.Permits;
import io.eprointake.leakwatch.Permits.Permit;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.security.SecurityProperties.SignIn;
import io.eprointake.security.credential.OpaqueToken;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The institution's, asked who somebody is: OpenID Connect's code flow with PKCE. It may be slow,
 * hung or gone: each question has a deadline, and so many are asked at once.
 */
final class IdentityProvider {

    private static final Logger log = LoggerFactory.getLogger(IdentityProvider.class);

    private static final Duration BUDGET = Duration.ofSeconds(8);
    private static final int CONNECT_MS = 2000;
    private static final int READ_MS = 5000;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Issuer issuer;
    private final ClientID client;
    private final @Nullable Path secretFile;
    private final Scope scope;
    private final Ledger ledger;
    private final ThreadFactory threads;
    private final Permits permits;
    private volatile @Nullable OIDCProviderMetadata known;

    /**
     * @param permits for what is asked at once
     */
    IdentityProvider(
            String issuer, SignIn settings, Ledger ledger, ThreadFactory threads, Permits permits) {
        this.issuer = new Issuer(issuer);
        this.client = new ClientID(settings.clientId());
        this.secretFile = settings.clientSecretFile();
        this.scope = new Scope(settings.scopes().toArray(String[]::new));
        this.ledger = ledger;
        this.threads = threads;
        this.permits = permits;
    }

    /**
     * Where the browser goes, to say who its person is.
     *
     * @param secret of this browser, by which its way back is known
     * @param back where it comes back to
     * @throws Refused when the provider does not tell its addresses
     */
    URI begin(String secret, URI back) {
        OIDCProviderMetadata provider = ask(this::metadata);
        return new AuthenticationRequest.Builder(ResponseType.CODE, scope, client, back)
                .endpointURI(provider.getAuthorizationEndpointURI())
                .state(state(secret))
                .nonce(nonce(secret))
                .codeChallenge(verifier(secret), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /** Whether a browser comes back from where it was sent. */
    static boolean isState(@Nullable String state, String secret) {
        return state != null
                && MessageDigest.isEqual(
                        state.getBytes(StandardCharsets.UTF_8),
                        state(secret).getValue().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The person's token, for the code that their browser came back with.
     *
     * @throws Refused when the provider does not know the code, or does not answer
     */
    String token(String code, String secret, URI back) {
        return ask(() -> {
            var grant =
                    new AuthorizationCodeGrant(new AuthorizationCode(code), back, verifier(secret));
            URI endpoint = metadata().getTokenEndpointURI();
            HTTPRequest request = request(endpoint, grant).toHTTPRequest();
            request.setConnectTimeout(CONNECT_MS);
            request.setReadTimeout(READ_MS);
            TokenResponse answer = OIDCTokenResponseParser.parse(request.send());
            if (!(answer instanceof OIDCTokenResponse tokens)) {
                throw new Refused(Problem.UNAUTHENTICATED, "The provider let nobody in.");
            }
            return of(tokens.getOIDCTokens(), secret);
        });
    }

    private TokenRequest request(URI endpoint, AuthorizationCodeGrant grant) throws IOException {
        return secretFile == null
                ? new TokenRequest.Builder(endpoint, client, grant).build()
                : new TokenRequest.Builder(
                                endpoint,
                                new ClientSecretBasic(
                                        client, new Secret(Files.readString(secretFile).strip())),
                                grant)
                        .build();
    }

    /**
     * Came from the provider itself, over its own connection; the nonce binds it to the browser.
     */
    private static String of(OIDCTokens tokens, String secret) throws java.text.ParseException {
        JWTClaimsSet claims = tokens.getIDToken().getJWTClaimsSet();
        if (!nonce(secret).getValue().equals(claims.getStringClaim("nonce"))) {
            throw new Refused(Problem.UNAUTHENTICATED, "The provider answered somebody else.");
        }
        return tokens.getAccessToken().getValue();
    }

    /** Once it was told, it holds until the service starts anew. */
    private OIDCProviderMetadata metadata() throws IOException, GeneralException {
        OIDCProviderMetadata told = known;
        if (told == null) {
            told = OIDCProviderMetadata.resolve(issuer, CONNECT_MS, READ_MS);
            known = told;
        }
        return told;
    }

    private <T> T ask(Callable<T> question) {
        Permit permit = permits.tryAcquire();
        if (permit == null) {
            throw new Refused(Problem.OVERLOADED, "Too many sign in at once.", RETRY_AFTER);
        }
        try {
            return Deadline.start(
                            ledger, threads, permit, "sign-in", issuer.getValue(), BUDGET, question)
                    .outcome()
                    .get();
        } catch (ExecutionException e) {
            throw refused(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(e);
        }
    }

    /** Of what a provider answers nothing is told: it may have a code or a token in it. */
    private static Refused refused(@Nullable Throwable why) {
        if (why instanceof Refused refused) {
            return refused;
        }
        log.atWarn()
                .addKeyValue("why", why == null ? "nothing" : why.getClass().getSimpleName())
                .log("The identity provider did not say who somebody is");
        return why instanceof ParseException || why instanceof java.text.ParseException
                ? new Refused(Problem.UNAUTHENTICATED, "The provider's answer cannot be read.")
                : new Refused(
                        Problem.KEYS_UNAVAILABLE,
                        "The identity provider does not answer; try again.",
                        RETRY_AFTER);
    }

    private static State state(String secret) {
        return new State(OpaqueToken.digest("state " + secret));
    }

    private static Nonce nonce(String secret) {
        return new Nonce(OpaqueToken.digest("nonce " + secret));
    }

    private static CodeVerifier verifier(String secret) {
        return new CodeVerifier(OpaqueToken.digest("verifier " + secret));
    }
}
