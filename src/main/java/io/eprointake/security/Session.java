package io.eprointake.security;

import java.time.Instant;

/**
 * Somebody is signed in at the page.
 *
 * @param digest of their cookie
 * @param token that they showed, which is theirs in each call
 * @param name whose it is
 * @param until when it ends by itself, no later than the token
 */
record Session(String digest, String token, String name, Instant until) {

    @Override
    public String toString() {
        return "Session[" + name + "]";
    }
}
