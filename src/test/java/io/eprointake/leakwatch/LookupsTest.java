package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookupsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Threads threads = new Threads(meters);
    private long now;
    private final Ledger ledger =
            new Ledger(LeakwatchProperties.defaults(), meters, () -> now, new LeakLog());
    private final CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Lookups lookups = new Lookups(ledger, threads, this::resolve);

    /** As the system's resolver does: it hears no interrupt. */
    private InetAddress[] resolve(String host) throws UnknownHostException {
        asked.incrementAndGet();
        if (host.startsWith("hangs")) {
            return answer.join();
        }
        if (host.startsWith("none")) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[0];
    }

    @AfterEach
    void answer() {
        answer.complete(new InetAddress[0]);
        lookups.close();
    }

    @Test
    void whoWaitsForALookUpThatHangsIsCutAndTheLedgerNamesIt() throws InterruptedException {
        Thread waiting = waiting("hangs.test");
        await().until(() -> asked.get() == 1);

        waiting.interrupt();

        assertThat(waiting.join(Duration.ofSeconds(5))).isTrue();
        now += Duration.ofMinutes(1).toNanos();
        ledger.look();
        assertThat(ledger.leaked())
                .singleElement()
                .satisfies(leak -> {
                    assertThat(leak.id()).startsWith("lookup-");
                    assertThat(leak.name()).isEqualTo("hangs.test");
                });

        answer();

        await().until(() -> ledger.find("hangs.test").findAny().isEmpty());
    }

    @Test
    void howeverManyWaitForOneNameOneThreadHangs() throws InterruptedException {
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(waiting("hangs.test"));
        }
        await().until(() -> all.stream().allMatch(it -> it.getState() == Thread.State.WAITING));

        assertThat(asked).hasValue(1);
        assertThat(ledger.find("hangs.test")).hasSize(1);

        for (Thread waiting : all) {
            waiting.interrupt();
            assertThat(waiting.join(Duration.ofSeconds(5))).isTrue();
        }
    }

    @Test
    void othersAreLookedUpBesideOneThatHangs() throws Exception {
        Thread waiting = waiting("hangs.test");
        await().until(() -> asked.get() == 1);

        lookups.await("found.test");

        assertThat(asked).hasValue(2);
        waiting.interrupt();
    }

    @Test
    void aNameIsLookedUpAnewOnceTheLastLookUpHasEnded() throws Exception {
        lookups.await("found.test");
        await().until(() -> ledger.find("found.test").findAny().isEmpty());
        lookups.await("found.test");

        assertThat(asked).hasValue(2);
    }

    @Test
    void nobodyHangsOnceTooManyNamesHang() {
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(waiting("hangs-" + i));
        }
        await().until(() -> asked.get() == 8);

        assertThatThrownBy(() -> lookups.await("found.test"))
                .isInstanceOf(UnknownHostException.class);

        assertThat(ledger.find("found.test")).isEmpty();
        all.forEach(Thread::interrupt);
    }

    @Test
    void aNameThatIsNoneIsTold() {
        assertThatThrownBy(() -> lookups.await("none.test"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("none.test");
    }

    @Test
    void anAddressIsNotLookedUp() throws Exception {
        lookups.await("127.0.0.1");
        lookups.await("[::1]");

        assertThat(asked).hasValue(0);
    }

    private Thread waiting(String host) {
        Thread waiting =
                threads.virtual("waiting-")
                        .newThread(() -> {
                            try {
                                lookups.await(host);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        });
        waiting.start();
        return waiting;
    }
}
