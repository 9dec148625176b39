package io.eprointake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eprointake.testing.FailingLog;
import io.eprointake.testing.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one writer goes on, or it ends and says so; it is never neither. */
class WriterErrorsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir Path folder;
    private TestStore opened;
    private Store store;

    static List<Throwable> faults() {
        return Faults.all();
    }

    @BeforeEach
    void open() {
        opened = new TestStore(TestStore.sqlite(folder), InstantSource.system());
        store = opened.store();
        store.await(store.write(tx -> tx.update("create table t (id integer primary key)")));
    }

    @AfterEach
    void close() {
        opened.close();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aWriteThatFailsIsRefusedAndTheNextCommits(Throwable fault) {
        assertRefused(failing(fault));

        assertGoesOn();
    }

    @Test
    void anInterruptLosesNoWrite() {
        for (int i = 0; i < 5; i++) {
            CompletableFuture<Integer> write = insert(i);
            Faults.interrupt("store-committer");
            // One that was interrupted under way may have been refused; it is answered.
            assertThat(write.handle((done, failed) -> true)).succeedsWithin(SOON);
        }
        Faults.interrupt("store-committer");
        assertGoesOn();
    }

    @Test
    void aStopAfterAnInterruptCommitsWhatWaits() {
        var held = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        CompletableFuture<Integer> busy =
                store.write(tx -> {
                    begun.countDown();
                    awaitUninterruptibly(held);
                    return 1;
                });
        await().until(() -> begun.getCount() == 0);
        CompletableFuture<Integer> waiting = insert(7);
        Thread stop = Thread.ofVirtual().name("stop").start(opened::stopWriter);
        await().until(() -> refuses());
        Faults.interrupt("store-committer");
        held.countDown();

        assertThat(busy.handle((done, failed) -> true)).succeedsWithin(SOON);
        assertThat(waiting.handle((done, failed) -> true)).succeedsWithin(SOON);
        await().until(() -> !stop.isAlive());
        assertThat(opened.goneDown()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aSecondErrorEndsTheWriterWhichSaysSoAndTakesNoMore(Throwable fault) {
        List<CompletableFuture<Integer>> waiting = new ArrayList<>();
        try (var _ = new FailingLog(GroupCommit.class.getName())) {
            var held = new CountDownLatch(1);
            waiting.add(
                    store.write(tx -> {
                        awaitUninterruptibly(held);
                        return 1;
                    }));
            waiting.add(failing(fault));
            for (int i = 0; i < 20; i++) {
                waiting.add(insert(i));
            }
            held.countDown();
            // Alone, and so not tried again one by one.
            waiting.add(failing(fault));

            await().atMost(SOON).until(opened::goneDown);
        }
        assertThat(opened.trouble()).isEqualTo("ended");
        for (var write : waiting) {
            assertThat(write.handle((done, failed) -> true)).succeedsWithin(SOON);
        }
        assertThatThrownBy(() -> insert(100)).isInstanceOf(StoreRefusal.class);
        assertThatThrownBy(() -> store.admit("key", tx -> 1)).isInstanceOf(StoreRefusal.class);
    }

    private void assertGoesOn() {
        assertThat(store.await(insert(1000))).isEqualTo(1);
        assertThat(opened.trouble()).isNull();
        assertThat(opened.goneDown()).isFalse();
    }

    private boolean refuses() {
        try {
            assertThat(insert(99)).isNotCompletedExceptionally();
            return false;
        } catch (StoreRefusal e) {
            return true;
        }
    }

    private CompletableFuture<Integer> failing(Throwable fault) {
        return store.write(tx -> {
            var faults = new Faults();
            faults.inject(fault);
            faults.strike();
            return 0;
        });
    }

    private CompletableFuture<Integer> insert(int id) {
        return store.write(tx -> tx.update("insert or ignore into t (id) values (?)", id));
    }

    private static void assertRefused(CompletableFuture<?> write) {
        assertThat(write)
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(StoreRefusal.class);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // It is ended by the test, not by an interrupt.
            }
        }
    }
}
