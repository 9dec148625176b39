package io.eprointake.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens, activation codes and keys of the run. They are written down as what patients say is, so
 * that the check at the end looks for them in every log.
 */
public final class Secrets {

    private static final String SCHEME = "Bearer ";

    /** So that one that is sent a thousand times is written down once. */
    private static final Set<String> NOTED = ConcurrentHashMap.newKeySet();

    private Secrets() {}

    /** Writes one down, whole and in the parts that a JWT has, and returns it. */
    public static String note(String secret) {
        if (NOTED.add(secret)) {
            Patients.says(secret);
        }
        return secret;
    }

    /** Writes down what a request shows. */
    static void noteHeader(String authorization) {
        if (authorization.startsWith(SCHEME)) {
            note(authorization.substring(SCHEME.length()));
        }
    }

    /** Writes down what a body holds of them: a code, as it is read and as it is kept, a token. */
    static void noteBody(String body) {
        try {
            JsonNode fields = Client.JSON.readTree(body);
            String code = fields.path("code").asText();
            List.of(code, code.replace("-", ""), fields.path("token").asText())
                    .forEach(Secrets::note);
        } catch (JsonProcessingException e) {
            // What is no JSON has none of them.
        }
    }
}
