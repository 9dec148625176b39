package io.eprointake.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContentDigestTest {

    private static final int LENGTH = 64;

    @Test
    void receiptsThatWereGivenStayValid() throws IOException {
        List<String> recorded;
        try (InputStream in =
                Objects.requireNonNull(getClass().getResourceAsStream("/reports/digests.txt"))) {
            recorded = new String(in.readAllBytes(), UTF_8).lines().toList();
        }

        assertThat(recorded).hasSize(117);
        assertThat(IntStream.range(0, recorded.size()).filter(i -> !same(recorded.get(i))))
                .as("lines of which the digest is another")
                .isEmpty();
    }

    private static boolean same(String line) {
        byte[] body = line.substring(LENGTH + 1).getBytes(UTF_8);
        return line.substring(0, LENGTH).equals(ContentDigest.of(body));
    }
}
