package io.eprointake.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * The secret that the service and the analyzer's process share. No text of it is ever made but the
 * header.
 */
record AnalyzerToken(String value) {

    /** What RFC 6750 lets a header carry, and as long as cannot be guessed. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]{32,}=*");

    private static final String SCHEME = "Bearer ";

    /** What makes one of a setting, and looks for a method like this. */
    public static AnalyzerToken valueOf(String value) {
        return new AnalyzerToken(value);
    }

    boolean isWellFormed() {
        return FORM.matcher(value).matches();
    }

    /** The value of an Authorization header. */
    String header() {
        return SCHEME + value;
    }

    /** Takes as long for a value that is nearly right as for any other. */
    boolean isIn(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        value.getBytes(UTF_8), header.substring(SCHEME.length()).getBytes(UTF_8));
    }

    @Override
    public String toString() {
        return "***";
    }
}
