package io.eprointake.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.eprointake.security.credential.OpaqueToken;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;

/**
 * The cookie of who is signed in. It is sent by the browser whoever asks it to, so what changes
 * anything must carry a second token, which only a page of this service could read.
 */
final class SessionCookie {

    /** The header of that second token. */
    static final String CSRF = "X-CSRF-Token";

    private SessionCookie() {}

    /** Over TLS the browser itself sees to it that no other host has set it. */
    private static String name(HttpServletRequest request) {
        return request.isSecure() ? "__Host-epro" : "epro";
    }

    /** Null when there is none. */
    static @Nullable String of(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            String name = name(request);
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(name)) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }

    /** As a response sets it: until the browser ends, and no longer than the session. */
    static String set(HttpServletRequest request, String value) {
        return cookie(request, value).build().toString();
    }

    static String clear(HttpServletRequest request) {
        return cookie(request, "").maxAge(0).build().toString();
    }

    private static ResponseCookie.ResponseCookieBuilder cookie(
            HttpServletRequest request, String value) {
        return ResponseCookie.from(name(request), value)
                .path("/")
                .httpOnly(true)
                .sameSite("Strict")
                .secure(request.isSecure());
    }

    /** What must come with it when something is changed. */
    static String csrf(String cookie) {
        return OpaqueToken.digest("csrf " + cookie);
    }

    static boolean guarded(HttpServletRequest request, String cookie) {
        String shown = request.getHeader(CSRF);
        return shown != null
                && MessageDigest.isEqual(shown.getBytes(US_ASCII), csrf(cookie).getBytes(US_ASCII));
    }
}
