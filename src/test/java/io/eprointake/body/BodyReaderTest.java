package io.eprointake.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.body.BodyReader.Body;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

/** Bodies share what memory there is for them. */
class BodyReaderTest {

    private static final DataSize LIMIT = DataSize.ofMegabytes(1);

    private final MemoryBudget memory = new MemoryBudget(DataSize.ofMegabytes(3).toBytes());
    private final BodyReader bodies = new BodyReader(Duration.ofSeconds(10), memory);

    @Test
    void aBodyHoldsItsShareUntilItIsClosed() {
        try (Body body = bodies.read(request(new byte[1000]), LIMIT)) {
            assertThat(body.bytes()).hasSize(1000);
            assertThat(memory.reserved()).isEqualTo(MemoryBudget.FIRST);
        }
        assertThat(memory.reserved()).isZero();
    }

    @Test
    void aBodyOfAnyLengthIsReadWhole() {
        for (int length : new int[] {0, 1, 8191, 8192, 8193, 16_384, 100_000, 1_048_576}) {
            try (Body body = bodies.read(request(numbered(length)), LIMIT)) {
                assertThat(body.bytes()).isEqualTo(numbered(length));
            }
        }
        assertThatThrownBy(() -> bodies.read(request(numbered(1_048_577)), LIMIT))
                .isInstanceOfSatisfying(Refused.class, it -> is(it, Problem.TOO_LARGE));
        assertThat(memory.reserved()).isZero();
    }

    @Test
    void whatFindsNoMemoryIsReadPastAndToldToComeAgain() throws IOException {
        var late = request(new byte[1_000_000]);
        try (Body first = bodies.read(request(new byte[1_000_000]), LIMIT)) {
            assertThatThrownBy(() -> bodies.read(late, LIMIT))
                    .isInstanceOfSatisfying(Refused.class, it -> is(it, Problem.OVERLOADED));
            assertThat(memory.reserved()).as("of the first").isBetween(2_000_000L, 2_200_000L);
            assertThat(first.bytes()).hasSize(1_000_000);
        }
        assertThat(memory.reserved()).isZero();
        assertThat(late.getInputStream().read()).as("nothing is left of it").isEqualTo(-1);
    }

    @Test
    void aZippedBodyTakesWhatItInflatesTo() throws IOException {
        var zipped = request(gzip(new byte[1_000_000]));
        zipped.addHeader("Content-Encoding", "gzip");
        assertThat(zipped.getContentLength()).isLessThan(2000);

        try (Body body = bodies.read(zipped, LIMIT)) {
            assertThat(body.bytes()).hasSize(1_000_000);
            assertThat(memory.reserved()).isGreaterThanOrEqualTo(2_000_000);
        }
        assertThat(memory.reserved()).isZero();
    }

    @Test
    void theShareIsKeptUntilTheWorkHasEndedHoweverItEnds() {
        var stored = new CompletableFuture<String>();
        var failed = new CompletableFuture<String>();
        try (Body body = bodies.read(request(new byte[10]), LIMIT)) {
            assertThat(body.share().until(stored)).isNotDone();
            assertThat(body.share().until(failed)).isNotDone();
        }

        assertThat(memory.reserved()).isPositive();
        stored.complete("stored");
        assertThat(memory.reserved()).isPositive();
        failed.completeExceptionally(new IllegalStateException());
        assertThat(memory.reserved()).isZero();
    }

    @Test
    void whatTakesMoreThanThereIsAtAllIsTooLarge() {
        try (Body body = bodies.read(request(new byte[10]), LIMIT)) {
            assertThatThrownBy(() -> body.share().atLeast(4_000_000))
                    .isInstanceOfSatisfying(Refused.class, it -> is(it, Problem.TOO_LARGE));
        }
        assertThat(memory.reserved()).isZero();
    }

    private static void is(Refused refused, Problem problem) {
        assertThat(refused.problem()).isEqualTo(problem);
    }

    private static MockHttpServletRequest request(byte[] body) {
        var request = new MockHttpServletRequest("POST", "/reports");
        request.setContent(body);
        return request;
    }

    private static byte[] numbered(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 / 7);
        }
        return bytes;
    }

    private static byte[] gzip(byte[] body) throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(zipped)) {
            out.write(body);
        }
        return zipped.toByteArray();
    }
}
