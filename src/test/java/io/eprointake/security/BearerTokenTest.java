package io.eprointake.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.eprointake.problem.Refused;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BearerTokenTest {

    /** RFC 6750, 2.1, with as many blanks as somebody likes. */
    private static final Pattern HEADER =
            Pattern.compile("bearer +([A-Za-z0-9-._~+/]+=*)", Pattern.CASE_INSENSITIVE);

    @Test
    void takesWhatTheRuleTakes() {
        var random = new Random(7);
        String[] parts = {
            "Bearer", "bearer", "Basic", " ", "  ", "=", "==", "aZ9", "-._~+/", "\u017f", "%", "\t"
        };
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            var header = new StringBuilder(random.nextBoolean() ? "Bearer " : "");
            for (int n = random.nextInt(5); n >= 0; n--) {
                header.append(parts[random.nextInt(parts.length)]);
            }
            Matcher rule = HEADER.matcher(header);
            if (rule.matches()) {
                taken++;
                assertThat(BearerToken.of(List.of(header.toString()))).isEqualTo(rule.group(1));
            } else {
                assertRefused(List.of(header.toString()));
            }
        }
        assertThat(taken).isGreaterThan(2_000);
    }

    @Test
    void takesOneOfAllowedLengthOnly() {
        assertThat(BearerToken.of(List.of())).isNull();
        assertThat(BearerToken.of(List.of("Bearer " + "a".repeat(8192)))).hasSize(8192);
        assertRefused(List.of("Bearer " + "a".repeat(8193)));
        assertRefused(List.of("Bearer a", "Bearer a"));
    }

    private static void assertRefused(List<String> headers) {
        assertThatExceptionOfType(Refused.class).isThrownBy(() -> BearerToken.of(headers));
    }
}
