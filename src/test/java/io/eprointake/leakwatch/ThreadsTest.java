package io.eprointake.leakwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eprointake.leakwatch.LeakwatchReading.Group;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Threads threads = new Threads(meters);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void letThemGo() {
        release.countDown();
    }

    @Test
    void parkedVirtualThreadsAreCountedThoughTheJvmSeesNone() {
        park(threads.virtual("parked-"), 100);

        await().until(() -> threads.live().getOrDefault("parked-", -1L) == 100);
        assertThat(meters.get("epro.threads.virtual.live").tag("name", "parked-").gauge().value())
                .isEqualTo(100);
        assertThat(new Jvm(LeakwatchProperties.defaults()).platformThreads().groups())
                .extracting(Group::name)
                .doesNotContain("parked-*");

        release.countDown();
        await().until(() -> threads.live().getOrDefault("parked-", -1L) == 0);
    }

    @Test
    void aThreadThatDiesOfAnErrorIsNoLongerLive() throws InterruptedException {
        Thread dying =
                threads.virtual("dying-")
                        .newThread(() -> {
                            throw new IllegalStateException("on purpose");
                        });
        dying.setUncaughtExceptionHandler((_, _) -> {});
        dying.start();
        dying.join();

        assertThat(threads.live()).containsEntry("dying-", 0L);
    }

    @Test
    void leakedPlatformThreadsShowByName() {
        park(threads.daemon("worker-"), 7);

        var jvm = new Jvm(LeakwatchProperties.defaults());
        await().untilAsserted(() ->
                assertThat(jvm.platformThreads().groups())
                        .filteredOn(group -> group.name().equals("worker-*"))
                        .singleElement()
                        .satisfies(group -> {
                            assertThat(group.count()).isEqualTo(7);
                            assertThat(group.states()).containsEntry(Thread.State.WAITING, 7);
                        }));
    }

    @Test
    void aDumpFindsVirtualThreadsThatNobodyCounts() throws IOException {
        park(Thread.ofVirtual().name("uncounted-", 0).factory(), 30);
        var dump = new ThreadDump(LeakwatchProperties.defaults());

        await().untilAsserted(() ->
                assertThat(dump.take().groups())
                        .anySatisfy(group -> {
                            assertThat(group.name()).isEqualTo("uncounted-*");
                            assertThat(group.virtual()).isTrue();
                            assertThat(group.count()).isEqualTo(30);
                            assertThat(group.stack().frames()).anyMatch(f -> f.contains("await"));
                        }));
    }

    private void park(ThreadFactory factory, int count) {
        Stream.generate(() -> factory.newThread(this::parked)).limit(count).forEach(Thread::start);
    }

    private void parked() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
