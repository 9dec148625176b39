package io.eprointake.notice;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * By which a receiver knows that a webhook is from here, as <a
 * href="https://www.standardwebhooks.com">Standard Webhooks</a> has it. No text of it is ever made.
 */
record WebhookSecret(String value) {

    /** What {@link #isWellFormed} wants, in words. */
    static final String FORM = "whsec_ and 24 to 64 bytes in base64";

    private static final String PREFIX = "whsec_";
    private static final int LEAST = 24;
    private static final int MOST = 64;

    /** What makes one of a setting, and looks for a method like this. */
    public static WebhookSecret valueOf(String value) {
        return new WebhookSecret(value.strip());
    }

    boolean isWellFormed() {
        try {
            int length = key().length;
            return value.startsWith(PREFIX) && length >= LEAST && length <= MOST;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private byte[] key() {
        return Base64.getDecoder()
                .decode(value.startsWith(PREFIX) ? value.substring(PREFIX.length()) : "");
    }

    /**
     * One of the signatures of a header.
     *
     * @param seconds since 1970-01-01T00:00Z
     */
    String sign(String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key(), "HmacSHA256"));
            mac.update((id + "." + seconds + ".").getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
