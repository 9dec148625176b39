package io.eprointake.logging;

import java.util.Enumeration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The id that a request's answer and its lines in the log have in common: the caller's own where it
 * is one, since the caller finds it in a log of its own.
 */
final class RequestId {

    static final String HEADER = "X-Request-Id";
    static final String TRACE_HEADER = "traceparent";

    private static final int LONGEST = 64;

    /** W3C Trace Context 3.2: version, trace id, parent id, flags; more only in later versions. */
    private static final Pattern TRACE_PARENT =
            Pattern.compile(
                    "(?!ff)(?:00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
                            + "|(?!00)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?)");

    private RequestId() {}

    /**
     * Of a request with these headers. A header that is there twice says nothing.
     *
     * @param ids of {@link #HEADER}
     * @param traces of {@link #TRACE_HEADER}
     */
    static String of(Enumeration<String> ids, Enumeration<String> traces) {
        String id = only(ids);
        if (id != null && isOne(id)) {
            return id;
        }
        String trace = only(traces);
        String traced = trace == null ? null : traceId(trace);
        return traced == null ? fresh() : traced;
    }

    private static @Nullable String only(Enumeration<String> values) {
        String first = values.hasMoreElements() ? values.nextElement() : null;
        return values.hasMoreElements() ? null : first;
    }

    /** Nothing that could end a line of a log or begin another key. */
    static boolean isOne(String id) {
        return !id.isEmpty() && id.length() <= LONGEST && id.chars().allMatch(RequestId::isTaken);
    }

    private static boolean isTaken(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    static @Nullable String traceId(String parent) {
        var found = TRACE_PARENT.matcher(parent);
        if (!found.matches()) {
            return null;
        }
        return found.group(1) == null ? found.group(2) : found.group(1);
    }

    /** To be told from others and no more: whoever guesses one has gained nothing. */
    private static String fresh() {
        var random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
