package io.eprointake.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eprointake.leakwatch.LeakwatchProperties;
import io.eprointake.leakwatch.Ledger;
import io.eprointake.leakwatch.Lookups;
import io.eprointake.leakwatch.Threads;
import io.eprointake.testing.FakeAnalyzer;
import io.eprointake.testing.FakeAnalyzer.Manner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JsonPostTest {

    private static final byte[] BODY = "{}".getBytes(UTF_8);
    private static final int MOST = 64 * 1024;
    private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();

    private final FakeAnalyzer server = new FakeAnalyzer(Manner.HEALTHY);
    private final JsonPost post =
            new JsonPost(
                    "epro.test",
                    "key",
                    URI.create(server.url()),
                    "/path",
                    null,
                    MOST,
                    run -> Thread.ofVirtual().name("test-http").start(run),
                    new Lookups(
                            new Ledger(LeakwatchProperties.defaults(), METERS),
                            new Threads(METERS)));

    @AfterEach
    void close() {
        post.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {"NOISE", "HALF", "HUGE", "RESETTING"})
    void anAnswerThatIsNoneFreesItsConnectionAndTheNextCallGoesOn(Manner manner) throws Exception {
        server.become(manner);

        assertThatThrownBy(this::send).isInstanceOf(IOException.class);

        await().until(() -> server.connections() == 0);
        server.become(Manner.HEALTHY);
        assertThat(send()).isNotEmpty();
    }

    @Test
    void aCallThatIsUnderWayIsNotHurtByOneThatFails() throws Exception {
        server.become(Manner.HOLDING);
        var held = new CompletableFuture<byte[]>();
        Thread caller =
                Thread.ofVirtual()
                        .name("test-held")
                        .start(() -> {
                            try {
                                held.complete(send());
                            } catch (IOException | InterruptedException e) {
                                held.completeExceptionally(e);
                            }
                        });
        await().until(() -> server.calls() == 1);
        server.meanwhile(Manner.NOISE);
        assertThatThrownBy(this::send).isInstanceOf(IOException.class);
        assertThatThrownBy(this::send).isInstanceOf(IOException.class);

        server.become(Manner.HEALTHY);

        assertThat(held.join()).isNotEmpty();
        caller.join();
        await().until(() -> server.connections() == 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {"FAILING", "REDIRECTING", "REFUSING"})
    void anythingElseThan200IsNoAnswer(Manner manner) {
        server.become(manner);

        assertThatThrownBy(this::send)
                .hasMessageContaining(
                        switch (manner) {
                            case FAILING -> "answered 500";
                            case REDIRECTING -> "answered 307";
                            default -> "another epro.test.key";
                        });
        assertThat(server.calls()).isEqualTo(1);
    }

    private byte[] send() throws IOException, InterruptedException {
        return post.send(BODY, null, Map.of());
    }
}
